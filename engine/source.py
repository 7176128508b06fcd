"""Where something was written (出处), what is wrong with it (问题), and what may not be done (拒绝).

An author's mistake is a `Problem`: collected, sorted, printed, never raised.  An actor's mistake is
`Refused`: raised once, says whose fault it is and what to do next.  A bug is neither and crashes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, order=True)
class Source:
    """A place in a text that a person wrote; line and column count from 1, 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How bad a problem is: an error stops publication, a warning only speaks."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in what an author wrote (问题), with its place, a stable code and a Chinese message."""

    source: Source
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:  # packs/2026.yaml:5:10: R103 due：2026-06-31 不是有效日期
        return f"{self.source}: {self.code} {self.message}"


class Refused(Exception):
    """An actor asked for what may not be done (拒绝); carries a code and a Chinese message with the next step."""

    def __init__(self, code: str, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.problems = tuple(sorted(problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those problems that stop publication, in the order of the file."""
    return sorted(p for p in problems if p.severity is Severity.ERROR)
