"""What leaves the house is in Chinese as its pages are: sheets that are taken away, letters, papers and their names."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from duban.services.casefile.tasks import Actor
from duban.services.speech import releasing
from engine.nouns import NoticeState, Role
from store import letters, notices
from store.session import reading
from tests.acceptance.conftest import House
from tests.acceptance.console.browsers import words_of_another_language
from tests.acceptance.console.conftest import Browser
from tests.acceptance.console.test_every_list import exports, lists_of

Open = Callable[..., Browser]
TAGS = re.compile(r"<style.*?</style>|<[^>]+>", re.DOTALL)
CODES = ("编号", "关于", "种类", "登录名")
"""How the columns end that name things for programs."""
SOMEBODY = re.compile("某[a-z]+")
"""The people of these stories are called after their roles."""
HELD = date(2026, 3, 23)


@pytest.fixture
def busy(office_hours: House) -> House:
    """An office from which reminders, urging letters and a paper with its page have left."""
    for day in (date(2026, 2, 6), date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 16), HELD):
        office_hours.sweep(day)
        office_hours.send(day)
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        held = [each.key for each in notices.find(session, state=NoticeState.HELD)]
    who = Actor("督办甲", Role.OFFICER)
    for key in held:
        at = office_hours.at(HELD)
        releasing.release(office_hours.database, office_hours.settings, key, who, on=HELD, now=at)
    office_hours.send(HELD)
    return office_hours


def cells(rows: list[dict[str, str]]) -> Iterator[str]:
    """What stands in a sheet for people to read: its titles, and every cell that is no code."""
    for row in rows:
        yield from row
        yield from (SOMEBODY.sub("", said) for title, said in row.items() if not title.endswith(CODES))


def said_by(mail: EmailMessage) -> Iterator[str]:
    """All that the reader of a mail reads: its subject, its words, and the names and words of what is attached."""
    yield str(mail["Subject"])
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        yield TAGS.sub("", body.get_content()) if body else ""
    for part in mail.iter_attachments():
        name, content = str(part.get_filename()), part.get_payload(decode=True)
        yield name.rpartition(".")[0]
        yield from _inside(name, content if isinstance(content, bytes) else b"")


def _inside(name: str, content: bytes) -> Iterator[str]:
    if name.endswith(".pdf"):
        yield from (page.get_textpage().get_text_range() for page in pdfium.PdfDocument(content))
    elif name.endswith(".docx"):
        yield from (each.text for each in Document(BytesIO(content)).paragraphs)
    elif name.endswith(".xlsx"):
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in book.sheet_names:
            yield from (str(cell) for row in book.get_sheet_by_name(sheet).to_python() for cell in row)


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.CONTACT, Role.LEADER, Role.ADMINISTRATOR])
def test_every_sheet_is_in_chinese(browser: Open, role: Role) -> None:
    someone, found, read = browser(role), {}, 0
    for path in lists_of(someone, role):
        for each in exports(someone.page(path)):
            if ".csv" in each and "encoding" not in each:
                rows = list(csv.DictReader(io.StringIO(someone.get(each).content.decode("utf-8-sig"))))
                read += len(rows)
                if wrong := words_of_another_language(cells(rows)):
                    found[each] = sorted(set(wrong))
    assert found == {}
    assert read > 5


def test_every_letter_and_paper_is_in_chinese(busy: House) -> None:
    with reading(busy.database, busy.settings.jurisdiction) as session:
        mails = [message_from_bytes(each.mime, policy=default) for each in letters.find(session)]
    found = {str(mail["Subject"]): words_of_another_language(said_by(mail)) for mail in mails}
    assert {subject: words for subject, words in found.items() if words} == {}
    papers = [part for mail in mails for part in mail.iter_attachments()]
    assert len(mails) > 5
    assert {str(part.get_filename()).rpartition(".")[2] for part in papers} >= {"pdf", "docx"}
