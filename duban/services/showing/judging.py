"""待核验：what was reported and waits for the office — words and exhibits, the rule's quote beside them."""

from dataclasses import dataclass

from duban.services.casefile import feedback
from duban.services.casefile.changes import version
from duban.services.casefile.possible import Possible
from duban.services.counter.deeds import Visit, offered
from duban.services.desk import Desk
from duban.services.powers import Deed
from duban.services.showing.ledger import titles_saying
from duban.services.showing.paged import Paged, place
from duban.services.showing.tasks import TaskLine, line_of
from engine.nouns import Citation, TaskState
from engine.telling.explain import place_zh
from store import events, queues
from store.queues import Tasks
from store.session import reading
from store.surveys import Sought
from workflows.standard import Action

AT_ONCE = 10


@dataclass(frozen=True)
class Case:
    """A task whose report waits (待核验的一件): what the rule says, what was reported, and what may be done."""

    task: TaskLine
    quote: str
    locator: str
    reports: tuple[dict[str, object], ...]
    version: int
    accept: Possible | None
    reject: Possible | None


def judging(visit: Visit, *, text: str = "", agency: str = "", page: int = 1) -> Paged[Case]:
    """A few of the tasks asked for whose reports wait, the one due first at the head."""
    visit.viewer.permit(Deed.JUDGE)
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        about = Sought(text=text.strip(), mentions=titles_saying(desk, text.strip()) if text.strip() else frozenset())
        wanted = Tasks(about, visit.viewer.agencies, agency or None, states=(TaskState.REPORTED,))
        total = queues.tasks_by_state(session, wanted).get(TaskState.REPORTED, 0)
        there, before = place(page, total, AT_ONCE)
        found = queues.tasks(session, wanted, limit=AT_ONCE, offset=before)
        told = [
            (line_of(desk, task, about, visit.on), desk.book.rule_in(about.pack_sha256, about.rule).citation,
             version(events.of_subject(session, task.key)))
            for task, about in found
        ]  # fmt: skip
    return Paged(tuple(_case(visit, *each) for each in told), total, there, AT_ONCE)


def _case(visit: Visit, task: TaskLine, cited: Citation, seen: int) -> Case:
    overview = feedback.overview(visit.database, visit.settings, task.key, on=visit.on)
    rows = overview["rows"]
    assert isinstance(rows, list)
    deeds = {each.deed: each for each in offered(visit, task.key)}
    own = tuple(row for row in rows if row["task"] == task.key or task.part_zh == "牵头")
    return Case(
        task,
        cited.quote,
        place_zh(cited.locator).strip(),
        own,
        seen,
        deeds.get(Action.VERIFY),
        deeds.get(Action.RETURN),
    )
