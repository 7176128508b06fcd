"""Feedback (反馈件) and remarks (批示): what agencies and leaders wrote about a matter, as they wrote it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import bindparam, func, select, update

from engine.nouns import Feedback, FeedbackState, Remark
from store.lists import one_of
from store.session import Session
from store.statements import HERE, ask, chunks, insert, mine, read, write
from store.tables import FeedbackRow, RemarkRow
from store.tables.row import table

FEEDBACK = table(FeedbackRow)
REMARK = table(RemarkRow)
FIELDS = tuple(Feedback.__dataclass_fields__)
REMARK_FIELDS = tuple(Remark.__dataclass_fields__)
AS_FEEDBACK = select(*(FEEDBACK.c[name] for name in FIELDS))
AS_REMARKS = select(*(REMARK.c[name] for name in REMARK_FIELDS))
IN_ORDER = (FEEDBACK.c.at, FEEDBACK.c.nth, FEEDBACK.c.key)
OF_KEY = AS_FEEDBACK.where(FEEDBACK.c.jurisdiction == HERE, FEEDBACK.c.key == bindparam("called"))
OF_OBLIGATIONS = AS_FEEDBACK.where(FEEDBACK.c.jurisdiction == HERE, one_of(FEEDBACK.c.obligation)).order_by(*IN_ORDER)

SENT = select(func.count()).where(
    FEEDBACK.c.jurisdiction == HERE, FEEDBACK.c.task == bindparam("on"), FEEDBACK.c.state != FeedbackState.DRAFT
)
UNANSWERED = select(REMARK.c.key).where(
    REMARK.c.jurisdiction == HERE,
    REMARK.c.obligation == bindparam("about"),
    REMARK.c.answer_by.is_not(None),
    REMARK.c.answered_on.is_(None),
)


def add(session: Session, feedback: Feedback) -> None:
    """Put feedback on file."""
    insert(session, FEEDBACK, [{name: getattr(feedback, name) for name in FIELDS}])


def get(session: Session, key: str) -> Feedback | None:
    """The feedback of this key, or None."""
    return next((Feedback(*row) for row in ask(session, OF_KEY, called=key)), None)


def of_keys(session: Session, keys: Iterable[str]) -> dict[str, Feedback]:
    """The feedback of these keys; unknown ones are left out."""
    queries = (AS_FEEDBACK.where(mine(session, FEEDBACK), FEEDBACK.c.key.in_(some)) for some in chunks(keys))
    return {row.key: Feedback(*row) for query in queries for row in read(session, query)}


def of_task(session: Session, task: str) -> tuple[Feedback, ...]:
    """Every feedback on a task, drafts too, oldest first."""
    query = AS_FEEDBACK.where(mine(session, FEEDBACK), FEEDBACK.c.task == task).order_by(*IN_ORDER)
    return tuple(Feedback(*row) for row in read(session, query))


def of_obligations(session: Session, obligations: Iterable[str]) -> dict[str, tuple[Feedback, ...]]:
    """The feedback on all tasks of each obligation, drafts left out, oldest first."""
    found: dict[str, list[Feedback]] = defaultdict(list)
    for some in chunks(obligations):
        for row in ask(session, OF_OBLIGATIONS, some=some):
            if row.state is not FeedbackState.DRAFT:
                found[row.obligation].append(Feedback(*row))
    return {obligation: tuple(each) for obligation, each in found.items()}


def sent(session: Session, task: str) -> int:
    """How often there was feedback on a task, drafts left out."""
    return int(ask(session, SENT, on=task)[0][0])


def settle(session: Session, task: str, was: FeedbackState, now: FeedbackState) -> tuple[str, ...]:
    """Let the feedback on a task that stands so stand otherwise; answer the keys."""
    change = update(FEEDBACK).where(mine(session, FEEDBACK), FEEDBACK.c.task == task, FEEDBACK.c.state == was)
    return tuple(sorted(row.key for row in read(session, change.values(state=now).returning(FEEDBACK.c.key))))


def drop_draft(session: Session, key: str) -> bool:
    """Take away a draft whose words were sent; say whether there was one."""
    draft = (FEEDBACK.c.key == key, FEEDBACK.c.state == FeedbackState.DRAFT)
    return bool(write(session, FEEDBACK.delete().where(mine(session, FEEDBACK), *draft)))


def add_remark(session: Session, remark: Remark) -> None:
    """Put a leader's note on the file of an obligation."""
    insert(session, REMARK, [{name: getattr(remark, name) for name in REMARK_FIELDS}])


def remarks(
    session: Session, *, obligations: Collection[str] | None = None, unanswered: bool = False, limit: int | None = None
) -> list[Remark]:
    """Leaders' notes, those to be answered soonest first; with `unanswered` only those that still want an answer."""
    query = AS_REMARKS.where(mine(session, REMARK))
    if obligations is not None:
        query = query.where(REMARK.c.obligation.in_(sorted(obligations)))
    if unanswered:
        query = query.where(REMARK.c.answer_by.is_not(None), REMARK.c.answered_on.is_(None))
    by_day = (REMARK.c.answer_by.is_(None), REMARK.c.answer_by, REMARK.c.at, REMARK.c.key)
    return [Remark(*row) for row in read(session, query.order_by(*by_day).limit(limit))]


def answer_remarks(session: Session, obligation: str, *, on: date, by: str) -> tuple[str, ...]:
    """Mark the notes on an obligation that wanted an answer as answered; answer their keys."""
    waiting = [row.key for row in ask(session, UNANSWERED, about=obligation)]
    if waiting:
        change = update(REMARK).where(mine(session, REMARK), REMARK.c.key.in_(waiting))
        write(session, change.values(answered_on=on, answered_by=by))
    return tuple(sorted(waiting))
