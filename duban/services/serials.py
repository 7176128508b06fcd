"""文号：the running numbers of formal papers, one row of numbers for each kind of paper and year."""

from sqlmodel import Session

from notifications.papers import Form, form_of, paper_number
from store import settings

WORDS = {
    Form.ASSIGN: "督交",
    Form.URGE: "督催",
    Form.SUPERVISE: "督办",
    Form.CIRCULAR: "督通",
    Form.TALK: "督约",
    Form.REFER: "督移",
    Form.DIGEST: "督提",
}


def next_number(session: Session, paper: str, year: int) -> str:
    """The next number for a paper, such as 督催〔2026〕7号; taken in the same transaction as the letter."""
    word = WORDS[form_of(paper)]
    name = f"serial.{word}.{year}"
    number = int(settings.get(session, name) or 0) + 1
    settings.put(session, name, str(number))
    return paper_number(word, year, number)
