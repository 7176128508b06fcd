"""事实的读法：one row of cells -> one Fact, against the agencies and people of the register.

A fact without an id of its own is named by what it says, so that the same file loaded twice records nothing twice;
identical rows of one file are told apart by their order.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from duban.services.rosters import Register
from duban.services.sheets.cells import Cells
from duban.services.sheets.rows import Row
from engine.fingerprint import fingerprint
from engine.nouns import Fact, FactStatus

STATUSES: Mapping[str, FactStatus] = {
    **{status.value: status for status in FactStatus},
    "已认可": FactStatus.ACCEPTED,
    "待认可": FactStatus.PENDING,
    "不认可": FactStatus.REJECTED,
}
COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "事项": "kind",
    "事实": "kind",
    "单位": "agency",
    "责任单位": "agency",
    "日期": "day",
    "数量": "quantity",
    "计量单位": "unit",
    "人员": "member",
    "报送对象": "to",
    "状态": "status",
    "登记日": "recorded",
    "fact": "kind",
    "qty": "quantity",
}
KNOWN = frozenset({"id", "kind", "agency", "day", "quantity", "unit", "member", "to", "status", "recorded"})


class FactReader:
    """Reads rows into facts; what the office receives on `on` counts as recorded on that day."""

    def __init__(self, known: Register, on: date) -> None:
        self.on = on
        self.agencies = known.agency_ids
        self.members = known.person_ids
        self.alike: Counter[tuple[str, ...]] = Counter()

    def fact(self, cells: Cells) -> Fact:
        """The fact of one row; mistakes are added to the problems of `cells`, and then it must not be recorded."""
        agency = self._agency(cells)
        quantity = cells.number("quantity")
        return Fact(
            id=self._id(cells.row),
            kind=cells.required("kind", "事项"),
            agency=agency,
            day=self._day(cells),
            recorded=self._recorded(cells),
            quantity=Fraction(1) if quantity is None else quantity,
            unit=cells.row.get("unit") or None,
            member=self._member(cells, agency),
            to=cells.row.get("to") or None,
            status=cells.choice("status", STATUSES, "状态") or FactStatus.ACCEPTED,
            attrs=cells.attrs(KNOWN),
        )

    def _agency(self, cells: Cells) -> str:
        written = cells.required("agency", "单位")
        found = self.agencies.get(written)
        if written and found is None:
            cells.wrong("agency", "F113", f"名册里没有单位“{written}”；请改正名称或先导入单位")
        return found or written

    def _day(self, cells: Cells) -> date:
        if cells.required("day", "日期"):
            return cells.day("day") or self.on
        return self.on

    def _recorded(self, cells: Cells) -> date:
        """The day of receipt: today's, unless the office says that it was earlier."""
        recorded = cells.day("recorded") or self.on
        if recorded > self.on:
            cells.wrong("recorded", "F117", f"登记日 {recorded} 晚于今天 {self.on}；请核对")
        return recorded

    def _member(self, cells: Cells, agency: str) -> str | None:
        """The id of the person meant; a case or document that is no person keeps its own name."""
        written = cells.row.get("member")
        return self.members.get((agency, written), written) or None

    def _id(self, row: Row) -> str:
        if row.get("id"):
            return row.get("id")
        said = tuple(f"{column}={row.cells[column]}" for column in sorted(row.cells))
        self.alike[said] += 1
        return "f-" + fingerprint(*said, str(self.alike[said]))[:20]
