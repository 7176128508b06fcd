"""比对：what else a piece of evidence may serve — duties for which the engine counts the same facts, and alike ones.

The house only suggests; a person says whether it is so.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from duban.services.desk import Desk
from duban.services.judgement.casework import dossiers_of
from duban.services.paperwork.views import matter
from engine.nouns import Evidence, Exhibit, ExhibitState, Obligation, Task, TaskState
from store import evidence as register
from store import feedback, obligations, tasks

OPEN = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.REPORTED)
ALIKE = 0.4
"""How much of its words a matter must share with what was written to be suggested."""
SAME_FACT = "同一事实也计入此件"
SAME_WORDS = "所写内容与此件事项相近"


def suggest(desk: Desk, some: Sequence[Evidence], on: date) -> int:
    """Suggest tasks of the same agency for evidence of which nothing is said yet; say how many suggestions are new."""
    new = 0
    for each in some:
        serves = {use.task: use for use in register.exhibits_of(desk.session, each.key)}
        keys = sorted({use.feedback for use in serves.values() if use.feedback})
        written = [one for key in keys if (one := feedback.get(desk.session, key))]
        counted = {fact for one in written for fact in one.facts}
        words = _pairs("".join([each.title, *(one.text for one in written)]))
        others = [task for task in _open(desk, each.agency) if task.key not in serves]
        found = _matching(desk, others, counted, words, on)
        uses = [Exhibit(each.key, task, ExhibitState.SUGGESTED, "system", on, why=why) for task, why in found]
        new += register.exhibit(desk.session, uses)
    return new


def _open(desk: Desk, agency: str) -> list[Task]:
    return tasks.of_agency(desk.session, agency, OPEN)


def _matching(
    desk: Desk, others: Sequence[Task], counted: set[str], words: set[str], on: date
) -> Iterator[tuple[str, str]]:
    """The tasks that a piece of evidence may serve, and why."""
    filed = obligations.filed(desk.session, {task.obligation for task in others})
    some = {key: each.obligation for key, each in filed.items()}
    files = dossiers_of(desk, list(some.values()), on, on) if counted else {}
    for task in others:
        one = some[task.obligation]
        if counted and counted & {fact.id for fact in files[one.key].facts}:
            yield task.key, SAME_FACT
        elif _shared(desk, one, words) >= ALIKE:
            yield task.key, SAME_WORDS


def _shared(desk: Desk, one: Obligation, words: set[str]) -> float:
    """How much of a matter's words were written, from 0 to 1."""
    wanted = _pairs(matter(one, desk.rule(one)))
    return len(wanted & words) / len(wanted) if wanted else 0.0


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring letters of a text: Chinese has no spaces to part its words."""
    letters = [letter for letter in text if letter.isalnum()]
    return {first + second for first, second in pairwise(letters)}
