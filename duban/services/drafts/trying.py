"""推演：a span of days lived through by the rules in force, and by a pack or a draft in their place.

Nothing is written.  A span has a longest length, so that nobody keeps the house busy for hours.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.services.counter.deeds import Visit
from duban.services.drafts.keeping import draft, listed
from duban.services.drafts.shelf import with_the_house
from duban.services.judgement.replaying import Happening
from duban.services.judgement.simulation import Count, Simulation, simulate
from duban.services.paperwork.views import window_zh
from duban.services.plans.shipped import text_of
from duban.services.powers import Deed
from duban.services.showing.paged import mentioning
from engine.nouns import Standing
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from notifications.papers import Form, form_of
from store.drafts import Stage

LONGEST = timedelta(days=3 * 366)
HEADINGS = {"day": "日期", "agency": "单位", "matter": "事项", "window": "周期", "was": "原来", "came": "会出现"}
STANDINGS, FORMS, VERDICT = tuple(STANDING_ZH.values()), tuple(Form), "判定"
MARKS = re.compile("判为“|”|发《|》")
COUNT_ZH = {Count.DAY: "按日", Count.AGENCY: "按单位", Count.RUNG: "按升级阶梯"}


@dataclass(frozen=True)
class Wanted:
    """What is to be played through: the days, what is counted, and a draft or shipped pack in place of the present."""

    first: date
    last: date
    by: Count
    pack: str = ""


@dataclass(frozen=True)
class Came:
    """One thing that would come (推演所见): under what it is counted, what it is, and of which duty."""

    of: str
    under: str
    came: str
    day: date
    agency: str
    matter: str
    window: str
    was: str = ""


@dataclass(frozen=True)
class Played:
    """What came of it: everything that would come, and how much of each kind; every count has its list."""

    wanted: Wanted
    everything: tuple[Came, ...]
    rows: tuple[tuple[str, str, int], ...]
    tried: bool

    def many(self, of: str) -> list[tuple[str, int]]:
        """How many of a kind, by what they are."""
        counted = Counter(each.came for each in self.everything if each.of == of)
        return sorted(counted.items(), key=lambda each: _place(each[0]))

    def total(self, of: str) -> int:
        """How many of a kind."""
        return sum(each.of == of for each in self.everything)

    def listed(self, of: str, came: str = "", under: str = "", text: str = "") -> list[Came]:
        """Those of a kind that say a text, of one thing and under one heading if they are given."""
        wanted = (each for each in self.everything if each.of == of)
        some = [each for each in wanted if came in ("", each.came) and under in ("", each.under)]
        return mentioning(some, text, lambda each: (each.agency, each.matter, each.window))


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
    everything = tuple(_everything(found, wanted.by))
    counted = Counter((each.under, each.came) for each in everything if each.of == "happening")
    places = {under: _place(under) if wanted.by is Count.RUNG else (0, 0, under) for under, _ in counted}
    order = sorted(counted, key=lambda each: (places[each[0]], _place(each[1])))
    rows = tuple((under, came, counted[under, came]) for under, came in order)
    return Played(wanted, everything, rows, found.trial is not None)


def _place(said: str) -> tuple[int, int, str]:
    """Where something stands among its like: verdicts as a duty goes through them, then papers up the ladder."""
    words = MARKS.sub("", said)
    if words in STANDINGS:
        return 1, STANDINGS.index(words), ""
    return (0, 0, "") if words == VERDICT else (2, FORMS.index(form_of(words)), words)


def _everything(found: Simulation, by: Count) -> Iterator[Came]:
    """Each happening under its heading, each paper, how each duty stood at last, and what a pack changed."""
    for each in found.shown.happenings:
        came = f"发《{each.paper}》" if each.rung else f"判为“{_word(each.standing)}”"
        yield _came("happening", _under(each, by), came, each)
        if each.rung:
            yield _came("paper", "", each.paper, each)
    for each in found.shown.final.values():
        yield _came("standing", "", _word(each.standing), each)
    if found.trial is not None:
        yield from _changed(found.present.final, found.trial.final)


def _changed(present: Mapping[str, Happening], trial: Mapping[str, Happening]) -> Iterator[Came]:
    for key in sorted(present.keys() | trial.keys()):
        was, now = present.get(key), trial.get(key)
        if now is None and was is not None:
            yield replace(_came("removed", "", "不再有", was), was=_word(was.standing))
        elif was is None and now is not None:
            yield _came("added", "", _word(now.standing), now)
        elif was is not None and now is not None and was.standing != now.standing:
            yield replace(_came("flipped", "", _word(now.standing), now), was=_word(was.standing))


def _came(of: str, under: str, came: str, one: Happening) -> Came:
    return Came(of, under, came, one.day, one.agency, one.matter, window_zh(one.window))


def _under(one: Happening, by: Count) -> str:
    if by is Count.DAY:
        return one.day.isoformat()
    return one.agency if by is Count.AGENCY else one.paper or VERDICT


def _word(standing: str) -> str:
    return STANDING_ZH[Standing(standing)]
