"""试算：run the worked cases that packs carry; needs no database and no source document."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.source import Problem, Refused
from rules.cases import CaseResult, run

WORDS = {"passed": "通过", "failed": "未通过", "unsupported": "不支持"}


@dataclass(frozen=True)
class Report:
    """What became of the cases of some packs, and of packs that could not be run at all."""

    cases: tuple[CaseResult, ...]
    problems: tuple[Problem, ...] = ()

    def count(self, result: str) -> int:
        """How many cases came to `result`."""
        return sum(case.result == result for case in self.cases)

    @property
    def passes(self) -> bool:
        """Whether there was nothing but passed cases."""
        return not self.problems and all(case.result == "passed" for case in self.cases)

    @property
    def told(self) -> str:
        """The counts, and every case that did not pass."""
        lines = [
            f"{WORDS[case.result]}  {case.rule} [{case.name}]：应为 {case.expected}，实为 {case.got}"
            for case in self.cases
            if case.result != "passed"
        ]
        total = f"通过 {self.count('passed')}，未通过 {self.count('failed')}，不支持 {self.count('unsupported')}。"
        return "\n".join([*lines, total])

    def answer(self) -> dict[str, object]:
        """The report as JSON shows it."""
        counts: dict[str, object] = {result: self.count(result) for result in ("passed", "failed", "unsupported")}
        return {**counts, "cases": self.cases}


def run_all(files: Sequence[Path]) -> Report:
    """Run the cases of every file; a pack that does not load is a problem, and the others still run."""
    cases: list[CaseResult] = []
    problems: list[Problem] = []
    for file in files:
        try:
            cases += run(file)
        except Refused as refused:
            problems += refused.problems
    return Report(tuple(cases), tuple(problems))
