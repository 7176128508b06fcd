"""Promise 2: the same inputs give the same verdict, byte for byte, whatever surrounds the engine.

Another hash seed, another time zone, another locale: each replay is a process of its own.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}
SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "random", "TZ": "America/New_York", "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "42", "TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONOPTIMIZE": "1"},
]
FIRST = 140_000


def started(surroundings: dict[str, str], worlds: int) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    line = [sys.executable, "-m", "tests.reference.digest", str(FIRST), str(worlds)]
    return subprocess.Popen(line, cwd=ROOT, env=env, text=True, encoding="utf-8", stdout=subprocess.PIPE)


def test_promise_2_a_replay_gives_the_same_bytes_in_other_surroundings(
    many: Callable[[int, int], int], tried: Callable[[int], None]
) -> None:
    worlds = many(25, 2_000)
    running = [started(surroundings, worlds) for surroundings in (PLAIN, *SURROUNDINGS)]
    said = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    assert len({digest for digest, _ in said}) == 1, list(zip((PLAIN, *SURROUNDINGS), said, strict=True))
    tried(sum(int(cases) for _, cases in said))
