"""一步：who acts, the step that he wants to take, what came of it, and the line of the log that tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from duban.services.casefile.claims import Report
from duban.services.casefile.once import Once
from duban.settings import Settings
from engine.nouns import Evidence, Letter, Role, Task, TaskState, Truth, Verdict
from store.events import Entry
from store.frozen import canonical, quoted
from workflows.standard import ACTION_ZH, Action


@dataclass(frozen=True)
class Actor:
    """Who acts, and in which capacity."""

    name: str
    role: Role


@dataclass(frozen=True)
class Done:
    """A task after an act, and what the calendar says of its obligation.

    `feedback` is what was put on file, `missing` the helpers from whom there is none, `letters` carry the paper of an
    order; `again` when the same was sent before and had its effect then.
    """

    task: Task
    verdict: Verdict
    facts: tuple[str, ...] = ()
    feedback: str | None = None
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    version: int = 0
    again: bool = False
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of the workflow as somebody wants to take it: on which task, in which version he `seen` it, and why.

    `limit` is the day by which what an inspector orders is to be put right, `told` what else the log is to say of it.
    """

    number: str
    action: Action
    actor: Actor
    on: date
    now: datetime
    reason: str | None = None
    report: Report = Report()
    doc: str | None = None
    seen: int | None = None
    key: str | None = None
    evidence: tuple[Evidence, ...] = ()
    limit: date | None = None
    told: tuple[Entry, ...] = ()

    @property
    def once(self) -> Once | None:
        """The key under which it has one effect, with all that was sent."""
        if self.key is None:
            return None
        said = self.report
        counted = (said.kind, said.day, said.quantity, said.unit, said.to, sorted(said.attrs.items()))
        parts = (
            self.number,
            self.action,
            self.actor.name,
            self.actor.role,
            self.reason,
            self.doc,
            said.text,
            said.draft,
        )
        known = (*said.proof.known, *(each.key for each in self.evidence), *([str(self.limit)] if self.limit else []))
        return Once(self.key, (*map(str, parts), *map(str, counted), *known))


def met(verdict: Verdict) -> bool | None:
    """Whether the measure of an obligation is met, None when that is open; being late is another question."""
    return None if verdict.tally.truth is Truth.UNKNOWN else verdict.tally.truth is Truth.TRUE


def reopen_until(settings: Settings, task: Task) -> date | None:
    """The last day on which a task that was inspected may be opened again."""
    return task.inspected_on + timedelta(settings.reopen_days) if task.inspected_on else None


def move_entry(
    was: Task,
    now_is: Task,
    action: Action,
    actor: Actor,
    *,
    on: date,
    now: datetime,
    reason: str | None = None,
    facts: Sequence[str] = (),
    feedback: str | None = None,
    missing: Sequence[str] = (),
    limit: date | None = None,
) -> Entry:
    """The line of the log that tells one move of a task."""
    more = {
        **({"facts": list(facts)} if facts else {}),
        **({"feedback": feedback} if feedback else {}),
        **({"missing": list(missing)} if missing else {}),
        **({"limit": limit.isoformat()} if limit else {}),
    }
    move = (was.state, now_is.state, action, actor.role, on, reason)
    payload: Mapping[str, object] | str = (
        {"obligation": was.obligation, **_particulars(*move), **more}
        if more
        else quoted(was.obligation).join(_around_obligation(*move))
    )
    return Entry(now, actor.name, f"task.{action}", was.key, payload)


def _particulars(
    came_from: TaskState, goes_to: TaskState, action: Action, role: Role, on: date, reason: str | None
) -> Mapping[str, object]:
    """What the lines of all moves have in common that were made in the same way."""
    return {
        "from": came_from.value,
        "to": goes_to.value,
        "on": on.isoformat(),
        "role": role.value,
        "said": ACTION_ZH[action],
        **({"reason": reason} if reason else {}),
    }


@lru_cache(maxsize=256)  # many moved together differ in nothing but the obligation
def _around_obligation(*move: Any) -> Sequence[str]:
    """The same as canonical JSON, before the obligation and after it."""
    return canonical({"obligation": "", **_particulars(*move)}).split(quoted(""), 1)
