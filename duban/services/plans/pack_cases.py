"""试算：run the worked cases that packs carry; needs no database and no source document."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.source import Problem, Refused
from engine.telling.explain import CODES
from rules.trying.cases import CaseResult, run

WORDS = {"passed": "通过", "failed": "未通过", "unsupported": "不支持"}


@dataclass(frozen=True)
class Report:
    """What became of the cases of some packs, and of packs that could not be run at all."""

    cases: tuple[CaseResult, ...]
    problems: tuple[Problem, ...] = ()
    not_run: tuple[Path, ...] = ()

    def count(self, result: str) -> int:
        """How many cases came to `result`."""
        return sum(case.result == result for case in self.cases)

    @property
    def passes(self) -> bool:
        """Whether there was nothing but passed cases."""
        return not self.problems and all(case.result == "passed" for case in self.cases)

    def told(self, *, only_failed: bool = False) -> str:
        """Every case that did not pass, what was expected, what came and why; then the others by rule; the counts."""
        lines = [line for case in self.cases if case.result != "passed" for line in _lines(case)]
        passed = {} if only_failed else self._passed()
        lines += [f"{WORDS['passed']}  {rule} {number} 个用例" for rule, number in passed.items()]
        lines += [f"规则包有错误，用例没有运行：{file}；请先用 duban pack check 检查。" for file in self.not_run]
        total = f"通过 {self.count('passed')}，未通过 {self.count('failed')}，不支持 {self.count('unsupported')}。"
        return "\n".join([*lines, total])

    def _passed(self) -> dict[str, int]:
        """How many cases of each rule passed, rules by the order of their packs."""
        counted: dict[str, int] = {}
        for case in self.cases:
            if case.result == "passed":
                counted[case.rule] = counted.get(case.rule, 0) + 1
        return counted

    def answer(self, *, only_failed: bool = False) -> dict[str, object]:
        """The report as JSON shows it."""
        counts: dict[str, object] = {result: self.count(result) for result in ("passed", "failed", "unsupported")}
        shown = [case for case in self.cases if not only_failed or case.result != "passed"]
        return {**counts, "cases": shown, "not_run": [str(file) for file in self.not_run]}


def _lines(case: CaseResult) -> Iterator[str]:
    """One case that did not pass, as a person reads it."""
    yield f"{case.source}: {WORDS[case.result]}  {case.rule} [{case.name}]"
    yield f"    应为 {case.expected}"
    yield f"    实为 {case.got}"
    if case.because:
        yield f"    理由 {'、'.join(f'{code}（{CODES[code]}）' if code in CODES else code for code in case.because)}"
    if case.explanation:
        yield f"    说明 {case.explanation}"


def run_all(files: Sequence[Path], rules: Collection[str] = ()) -> Report:
    """Run the cases of every file, of some rules only when they are named; a pack that does not load is a problem.

    Raises Refused R409 when a rule is named that no pack has a case of.
    """
    cases: list[CaseResult] = []
    problems: list[Problem] = []
    not_run: list[Path] = []
    for file in files:
        try:
            cases += run(file, rules=rules)
        except Refused as refused:
            problems += refused.problems
            not_run.append(file)
    missing = [rule for rule in rules if not problems and all(case.rule != rule for case in cases)]
    if missing:
        raise Refused("R409", f"没有规则 {'、'.join(missing)} 的用例；请核对编号，或先在规则里写 tests")
    return Report(tuple(cases), tuple(problems), tuple(not_run))
