"""The register of numbered papers (发文登记簿): numbers without a gap, whoever asks at once and whatever crashes.

A number is taken in the transaction of the paper that bears it: if that fails, it was never taken.  The row of the
series is held until the transaction ends, so that two who ask at once get two numbers, one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select, update

from store.session import Session
from store.statements import HERE, Found, ask, chunks, first, insert, insert_new, line, mine, read, write
from store.tables import PaperNumberRow, PaperSeriesRow
from store.tables.row import table

SERIES = table(PaperSeriesRow)
NUMBER = table(PaperNumberRow)
FIELDS = ("series", "year", "number", "subject", "paper", "taken_on", "void")
OF_SUBJECT = select(*(NUMBER.c[name] for name in FIELDS)).where(
    NUMBER.c.jurisdiction == HERE, NUMBER.c.subject == bindparam("subject")
)
OF_SUBJECTS = select(*(NUMBER.c[name] for name in FIELDS)).where(
    NUMBER.c.jurisdiction == HERE, NUMBER.c.subject.in_(bindparam("some", expanding=True))
)


@dataclass(frozen=True)
class Numbered:
    """One line of the register: which paper about what bears which number, and why it is void, if it is."""

    series: str
    year: int
    number: int
    subject: str
    paper: str
    taken_on: date
    void: str | None = None


def take(session: Session, series: str, year: int, *, subject: str, paper: str, on: date) -> int:
    """The number of a paper: the one that it has, or else the next of its series."""
    known = of_subject(session, subject)
    if known is not None:
        return known.number
    insert_new(session, SERIES, [{"series": series, "year": year, "last": 0}])
    last = SERIES.c.last
    ours = (mine(session, SERIES), SERIES.c.series == series, SERIES.c.year == year)
    number = int(line(session).execute(update(SERIES).where(*ours).values(last=last + 1).returning(last)).scalar_one())
    row = {"subject": subject, "paper": paper, "taken_on": on, "void": None}
    insert(session, NUMBER, [{"series": series, "year": year, "number": number, **row}])
    return number


def of_subject(session: Session, subject: str) -> Numbered | None:
    """What is registered of a paper, or None."""
    return next((_numbered(row) for row in ask(session, OF_SUBJECT, subject=subject)), None)


def of_subjects(session: Session, subjects: Sequence[str]) -> dict[str, Numbered]:
    """What is registered of some papers, by paper; those without a number are left out."""
    if not subjects:
        return {}
    found = (row for some in chunks(subjects) for row in ask(session, OF_SUBJECTS, some=some))
    return {one.subject: one for one in map(_numbered, found)}


def begin_after(session: Session, series: str, year: int, last: int) -> bool:
    """Let a series go on after the number that was last given by hand; False when it has given numbers already."""
    wanted = (mine(session, SERIES), SERIES.c.series == series, SERIES.c.year == year)
    if first(session, select(SERIES.c.last).where(*wanted)) is None:
        return insert(session, SERIES, [{"series": series, "year": year, "last": last}]) == 1
    ours = (mine(session, NUMBER), NUMBER.c.series == series, NUMBER.c.year == year)
    given = first(session, select(NUMBER.c.number).where(*ours).limit(1))
    return given is None and write(session, update(SERIES).where(*wanted).values(last=last)) == 1


def annul(session: Session, subject: str, reason: str) -> bool:
    """Mark the number of a paper as void; it stays in the register and is never given again."""
    ours = (mine(session, NUMBER), NUMBER.c.subject == subject, NUMBER.c.void.is_(None))
    return write(session, update(NUMBER).where(*ours).values(void=reason)) == 1


def listed(session: Session, *, year: int | None = None, series: str | None = None) -> list[Numbered]:
    """The register, by series, year and number."""
    query = select(*(NUMBER.c[name] for name in FIELDS)).where(mine(session, NUMBER))
    if year is not None:
        query = query.where(NUMBER.c.year == year)
    if series is not None:
        query = query.where(NUMBER.c.series == series)
    rows: Sequence[Found] = read(session, query.order_by(NUMBER.c.series, NUMBER.c.year, NUMBER.c.number))
    return [_numbered(row) for row in rows]


def _numbered(row: Found) -> Numbered:
    return Numbered(*row)
