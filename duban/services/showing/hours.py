"""学时表：the sheet for an agency to fill in, its people in it, and a sheet handed in with what became of its rows.

Both name people, so whoever looks is written down (promise: every view of personal data is on the log).
"""

from collections.abc import Iterator, Sequence

from duban.services.casefile.fact_rows import COLUMNS
from duban.services.casefile.named import Countable
from duban.services.counter.deeds import Visit
from duban.services.counter.hours import Checked, Line, checked, countables_of
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.showing.personal import note
from engine.roster import exists
from store.session import reading

HEADINGS = {
    "member": "人员",
    "agency": "单位",
    "kind": "事项",
    "day": "日期",
    "quantity": "数量",
    "unit": "计量单位",
}
TITLES = {column: title for title, column in reversed(list(COLUMNS.items()))}


def countables(visit: Visit) -> tuple[Countable, ...]:
    """What is counted for each person of what the visitor's agency has in hand itself."""
    visit.viewer.permit(Deed.WORK)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        return countables_of(Desk(session), visit.viewer.own)


def blank_sheet(visit: Visit, kind: str) -> list[dict[str, object]]:
    """A line for each person of the visitor's agency, all filled in but the day and the quantity."""
    visit.viewer.permit(Deed.WORK)
    visit.viewer.permit(Deed.LOOK_AT_PEOPLE)
    agency = visit.viewer.own
    chosen = [each for each in countables(visit) if kind in ("", each.kind)]
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        people = [who for who in desk.roster.people if who.agency == agency and exists(who, visit.on)]
        name = desk.name(agency, visit.on)
    names = [who.name for who in people]
    note(visit, agency, len(people))
    return [
        {
            "member": who.name if names.count(who.name) == 1 else who.id,
            "agency": name,
            "kind": each.called,
            "unit": each.unit,
        }
        for each in chosen
        for who in sorted(people, key=lambda who: (who.name, who.id))
    ]


def result(visit: Visit, key: str) -> Checked:
    """A sheet that was handed in, with what became of its rows."""
    found = checked(visit, key)
    note(visit, found.evidence.agency, len(found.lines))
    return found


def annotated(found: Checked) -> tuple[list[dict[str, object]], dict[str, str]]:
    """The rows of a sheet as they were written, with what became of each, and the headings over them."""
    own = dict.fromkeys(column for line in found.lines for column in line.row.cells)
    headings = {**{column: TITLES.get(column, column) for column in own}, "outcome": "结果", "told": "哪里不对"}
    return list(_annotated(found.lines)), headings


def _annotated(lines: Sequence[Line]) -> Iterator[dict[str, object]]:
    for line in lines:
        told = "；".join(f"{each.code} {each.message}" for each in line.problems)
        yield {**line.row.cells, "outcome": line.outcome, "told": told}
