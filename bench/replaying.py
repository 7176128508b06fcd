"""重放：a million duties judged from 4.9 million facts on one day, by the house and by its peers.

All load the same file and must give the same answers before any of them is timed.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.contenders import work
from bench.rounds import Taken, Work, micros_each, millis

ROOT = Path(__file__).parent.parent
HOUSE = Path(sys.executable)
PEERS = ROOT / "bench" / "peers"
NEEDS = {"openfisca": "openfisca_core", "polars_frames": "polars", "duck_db": "duckdb, pyarrow", "zen_engine": "zen"}
"""What a contender imports that may not be installed."""
MANY = 1_000_000
FEW = 10_000
DUBAN = "重放百万件：督办（列式）"
SLOW = ("zen_engine", "plain_python", "duban_objects")


class Contender:
    """A contender in a process of its own, under its own Python."""

    def __init__(self, module: str, python: Path, file: Path, server: str = "serve") -> None:
        self._name = module
        with (file.parent / f"{module}.log").open("w", encoding="utf-8") as log:
            self._child = subprocess.Popen(
                [python, "-m", f"bench.contenders.{server}", module, file],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, encoding="utf-8",
            )  # fmt: skip
        self.digest = self._answer()["digest"]

    def run(self) -> Taken:
        """One run, by its own clock."""
        assert self._child.stdin is not None
        self._child.stdin.write("\n")
        self._child.stdin.flush()
        return Taken(**self._answer())

    def _answer(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} 没有回答，退出码 {self._child.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def works(folder: Path) -> list[Work]:
    """The house, plain Python, and every peer that is installed."""
    many, few = saved(folder, MANY), saved(folder, FEW)
    million: list[tuple[str, str, str, Path]] = [
        ("OpenFisca-core", "≥ 2 倍", "openfisca", peer("openfisca")),
        ("polars", "≥ 8 倍", "polars_frames", peer("columns")),
        ("DuckDB", "≥ 8 倍", "duck_db", peer("columns")),
        ("zen-engine", "≥ 80 倍", "zen_engine", peer("columns")),
        ("朴素的 Python", "", "plain_python", HOUSE),
    ]
    field = Field(many)
    found = [field.entered(DUBAN, "≤ 65 毫秒", "duban_columns", HOUSE, millis)]
    found += [
        field.entered(f"重放百万件：{name}", aim, module, python, millis) for name, aim, module, python in million
    ]
    return [*found, *_one_by_one(few)]


def _one_by_one(file: Path) -> list[Work]:
    """The house's plain judge beside the plain loops, on fewer duties."""
    field = Field(file)
    return [
        field.entered("重放一万件：朴素的 Python", "", "plain_python", HOUSE, micros_each),
        field.entered("重放一万件：督办（逐件）", "", "duban_objects", HOUSE, micros_each),
    ]


class Field:
    """Those who compete over one file; one whose answers differ stops everything."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._agreed: dict[str, object] = {}

    def entered(self, name: str, aim: str, module: str, python: Path, shown: Callable[[float, int], str]) -> Work:
        """A contender as work to be timed; the slow ones twice at most."""
        if not is_there(python, NEEDS.get(module, "numpy")):
            return Work(name, aim, shown, lambda: 0, absent="缺席：先运行 bench/peers.sh")
        contender = Contender(module, python, self._file)
        self._agreed[name] = contender.digest
        if len({json.dumps(digest, sort_keys=True) for digest in self._agreed.values()}) > 1:
            raise ValueError(f"答案不同：{self._agreed}")
        return Work(name, aim, shown, contender.run, against=DUBAN, rounds=2 if module in SLOW else 99)


def peer(name: str) -> Path:
    """The Python of one environment of peers."""
    return PEERS / name / ".venv" / "bin" / "python"


def is_there(python: Path, needs: str) -> bool:
    """Whether an environment exists and has what is needed."""
    if not python.exists():
        return False
    tried = subprocess.run([python, "-c", f"import {needs}"], stderr=subprocess.DEVNULL, check=False)
    return tried.returncode == 0


def saved(folder: Path, many: int) -> Path:
    """The work in a file that every contender can read."""
    file = folder / f"{many}.npz"
    duties, facts = work.make(many)
    columns = {f"duties.{name}": column for name, column in vars(duties).items()}
    np.savez(file, **columns, **{f"facts.{name}": column for name, column in vars(facts).items()})
    return file
