"""Promise 2: the same inputs give the same verdict, byte for byte, whatever surrounds the engine.

Another hash seed, another time zone, another locale: each replay is a process of its own.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.reference.in_full import written

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}
SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "random", "TZ": "America/New_York", "LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "42", "TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONOPTIMIZE": "1"},
]
FIRST = 140_000


def started(surroundings: dict[str, str], worlds: int, notebook: Path) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    line = [sys.executable, "-m", "tests.reference.in_full", "replay", str(FIRST), str(worlds), str(notebook)]
    return subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, encoding="ascii")


def locales(every: Sequence[dict[str, str]], running: Sequence[subprocess.Popen[str]]) -> str:
    """Which locales were asked for and which of them there were; where one is not installed it is C in fact."""
    met = [process.communicate()[0].strip() for process in running]
    stood = zip((around["LC_ALL"] for around in every), met, strict=True)
    return "locales  " + ", ".join(asked if asked == there else f"{asked} (in fact {there})" for asked, there in stood)


def test_promise_2_a_replay_gives_the_same_bytes_in_other_surroundings(
    many: Callable[[int, int], int], tried: Callable[[int], None], seen: Callable[[str], None], tmp_path: Path
) -> None:
    worlds, every = many(25, 10_000), (PLAIN, *SURROUNDINGS)
    notebooks = [tmp_path / str(number) for number in range(len(every))]
    running = [started(around, worlds, notebook) for around, notebook in zip(every, notebooks, strict=True)]
    seen(locales(every, running))
    assert [process.wait() for process in running] == [0] * len(running)
    pages = [written(notebook) for notebook in notebooks]
    for said in zip(*pages, strict=True):
        assert len(set(said)) == 1, list(zip(every, said, strict=True))
    tried(sum(cases for _, cases, _ in pages[0]))
