"""推演：a span of days lived through by the rules in force, and by a pack or a draft in their place.

Nothing is written.  A span has a longest length, so that nobody keeps the house busy for hours.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.services.counter.deeds import Visit
from duban.services.drafts.keeping import draft, listed
from duban.services.drafts.shelf import with_the_house
from duban.services.powers import Deed
from duban.services.shipped import text_of
from duban.services.simulation import Count, Simulation, difference, simulate
from engine.nouns import Standing
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from store.drafts import Stage

LONGEST = timedelta(days=3 * 366)
COUNT_ZH = {Count.DAY: "按日", Count.AGENCY: "按单位", Count.RUNG: "按升级阶梯"}


@dataclass(frozen=True)
class Wanted:
    """What is to be played through: the days, what is counted, and a draft or shipped pack in place of the present."""

    first: date
    last: date
    by: Count
    pack: str = ""


@dataclass(frozen=True)
class Played:
    """What came of it: the counts, where things stood at last, and what a pack changed."""

    wanted: Wanted
    rows: tuple[tuple[str, str, int], ...]
    standings: tuple[tuple[str, int], ...]
    papers: tuple[tuple[str, int], ...]
    happenings: tuple[dict[str, object], ...]
    changed: dict[str, int] | None = None


def choices(visit: Visit) -> list[tuple[str, str]]:
    """The drafts and shipped packs that can be put in the place of what is in force."""
    mine = [("draft:" + each.key, f"草案：{each.title}") for each in listed(visit) if each.stage is not Stage.DROPPED]
    return [*mine, *(("shipped:" + each.name, f"随附：{each.title}") for each in with_the_house(visit))]


def checked(visit: Visit, first: date | None, last: date | None, by: str, pack: str) -> Wanted:
    """What a form asks for.  Raises Refused X693 when its days cannot be played through."""
    visit.viewer.permit(Deed.WRITE_RULES)
    if first is None or last is None or last < first or last - first > LONGEST:
        raise Refused("X693", "请填写起止日期，止日不早于起日，一次最多推演三年")
    return Wanted(first, last, next((each for each in Count if each == by), Count.RUNG), pack)


def play(visit: Visit, wanted: Wanted, step: Callable[[int, int], None] | None = None) -> Played:
    """Play the days through.  Raises Refused R401 when the pack does not load, X681 or R407 when it is not there."""
    visit.viewer.permit(Deed.WRITE_RULES)
    with ExitStack() as held:
        file: Path | None = None
        if wanted.pack:
            file = Path(held.enter_context(TemporaryDirectory())) / "pack.yaml"
            file.write_text(_text(visit, wanted.pack), encoding="utf-8")
        found = simulate(
            visit.database, visit.settings, first=wanted.first, last=wanted.last, pack=file, step=step
        )  # fmt: skip
    return _told(found, wanted)


def _text(visit: Visit, called: str) -> str:
    kind, _, name = called.partition(":")
    return text_of(name) if kind == "shipped" else draft(visit, name).text


def _told(found: Simulation, wanted: Wanted) -> Played:
    shown = found.shown
    rows = tuple((_under(row, wanted.by), _came(row), _many(row)) for row in found.counts(wanted.by.value))
    standings = Counter(STANDING_ZH[Standing(each.standing)] for each in shown.final.values())
    papers = Counter(each.paper for each in shown.happenings if each.rung)
    changed = None
    if found.trial is not None:
        changed = {kind: len(some) for kind, some in difference(found.present, found.trial).items()}
    return Played(
        wanted,
        rows,
        tuple(sorted(standings.items())),
        tuple(sorted(papers.items())),
        tuple(found.rows()),
        changed,
    )


def _under(row: dict[str, object], by: Count) -> str:
    if by is Count.DAY:
        return str(row["day"])
    return str(row["agency"]) if by is Count.AGENCY else (f"{row['paper']}（{row['rung']}）" if row["rung"] else "判定")


def _came(row: dict[str, object]) -> str:
    return f"发《{row['paper']}》" if row["rung"] else f"判为“{STANDING_ZH[Standing(str(row['standing']))]}”"


def _many(row: dict[str, object]) -> int:
    count = row["count"]
    assert isinstance(count, int)
    return count
