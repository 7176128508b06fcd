"""督办件：one task as whoever works on it sees it — what may be done now, what was fed back, what proves it."""

from dataclasses import dataclass
from datetime import date

from duban.services.casefile import appeals, feedback, listing
from duban.services.casefile.claims import Figure, figures_of
from duban.services.casefile.named import kinds_called
from duban.services.casefile.possible import Possible
from duban.services.counter.deeds import Visit, admitted, offered
from duban.services.desk import Desk
from duban.services.lookup import obligation_called
from duban.services.showing import bygone
from duban.services.showing.counting import what_counts
from duban.services.showing.duty import Happening, course_of
from duban.services.showing.view import View
from engine.measure import leaves
from engine.nouns import Deliver, Exhibit, ExhibitState, Rule, Task
from store import events, evidence, worklists
from store.session import reading


@dataclass(frozen=True)
class Blank:
    """What the form of a report must offer: kinds to choose from, figures to give, and recipients to tick."""

    kinds: tuple[tuple[str, str], ...]
    """Each by its code, with what a person calls it."""
    figures: tuple[Figure, ...]
    unit: str
    recipients: tuple[str, ...]
    example: str
    """What is owed, in the words of the rule."""
    counts: tuple[str, ...] = ()
    """What counts, with examples."""


@dataclass(frozen=True)
class TaskShown:
    """A task, its matter, and everything that may be done about it."""

    row: dict[str, object]
    obligation: str
    deeds: tuple[Possible, ...]
    blank: Blank
    feedback: list[dict[str, object]]
    missing: list[str]
    decisions: tuple[tuple[str, date, str], ...]
    course: tuple[Happening, ...]
    shelf: tuple[tuple[str, str], ...] = ()
    """Evidence, by key and title, that was handed in for this task and not yet reported."""
    in_charge: str = ""

    @property
    def open_deeds(self) -> tuple[Possible, ...]:
        """What may be done now."""
        return tuple(each for each in self.deeds if each.is_open)

    @property
    def closed_deeds(self) -> tuple[Possible, ...]:
        """What may not be done now, and why."""
        return tuple(each for each in self.deeds if not each.is_open)


def task(visit: Visit, view: View, number: str) -> TaskShown:
    """The task called `number`; nothing may be done about it while a past day is looked at.

    Raises Refused X401–X403 for a number that stands for none, X621 when it is not the visitor's to see.
    """
    found = admitted(visit, number)
    database, settings = visit.database, visit.settings
    row = listing.shown(database, settings, found.key, on=view.as_of)
    overview = feedback.overview(database, settings, found.key, on=view.as_of)
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        rule = desk.rule(obligation_called(session, found.obligation).obligation)
        decided = appeals.decisions(desk, found)
        happened = events.of_subject(session, found.key)
        given = evidence.of_tasks(session, [found.key]).get(found.key, ())
        in_charge = worklists.entrusted(session, [found.key], view.until).get(found.key, "")
        if not view.live:
            row |= bygone.stood(desk, view, found)
            overview = bygone.fed_back(desk, view, found.obligation)
    return TaskShown(
        row=row,
        obligation=found.obligation,
        deeds=offered(visit, found.key) if view.live else (),
        blank=blank_of(rule),
        feedback=_seen(visit, found, overview),
        missing=[str(each) for each in overview["missing"]] if isinstance(overview["missing"], list) else [],
        course=tuple(course_of(happened, view)),
        shelf=tuple((one.key, one.title) for one, use in given if _is_unused(use)) if view.live else (),
        in_charge=in_charge,
        decisions=tuple((each.id, each.on, each.said) for each in decided if each.on <= view.seen),
    )


def _is_unused(use: Exhibit) -> bool:
    return use.state is ExhibitState.CONFIRMED and use.feedback is None


def _seen(visit: Visit, found: Task, overview: dict[str, object]) -> list[dict[str, object]]:
    """The feedback that the visitor may read: the office and the lead all of it, a helper his own."""
    rows = overview["rows"]
    assert isinstance(rows, list)
    every = visit.viewer.agencies is None or found.part == "lead"
    return [row for row in rows if every or row["task"] == found.key]


def blank_of(rule: Rule) -> Blank:
    """What the form of a report on a duty of this rule must offer."""
    if rule.test is None:
        return Blank((), (), "", (), rule.citation.quote, what_counts(rule))
    every = list(leaves(rule.test))
    figures = figures_of(rule)
    compared = {each.kind for each in figures}
    kinds = tuple((kind, called) for kind, called in kinds_called(rule).items() if kind not in compared)
    to_each = any(isinstance(leaf, Deliver) and leaf.to_each for leaf in every)
    unit = next((leaf.unit for leaf in every if getattr(leaf, "unit", None)), "")  # type: ignore[union-attr]
    return Blank(kinds, figures, unit or "", tuple(rule.to) if to_each else (), rule.citation.quote, what_counts(rule))
