"""文号：the numbers of formal papers, out of a register without gaps; a paper asked for twice has one number."""

from datetime import date

from sqlalchemy import Engine

from duban.settings import Settings
from engine.source import Refused
from notifications.papers import Form, form_of, paper_number
from store import numbers
from store.numbers import Numbered
from store.session import Session, reading, transaction

WORDS = {
    Form.ASSIGN: "督交",
    Form.URGE: "督催",
    Form.SUPERVISE: "督办",
    Form.CIRCULAR: "督通",
    Form.TALK: "督约",
    Form.REFER: "督移",
    Form.DIGEST: "督提",
    Form.RECTIFY: "督改",
    Form.EXTENSION: "督延",
    Form.EXEMPTION: "督免",
    Form.DISPUTE: "督异",
    Form.APPEAL: "督复",
    Form.BRIEF: "督报",
    Form.RECEIPT: "督证",
}
"""The word of each form in a number; an agency numbers its own report (办结报告)."""


def number_for(session: Session, settings: Settings, paper: str, subject: str, on: date) -> str:
    """The number of the paper about `subject`, such as 青政督催〔2026〕7号; taken in the transaction of its letter."""
    word = WORDS.get(form_of(paper))
    if word is None:
        return ""
    series = f"{settings.number_prefix}{word}"
    return paper_number(series, on.year, numbers.take(session, series, on.year, subject=subject, paper=paper, on=on))


def registered(database: Engine, settings: Settings, *, year: int | None = None) -> list[dict[str, object]]:
    """The register of numbered papers."""
    with reading(database, settings.jurisdiction) as session:
        return [_row(one) for one in numbers.listed(session, year=year)]


def begin_after(database: Engine, settings: Settings, paper: str, year: int, last: int) -> str:
    """Let a series go on where numbers were last given by hand; answer its word.

    Raises Refused X471 for a paper without numbers, X472 when the series has given numbers already.
    """
    word = WORDS.get(form_of(paper))
    if word is None or last < 0:
        raise Refused("X471", f"“{paper}”不由本办编号，或起始号不对；请写交办单、督办通知单等文书名称和不小于0的号数")
    series = f"{settings.number_prefix}{word}"
    with transaction(database, settings.jurisdiction) as session:
        if not numbers.begin_after(session, series, year, last):
            raise Refused("X472", f"{series}〔{year}〕已经发出文号，不能再改起始号；请查看发文登记")
    return series


def _row(one: Numbered) -> dict[str, object]:
    return {
        "number": paper_number(one.series, one.year, one.number),
        "paper": one.paper,
        "taken_on": one.taken_on,
        "subject": one.subject,
        "void": one.void,
    }
