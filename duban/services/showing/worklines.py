"""在手的一件：a task as whoever has it in hand reads it, and those of one matter folded into one line of his list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from engine.nouns import Standing, TaskState
from engine.telling.codes import STANDING_ZH
from engine.telling.lamps import LAMPS, Lamp
from workflows.standard import STATE_ZH

MANY = 3
"""From so many on, tasks of one matter are folded: fewer take no more room than the fold."""


@dataclass(frozen=True)
class Work:
    """A task as whoever has it in hand reads it (在手的一件); `asked` is what is wanted of him next."""

    key: str
    obligation: str
    matter: str
    window: str
    due: date
    original: date | None
    part: str
    state: TaskState
    standing: Standing
    lamp: Lamp
    asked: str
    lead: str = ""
    """The agency that leads, for whoever helps it."""
    title: str = ""
    """The matter without the person or case that it is about."""
    in_charge: str = ""
    suggested: int = 0
    """How many pieces of evidence the house suggests for it, on which nobody has spoken yet."""

    @property
    def state_zh(self) -> str:
        """How far the work is."""
        return STATE_ZH[self.state]

    @property
    def standing_zh(self) -> str:
        """What the calendar says."""
        return STANDING_ZH[self.standing]

    @property
    def part_zh(self) -> str:
        """Whether it leads or helps, and whom."""
        return "牵头" if self.part == "lead" else f"配合{self.lead}"

    @property
    def row(self) -> dict[str, object]:
        """The same as a line of an export."""
        words = {name: getattr(self, name) for name in ("state_zh", "standing_zh", "part_zh")}
        return {**vars(self), **words, "lamp_zh": self.lamp.word}


@dataclass(frozen=True)
class Fold:
    """Tasks of one matter that a list shows as one line (一叠), the one due first at the head; most often just one."""

    works: tuple[Work, ...]

    @property
    def first(self) -> Work:
        """The one due first."""
        return self.works[0]

    @property
    def lamp(self) -> Lamp:
        """The lamp among them that asks for most attention."""
        return min((each.lamp for each in self.works), key=LAMPS.index)

    @property
    def waiting(self) -> int:
        """How many wait to be signed for."""
        return sum(each.state is TaskState.ASSIGNED for each in self.works)

    @property
    def states(self) -> Sequence[tuple[str, int]]:
        """How far the work is, and with how many."""
        return Counter(each.state_zh for each in self.works).most_common()

    @property
    def asked(self) -> Sequence[tuple[str, int]]:
        """What is wanted next, and with how many."""
        return Counter(each.asked for each in self.works).most_common()

    @property
    def suggested(self) -> int:
        """How many pieces of evidence are suggested for them."""
        return sum(each.suggested for each in self.works)


def folded(every: Iterable[Work]) -> list[Fold]:
    """A list in which tasks of one matter and part stand together, where they are many, at the place of the first."""
    alike: dict[tuple[str, str], list[Work]] = {}
    for each in every:
        alike.setdefault((each.part, each.title), []).append(each)
    folds = [fold for some in alike.values() for fold in _folds(some)]
    return sorted(folds, key=lambda fold: (fold.first.part != "lead", fold.first.due, fold.first.key))


def _folds(some: list[Work]) -> list[Fold]:
    return [Fold(tuple(some))] if len(some) >= MANY else [Fold((each,)) for each in some]
