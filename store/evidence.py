"""Evidence (佐证) and what it serves (举证): each thing is recorded once; the bytes of files lie in `store.vault`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import ColumnElement, bindparam, func, select, update

from engine.nouns import Evidence, Exhibit, ExhibitState
from store.lists import one_of
from store.session import Session
from store.statements import HERE, ask, chunks, count, first, insert_new, mine, read, run, stored
from store.tables import EvidenceRow, ExhibitRow
from store.tables.row import table

EVIDENCE = table(EvidenceRow)
EXHIBIT = table(ExhibitRow)
FIELDS = tuple(Evidence.__dataclass_fields__)
EXHIBIT_FIELDS = tuple(Exhibit.__dataclass_fields__)
AS_EVIDENCE = select(*(EVIDENCE.c[name] for name in FIELDS))
AS_EXHIBITS = select(*(EXHIBIT.c[name] for name in EXHIBIT_FIELDS))
FILES = select(EVIDENCE.c.sha256, EVIDENCE.c.size).where(
    EVIDENCE.c.jurisdiction == HERE, EVIDENCE.c.sha256.is_not(None)
)
OF_EVIDENCE = AS_EXHIBITS.where(EXHIBIT.c.jurisdiction == HERE, EXHIBIT.c.evidence == bindparam("shown")).order_by(
    EXHIBIT.c.task
)
DECIDED = (
    update(EXHIBIT)
    .where(
        EXHIBIT.c.jurisdiction == HERE,
        EXHIBIT.c.evidence == bindparam("shown"),
        EXHIBIT.c.task == bindparam("serving"),
    )
    .values(
        state=bindparam("stands"),
        by=bindparam("who"),
        on=bindparam("day"),
        feedback=func.coalesce(bindparam("sent_with", type_=EXHIBIT.c.feedback.type), EXHIBIT.c.feedback),
    )
)
OF_TASKS = (
    select(*(EVIDENCE.c[name] for name in FIELDS), *(EXHIBIT.c[name].label(f"x_{name}") for name in EXHIBIT_FIELDS))
    .join(EXHIBIT, (EXHIBIT.c.jurisdiction == EVIDENCE.c.jurisdiction) & (EXHIBIT.c.evidence == EVIDENCE.c.key))
    .where(EXHIBIT.c.jurisdiction == HERE, one_of(EXHIBIT.c.task))
    .order_by(EVIDENCE.c.at, EVIDENCE.c.key)
)


def add(session: Session, evidence: Iterable[Evidence]) -> int:
    """Record evidence that is not on file yet; say how much was new."""
    return insert_new(session, EVIDENCE, [{name: getattr(each, name) for name in FIELDS} for each in evidence])


def get(session: Session, key: str) -> Evidence | None:
    """The evidence of this key, or None."""
    found = first(session, AS_EVIDENCE.where(mine(session, EVIDENCE), EVIDENCE.c.key == key))
    return None if found is None else Evidence(*found)


def of_keys(session: Session, keys: Iterable[str]) -> dict[str, Evidence]:
    """The evidence of these keys; unknown ones are left out."""
    queries = (AS_EVIDENCE.where(mine(session, EVIDENCE), EVIDENCE.c.key.in_(some)) for some in chunks(keys))
    return {row.key: Evidence(*row) for query in queries for row in read(session, query)}


def find(
    session: Session,
    *,
    agency: str | None = None,
    sha256: str | None = None,
    title: str | None = None,
    since: date | None = None,
    until: date | None = None,
    flagged: bool = False,
    use: ExhibitState | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Evidence]:
    """The evidence that matches all that is given, the latest first; `title` is a part of it, `use` said of it."""
    wanted = _which(session, agency, sha256, title, since, until, use, flagged=flagged)
    query = AS_EVIDENCE.where(*wanted).order_by(EVIDENCE.c.at.desc(), EVIDENCE.c.key)
    return [Evidence(*row) for row in read(session, query.limit(limit).offset(offset or None))]


def many(
    session: Session,
    *,
    agency: str | None = None,
    title: str | None = None,
    until: date | None = None,
    flagged: bool = False,
    use: ExhibitState | None = None,
) -> int:
    """How many pieces of evidence match all that is given."""
    wanted = _which(session, agency, None, title, None, until, use, flagged=flagged)
    return count(session, EVIDENCE, *wanted)


def _which(
    session: Session, agency: str | None, sha256: str | None, title: str | None, since: date | None,
    until: date | None, use: ExhibitState | None, *, flagged: bool,
) -> list[ColumnElement[bool]]:  # fmt: skip
    wanted = [mine(session, EVIDENCE)]
    wanted += [
        EVIDENCE.c[name] == value for name, value in (("agency", agency), ("sha256", sha256)) if value is not None
    ]
    if title is not None:
        wanted.append(EVIDENCE.c.title.contains(title, autoescape=True))
    wanted += [EVIDENCE.c.on >= since] if since else []
    wanted += [EVIDENCE.c.on <= until] if until else []
    wanted += [EVIDENCE.c.flags != ()] if flagged else []
    if use is not None:
        said = select(EXHIBIT.c.evidence).where(mine(session, EXHIBIT), EXHIBIT.c.state == use)
        wanted.append(EVIDENCE.c.key.in_(said))
    return wanted


def of_tasks(session: Session, tasks: Iterable[str]) -> dict[str, tuple[tuple[Evidence, Exhibit], ...]]:
    """The evidence that serves each task or is suggested for it, in the order recorded."""
    found: dict[str, list[tuple[Evidence, Exhibit]]] = defaultdict(list)
    for some in chunks(tasks):
        for row in ask(session, OF_TASKS, some=some):
            exhibit = Exhibit(*row[len(FIELDS) :])
            found[exhibit.task].append((Evidence(*row[: len(FIELDS)]), exhibit))
    return {task: tuple(each) for task, each in found.items()}


def exhibits_of(session: Session, evidence: str) -> tuple[Exhibit, ...]:
    """What a piece of evidence serves, or is suggested for, by task."""
    return tuple(Exhibit(*row) for row in ask(session, OF_EVIDENCE, shown=evidence))


def uses(session: Session, evidence: Iterable[str]) -> dict[str, tuple[Exhibit, ...]]:
    """What each of these pieces of evidence serves, or is suggested for, by task."""
    found: dict[str, list[Exhibit]] = defaultdict(list)
    for some in chunks(evidence):
        query = AS_EXHIBITS.where(mine(session, EXHIBIT), EXHIBIT.c.evidence.in_(some))
        for row in read(session, query.order_by(EXHIBIT.c.evidence, EXHIBIT.c.task)):
            found[row.evidence].append(Exhibit(*row))
    return {key: tuple(each) for key, each in found.items()}


def exhibit(session: Session, exhibits: Iterable[Exhibit]) -> int:
    """Say what evidence serves, unless something was said already; say how much was new."""
    return insert_new(session, EXHIBIT, [{name: getattr(each, name) for name in EXHIBIT_FIELDS} for each in exhibits])


def decide(
    session: Session, evidence: str, task: str, state: ExhibitState, *, by: str, on: date, feedback: str | None = None
) -> None:
    """Say whether a piece of evidence serves a task, whatever was said before."""
    use = Exhibit(evidence, task, state, by, on, feedback)
    told = {"shown": evidence, "serving": task, "stands": state, "who": by, "day": on, "sent_with": feedback}
    if not exhibit(session, [use]):
        run(session, DECIDED, **told)


def files(session: Session) -> Iterator[tuple[str, int]]:
    """Digest and size of every file that was ever recorded; the same bytes may come twice."""
    for rows in stored(session, FILES):
        yield from ((sha256, size) for sha256, size in rows)


def suggested(session: Session, tasks: Iterable[str]) -> dict[str, int]:
    """How many pieces of evidence are suggested for each task and wait for a person to say whether they serve it."""
    found: dict[str, int] = {}
    for some in chunks(tasks):
        wanted = (mine(session, EXHIBIT), EXHIBIT.c.task.in_(some), EXHIBIT.c.state == ExhibitState.SUGGESTED)
        query = select(EXHIBIT.c.task, func.count().label("many")).where(*wanted).group_by(EXHIBIT.c.task)
        found |= {row.task: int(row.many) for row in read(session, query)}
    return found
