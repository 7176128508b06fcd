"""台账：the register as a list that can be narrowed, ordered, paged and exported, with the lamps of what it holds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.paperwork.views import window_zh
from duban.services.powers import Deed, Viewer
from duban.services.resting import here_to_stay, no_collecting
from duban.services.showing.view import View
from duban.settings import Settings
from engine.nouns import Standing
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from engine.telling.lamps import DEFAULT, HOLLOW, LAMPS, Lamp, lamp_of
from store import queues, surveys
from store.queues import Then
from store.session import reading
from store.surveys import InHand, Line, Moment, Sought

PAGE = 50
SOON = timedelta(days=7)
DUE_SOON = lamp_of(Standing.OPEN, due_soon=True)
DOABLE = (Standing.OPEN, Standing.IN_GRACE, Standing.CONTESTED)
"""Standings in which a duty can still be done in time."""
UNSEEN, UNSEEN_ZH = "UNSEEN", "待巡查"
"""How what waits for its first sweep is called in an address, and by people."""
HEADINGS = {
    "agency": "责任单位",
    "matter": "事项",
    "window": "周期",
    "due": "办结时限",
    "standing_zh": "进展",
    "lamp": "灯",
    "rule": "规则编号",
    "pack": "规则包",
    "key": "编号",
}


@dataclass(frozen=True)
class Entry:
    """One line of the ledger (台账行), as people read it."""

    key: str
    agency: str
    agency_id: str
    matter: str
    rule: str
    pack: str
    window: str
    due: date
    standing: Standing | None
    standing_zh: str
    lamp: Lamp


@dataclass(frozen=True)
class Tally:
    """How many lie under a lamp, and the standings that it stands for."""

    lamp: Lamp
    standings: tuple[Standing, ...]
    many: int


@dataclass(frozen=True)
class Ledger:
    """A page of the ledger: its lines, how many there are in all, and the lamps of all of them."""

    lines: tuple[Entry, ...]
    total: int
    page: int
    lamps: tuple[Tally, ...]
    unseen: int = 0
    """How many wait for their first sweep; they have no standing."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def ledger(
    database: Engine,
    settings: Settings,
    viewer: Viewer,
    view: View,
    sought: Sought,
    *,
    order: str = "due",
    descending: bool = False,
    page: int = 1,
) -> Ledger:
    """A page of the ledger; its counts are of everything that was asked for, whatever standing."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        wanted, moment = within(desk, viewer, sought), moment_of(view)
        whole = replace(wanted, standings=(), in_hand=None)
        counted = surveys.counts(session, whole, moment)
        soon = surveys.total(session, due_soon(whole, view.as_of), moment)
        total = surveys.total(session, wanted, moment)
        place = max(1, min(page, -(-total // PAGE)))
        lines = surveys.listed(
            session, wanted, moment, order=order, descending=descending, limit=PAGE, offset=(place - 1) * PAGE
        )
        entries = tuple(entry(desk, line, view.as_of) for line in lines)
        return Ledger(entries, total, place, lamps(counted, soon), counted.get(None, 0))


def lay_out(database: Engine, settings: Settings) -> None:
    """Have register and queues in memory before anybody asks for a page; of a house without one there is none."""
    with suppress(Refused), no_collecting(), reading(database, settings.jurisdiction) as session:
        surveys.lay_out(session)
        queues.lay_out(session)
    here_to_stay()


def every(database: Engine, settings: Settings, viewer: Viewer, view: View, sought: Sought) -> Iterator[Entry]:
    """The whole ledger, for an export: so many lines at a time."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        wanted, moment = within(desk, viewer, sought), moment_of(view)
        for line in surveys.streamed(session, wanted, moment):
            yield entry(desk, line, view.as_of)


def spread(database: Engine, settings: Settings, viewer: Viewer, view: View, sought: Sought) -> int:
    """Over how many agencies the whole ledger spreads."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        return len(surveys.burdens(session, within(Desk(session), viewer, sought), moment_of(view))[0])


def choices(database: Engine, settings: Settings, viewer: Viewer, view: View) -> dict[str, Sequence[tuple[str, str]]]:
    """What the ledger can be narrowed by: agencies, rules and years, each with its name."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        seen = [id_ for id_ in desk.register.versions if viewer.sees(id_)]
        span = surveys.years(session) or (1, 0)
        years = range(span[0], span[1] + 1)
        return {
            "agencies": sorted(((id_, desk.name(id_, view.as_of)) for id_ in seen), key=lambda each: each[1]),
            "rules": sorted({(rule.id, rule.title) for pack in desk.book.packs() for rule in pack.rules}),
            "years": [(str(year), f"{year}年") for year in years],
        }


def within(desk: Desk, viewer: Viewer, sought: Sought) -> Sought:
    """What is sought, within the viewer's sight, with the rules whose titles say the words sought."""
    titles = titles_saying(desk, sought.text) if sought.text else frozenset()
    return replace(sought, agencies=viewer.agencies, mentions=titles)


def titles_saying(desk: Desk, text: str) -> frozenset[str]:
    """The rules, of the packs in force, whose title or id says a text."""
    rules = (rule for pack in desk.book.packs() for rule in pack.rules)
    return frozenset(rule.id for rule in rules if text in rule.title or text in rule.id)


def moment_of(view: View) -> Moment | None:
    """The moment of a view for the register; none for the present."""
    return None if view.live else Moment(view.as_of, view.known)


def then_of(view: View) -> Then | None:
    """The day of a view for the queues; none for the present."""
    return None if view.live else Then(Moment(view.as_of, view.known), view.until)


def entry(desk: Desk, line: Line, on: date) -> Entry:
    """A line of the register as people read it."""
    rule = desk.book.rule_in(line.pack_sha256, line.rule)
    return Entry(
        key=line.key,
        agency=desk.name(line.bearer, on),
        agency_id=line.bearer,
        matter=f"{rule.title}（{line.subject}）" if line.subject else rule.title,
        rule=line.rule,
        pack=line.pack,
        window=window_zh(line.window),
        due=line.due,
        standing=line.standing,
        standing_zh=standing_zh(line.standing),
        lamp=lamp_of(line.standing, due_soon=on <= line.due <= on + SOON),
    )


def standing_zh(standing: Standing | None) -> str:
    """How a duty stands, in words."""
    return STANDING_ZH[standing] if standing else UNSEEN_ZH


def standings_called(names: str) -> tuple[Standing | None, ...]:
    """The standings that an address names, with commas between them."""
    said = names.split(",")
    return (*(each for each in Standing if each in said), *((None,) if UNSEEN in said else ()))


def under(lamp: Lamp, sought: Sought, on: date) -> Sought:
    """What is sought, as far as it lies under a lamp."""
    standings = tuple(each for each in Standing if lamp in (lamp_of(each), lamp_of(each, due_soon=True)))
    in_hand = InHand(on, on + SOON, within=lamp == DUE_SOON) if Standing.OPEN in standings else None
    return replace(sought, standings=standings, in_hand=in_hand)


def due_soon(sought: Sought, on: date) -> Sought:
    """What is sought, as far as it is in hand and due soon: it lies under another lamp than the rest in hand."""
    is_meant = (not sought.standings or Standing.OPEN in sought.standings) and (
        not sought.in_hand or sought.in_hand.within
    )
    agencies = sought.agencies if is_meant else frozenset()
    first, last = max(sought.span[0], on), min(sought.span[1], on + SOON)
    return replace(sought, agencies=agencies, standings=(Standing.OPEN,), in_hand=None, due_from=first, due_to=last)


def lit(counted: Mapping[Standing | None, int], soon: int) -> Counter[Lamp]:
    """How many lie under each lamp, `soon` of them in hand and due soon."""
    found = Counter({lamp_of(Standing.OPEN): -soon, DUE_SOON: soon})
    for standing, many in counted.items():
        found[lamp_of(standing)] += many
    return +found


def lamps(counted: Mapping[Standing | None, int], soon: int) -> tuple[Tally, ...]:
    """The lamps of duties that stand so, `soon` of them in hand and due soon; what was never swept is under none."""
    many = lit({standing: many for standing, many in counted.items() if standing}, soon)
    meant = {lamp: tuple(each for each in Standing if DEFAULT.get(each, HOLLOW) == lamp) for lamp in LAMPS}
    return tuple(Tally(lamp, some, many[lamp]) for lamp, some in meant.items() if some)
