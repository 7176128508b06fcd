"""试校：what is wrong with a text as it stands, how its sentences are read, and what became of its worked cases."""

from collections.abc import Iterator
from dataclasses import dataclass

from duban.services.counter.deeds import Visit
from duban.services.plans.interpreting import TextReading, readings_in
from duban.services.plans.vetting import problems_of
from duban.services.powers import Deed
from engine.source import Problem, Refused, Severity
from rules.load import load_text
from rules.trying.cases import CaseResult, run_text

MOST = 200
"""How many problems are shown at once."""


@dataclass(frozen=True)
class Mistake:
    """A problem at its line (问题), with the words that stand there."""

    line: int
    code: str
    message: str
    wrong: bool
    words: str


@dataclass(frozen=True)
class Galley:
    """What was found in a text (校样)."""

    mistakes: tuple[Mistake, ...]
    wrong: int
    doubtful: int
    readings: tuple[TextReading, ...]
    cases: tuple[CaseResult, ...]
    rules: int
    waiting: int
    """How many rules wait for an answer."""

    @property
    def failed(self) -> int:
        """How many worked cases came out otherwise than they say."""
        return sum(case.result == "failed" for case in self.cases)


def proved(visit: Visit, text: str, name: str) -> Galley:
    """What is to be said of a pack's text, its quotes held against the documents on file; nothing is kept."""
    visit.viewer.permit(Deed.WRITE_RULES)
    text = text.replace("\r\n", "\n")
    found = problems_of(visit.database, visit.settings, text, name)
    problems = tuple(sorted(found, key=lambda one: one.severity is not Severity.ERROR))  # what stops it comes first
    pack, _ = load_text(text, name)
    wrong = sum(problem.severity is Severity.ERROR for problem in problems)
    return Galley(
        tuple(_mistakes(problems[:MOST], text.splitlines())),
        wrong,
        len(problems) - wrong,
        tuple(readings_in(pack, on=visit.on)) if pack else (),
        _cases(text, name) if pack else (),
        len(pack.rules) if pack else 0,
        sum(rule.state in ("draft", "needs_review") for rule in pack.rules) if pack else 0,
    )


def _mistakes(problems: tuple[Problem, ...], lines: list[str]) -> Iterator[Mistake]:
    for problem in problems:
        at = problem.source.line
        words = lines[at - 1].strip()[:80] if 0 < at <= len(lines) else ""
        yield Mistake(at, problem.code, problem.message, problem.severity is Severity.ERROR, words)


def _cases(text: str, name: str) -> tuple[CaseResult, ...]:
    """The results of the worked cases; none while one of them cannot be meant, which is a problem of its own."""
    try:
        return run_text(text, name)
    except Refused:
        return ()
