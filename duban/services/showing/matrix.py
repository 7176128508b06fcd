"""矩阵：agency by rule, in each cell the lamp that asks for most attention and how many lie under it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.powers import Deed, Viewer
from duban.services.showing.ledger import DUE_SOON, Tally, due_soon, lamps, lit, moment_of, within
from duban.services.showing.paged import place as place_of
from duban.services.showing.view import View
from duban.settings import Settings
from engine.nouns import Standing
from engine.telling.lamps import LAMPS, Lamp, lamp_of
from store import surveys
from store.session import Session, reading
from store.statements import chunks
from store.surveys import Moment, Sought

AGENCIES_A_PAGE = 40
RULES_A_PAGE = 30


@dataclass(frozen=True)
class Cell:
    """Where an agency and a rule meet: the worst lamp, how many lie under it, and how many there are in all."""

    lamp: Lamp
    worst: int
    many: int


@dataclass(frozen=True)
class Row:
    """An agency, and what there is under each of the rules shown."""

    agency_id: str
    agency: str
    cells: tuple[Cell | None, ...]
    many: int


@dataclass(frozen=True)
class Matrix:
    """A page of the matrix: rules across, agencies down, those with most under the worst lamp first.

    `rules` are all there are, `shown` those that the cells of the rows are of.
    """

    rules: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    lamps: tuple[Tally, ...]
    agencies: int
    page: int
    shown: tuple[tuple[str, str], ...] = ()
    across: int = 1

    @property
    def pages(self) -> int:
        """How many pages of agencies there are, at least one."""
        return max(1, -(-self.agencies // AGENCIES_A_PAGE))

    @property
    def widths(self) -> int:
        """How many pages of rules there are, at least one."""
        return max(1, -(-len(self.rules) // RULES_A_PAGE))


@dataclass(frozen=True)
class Crossing:
    """All that is sought, crossed (交叉): the agencies in their order, the rules, and how many lie under which lamp."""

    desk: Desk
    view: View
    wanted: Sought
    pressing: Sought
    pressed: frozenset[str]
    """Those with something that is due soon."""
    agencies: Sequence[str]
    rules: tuple[tuple[str, str], ...]
    lamps: tuple[Tally, ...]

    def rows(self, agencies: Sequence[str], rules: Sequence[tuple[str, str]]) -> Iterator[Row]:
        """The rows of some agencies, with cells of some rules."""
        here = frozenset(agencies)
        wanted = replace(self.wanted, agencies=here)
        pressing = replace(self.pressing, agencies=here & self.pressed)
        held = _held(self.desk.session, wanted, pressing, moment_of(self.view))
        yield from (_row(agency, self.desk.name(agency, self.view.as_of), held[agency], rules) for agency in agencies)


def _crossing(session: Session, viewer: Viewer, view: View, sought: Sought) -> Crossing:
    desk, moment = Desk(session), moment_of(view)
    wanted = within(desk, viewer, sought)
    stood, used = surveys.burdens(session, wanted, moment)
    pressing = due_soon(wanted, view.as_of)
    pressed, _ = surveys.burdens(session, pressing, moment)
    soon = Counter({agency: sum(some.values()) for agency, some in pressed.items()})
    order = sorted(stood, key=lambda agency: (_weight(stood[agency], soon[agency]), desk.name(agency, view.as_of)))
    titles = {rule.id: rule.title for pack in desk.book.packs() for rule in pack.rules}
    rules = tuple(sorted((rule, titles.get(rule, rule)) for rule in used))
    tallies = lamps(_summed(stood.values()), soon.total())
    return Crossing(desk, view, wanted, pressing, frozenset(soon), order, rules, tallies)


def matrix(
    database: Engine, settings: Settings, viewer: Viewer, view: View, sought: Sought, *, page: int = 1, across: int = 1
) -> Matrix:
    """A page of the matrix of what is sought as of the day looked at: some agencies, and `across` some rules."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        found = _crossing(session, viewer, view, sought)
        place, above = place_of(page, len(found.agencies), AGENCIES_A_PAGE)
        aside, before = place_of(across, len(found.rules), RULES_A_PAGE)
        some = found.rules[before : before + RULES_A_PAGE]
        rows = tuple(found.rows(found.agencies[above : above + AGENCIES_A_PAGE], some))
        return Matrix(found.rules, rows, found.lamps, len(found.agencies), place, some, aside)


def headings(database: Engine, settings: Settings, viewer: Viewer, view: View, sought: Sought) -> dict[str, str]:
    """The headings of the whole matrix as an export has it."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        return {"agency": "责任单位", **dict(_crossing(session, viewer, view, sought).rules)}


def every_row(
    database: Engine, settings: Settings, viewer: Viewer, view: View, sought: Sought
) -> Iterator[dict[str, object]]:
    """The whole matrix for an export, so many agencies at a time; a cell says the worst lamp, how many, of how many."""
    viewer.permit(Deed.LOOK)
    with reading(database, settings.jurisdiction) as session:
        found = _crossing(session, viewer, view, sought)
        names = [rule for rule, _ in found.rules]
        for some in chunks(found.agencies, AGENCIES_A_PAGE):
            for row in found.rows(some, found.rules):
                cells = zip(names, map(_words, row.cells), strict=True)
                yield {"agency": row.agency, **dict(cells)}


def _words(cell: Cell | None) -> str:
    return f"{cell.lamp.word} {cell.worst}/{cell.many}" if cell else ""


def _summed(stood: Iterable[Mapping[Standing | None, int]]) -> Counter[Standing | None]:
    whole: Counter[Standing | None] = Counter()
    for some in stood:
        whole.update(some)
    return whole


def _held(
    session: Session, wanted: Sought, pressing: Sought, moment: Moment | None
) -> Mapping[str, Mapping[str, Counter[Lamp]]]:
    """How many lie under which lamp, by agency and rule; what is pressing is taken from under the lamp of the rest."""
    held: dict[str, dict[str, Counter[Lamp]]] = defaultdict(lambda: defaultdict(Counter))
    for cell in surveys.cells(session, wanted, moment):
        held[cell.bearer][cell.rule][lamp_of(cell.standing)] += cell.many
    for cell in surveys.cells(session, pressing, moment):
        held[cell.bearer][cell.rule][DUE_SOON] += cell.many
        held[cell.bearer][cell.rule][lamp_of(cell.standing)] -= cell.many
    return held


def _row(agency: str, name: str, under: Mapping[str, Counter[Lamp]], rules: Sequence[tuple[str, str]]) -> Row:
    cells = tuple(_cell(under[rule]) if rule in under else None for rule, _ in rules)
    return Row(agency, name, cells, sum(cell.many for cell in cells if cell))


def _cell(lamps_here: Counter[Lamp]) -> Cell:
    worst = next(lamp for lamp in LAMPS if lamps_here[lamp])
    return Cell(worst, lamps_here[worst], sum(lamps_here.values()))


def _weight(stood: Mapping[Standing | None, int], soon: int) -> tuple[int, ...]:
    """Agencies with most under the worst lamp come first."""
    many = lit(stood, soon)
    return tuple(-many[lamp] for lamp in LAMPS[:3])
