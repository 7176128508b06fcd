"""各单位并排：how the duties of each agency stand, with denominators — counts only, by name, never a ranking.

Rule packs say no base, weight or cap (the schema of rules has none; a rung of a ladder may carry points, which is no
score of an agency), so nothing is added up here.  What is exempt, not applicable or handed over is left out of the
denominator and shown.  Nobody sees agencies side by side before an officer has turned it on.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from duban.services.counter.deeds import Visit
from duban.services.counter.scores import SHOWN
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.showing.ledger import moment_of, within
from duban.services.showing.view import View
from duban.services.speech.circulars import DONE, NOT_COUNTED
from engine.nouns import Standing
from store import settings as marks
from store import surveys
from store.session import reading
from store.surveys import Sought

ON_TIME = DONE - {Standing.CURED}
COLUMNS: tuple[tuple[str, Collection[Standing]], ...] = (
    ("按期办结", ON_TIME),
    ("补办", (Standing.CURED,)),
    ("逾期未办", (Standing.BREACHED,)),
    ("其余在办", frozenset(Standing) - DONE - NOT_COUNTED - {Standing.BREACHED}),
)
HEADINGS = {
    "agency": "单位", "total": "合计", "out": "不计入", "counted": "计入", "按期办结": "按期办结", "补办": "补办",
    "逾期未办": "逾期未办", "其余在办": "其余在办", "rate": "按期办结占计入",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number, and the standings of the list that it opens."""

    many: int
    standings: str


@dataclass(frozen=True)
class ScoreRow:
    """An agency beside others (并排行): all its duties, those left out, those that count, and how these stand."""

    agency: str
    agency_id: str
    total: int
    out: Figure
    unseen: int
    """How many of those left out wait for their first sweep; they have no standing."""
    counted: Figure
    columns: tuple[Figure, ...]

    @property
    def rate(self) -> str:
        """The share done on time of what counts, nothing where nothing counts."""
        return f"{100 * self.columns[0].many / self.counted.many:.1f}%" if self.counted.many else ""

    @property
    def row(self) -> dict[str, object]:
        """The same as a row of a sheet."""
        told = dict(zip((name for name, _ in COLUMNS), (each.many for each in self.columns), strict=True))
        own = {"agency": self.agency, "total": self.total, "out": self.out.many + self.unseen}
        return {**own, "counted": self.counted.many, **told, "rate": self.rate}


@dataclass(frozen=True)
class Scores:
    """Agencies side by side if that is turned on; by whom and why."""

    is_shown: bool
    by: str
    reason: str
    rows: tuple[ScoreRow, ...] = ()


def scores(visit: Visit, view: View, *, year: int | None = None) -> Scores:
    """The agencies side by side, by name, of the duties due in a year or ever; no rows unless it is turned on."""
    visit.viewer.permit(Deed.COMPARE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        told = json.loads(marks.get(session, SHOWN) or "{}")
        if not told.get("shown"):
            return Scores(False, told.get("by", ""), told.get("reason", ""))
        desk = Desk(session)
        counted: dict[str, dict[Standing | None, int]] = defaultdict(lambda: defaultdict(int))
        for cell in surveys.cells(session, within(desk, visit.viewer, Sought(year=year)), moment_of(view)):
            counted[cell.bearer][cell.standing] += cell.many
        rows = [_row(id_, desk.name(id_, view.as_of), stood) for id_, stood in counted.items()]
    return Scores(True, told["by"], told["reason"], tuple(sorted(rows, key=lambda row: row.agency)))


def _row(agency_id: str, agency: str, stood: Mapping[Standing | None, int]) -> ScoreRow:
    columns = tuple(_figure(stood, some) for _, some in COLUMNS)
    counting = frozenset(Standing) - NOT_COUNTED
    return ScoreRow(
        agency, agency_id, sum(stood.values()), _figure(stood, NOT_COUNTED), stood.get(None, 0),
        _figure(stood, counting), columns,
    )  # fmt: skip


def _figure(stood: Mapping[Standing | None, int], some: Collection[Standing]) -> Figure:
    named = ",".join(each.value for each in Standing if each in some)
    return Figure(sum(stood.get(each, 0) for each in some), named)
