"""检查规则包：every problem of some packs, and how the sentences in them are read; documents of any kind are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duban.services.plans.interpreting import TextReading, readings_of
from duban.services.plans.sources import source_text
from engine.source import Problem, errors
from rules.checking.checks import check


@dataclass(frozen=True)
class Checked:
    """What was found in some packs."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    readings: tuple[TextReading, ...]

    @property
    def wrong(self) -> int:
        """How many problems stop publication."""
        return len(errors(self.problems))

    @property
    def told(self) -> str:
        """The readings, then the counts."""
        counts = f"{self.wrong} 处错误，{len(self.problems) - self.wrong} 处提醒"
        return "\n".join([*map(str, self.readings), f"检查了 {len(self.files)} 个规则包：{counts}。"])


def checked(files: Sequence[Path], *, on: date, sources: Sequence[Path] = ()) -> Checked:
    """Check packs; what they cite is looked for beside them and in `sources`, readings count their days from `on`."""
    problems = [problem for file in files for problem in check(file, source_text, sources=sources)]
    readings = [one for file in files for one in readings_of(file, on=on)]
    return Checked(tuple(files), tuple(problems), tuple(readings))
