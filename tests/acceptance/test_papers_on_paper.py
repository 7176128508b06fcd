"""A released paper leaves with its page: numbered, printed, kept, and still the same bytes years later (promise 23)."""

import hashlib
import json
from datetime import date
from email import message_from_bytes
from email.policy import SMTP
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pytest
from docx import Document

from duban.services.casefile.tasks import Actor
from duban.services.paperwork import papers, serials, wordings
from duban.services.speech import releasing
from duban.services.speech.notices import listed, shown
from engine.nouns import Letter, NoticeState, Role
from engine.source import Refused
from notifications import official
from notifications.papers import Form
from notifications.wording.builtin import text_of
from store import events, letters
from store.session import reading

OFFICER = Actor("督办甲", Role.OFFICER)
URGED, HELD, LATER = date(2026, 3, 3), date(2026, 3, 10), date(2031, 9, 1)


def held(house: Any) -> dict[str, Any]:
    """The 督办通知单 that waits for a person, after the urging letter left."""
    house.sweep(URGED)
    house.send(URGED)
    house.sweep(HELD)
    waiting = listed(house.database, house.settings, on=HELD, state=NoticeState.HELD)
    return next(row for row in waiting if row["paper"] == "督办通知单" and row["agency"] == "区司法局")


def release(house: Any) -> list[Letter]:
    key = str(held(house)["key"])
    return list(releasing.release(house.database, house.settings, key, OFFICER, on=HELD, now=house.at(HELD)).letters)


def page_of(pdf: bytes) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(pdf))


def test_a_released_paper_carries_its_page_and_is_kept_in_the_folder(house: Any) -> None:
    first, second = release(house)
    pdf, docx = papers.carried(first)
    assert (pdf.name, docx.name) == ("督办〔2026〕1号 督办通知单.pdf", "督办〔2026〕1号 督办通知单.docx")
    assert (pdf.content, docx.content) == tuple(one.content for one in papers.carried(second))
    for said in (
        "督办通知单",
        "编号：督办〔2026〕1号",
        "区司法局",
        "《催办通知书》（督催〔2026〕1号）",
        "签发人督办甲",
    ):
        assert said in page_of(pdf.content)
    cells = "".join(node.text or "" for node in Document(BytesIO(docx.content)).element.body.iter() if node.text)
    assert "督办〔2026〕1号" in cells
    kept = {path.name: path.read_bytes() for path in (house.folder / "papers").iterdir()}
    assert kept == {pdf.name: pdf.content, docx.name: docx.content}


def test_what_goes_by_itself_is_a_mail_without_files(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(URGED)
    with reading(house.database, house.settings.jurisdiction) as session:
        urging = [letter for letter in letters.find(session) if letter.kind == "formal"]
    assert urging
    assert all(papers.carried(letter) == () for letter in urging)


def test_the_mail_reads_the_same_as_its_page_and_names_its_files_in_chinese(sqlite_house: Any) -> None:
    letter = release(sqlite_house)[0]
    mail = message_from_bytes(letter.mime, policy=SMTP)
    body = mail.get_body(("plain",))
    said = [line.strip("　 ") for line in body.get_content().splitlines() if "：" in line]
    page = page_of(papers.carried(letter)[0].content)
    for line in said[:12]:
        assert "".join(line.split()).partition("：")[2] in page
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "督办〔2026〕1号 督办通知单.pdf", "督办〔2026〕1号 督办通知单.docx",
    ]  # fmt: skip


def test_every_sent_byte_is_that_of_the_log_years_later(house: Any) -> None:
    """Promise 23: what was sent is kept, its digest stands in the log, and nothing that changes since touches it."""
    released = release(house)
    house.send(HELD)
    sent = sorted(path.read_bytes() for path in house.mails())
    # years pass: other words, another letterhead, other fonts; and the house looks again
    own = text_of(Form.SUPERVISE).replace("须限期办结", "务必限期办结")
    wordings.save(house.database, house.settings, Form.SUPERVISE, own, by="督办乙", now=house.at(LATER))
    house.sweep(LATER)
    with reading(house.database, house.settings.jurisdiction) as session:
        stored = letters.find(session)
        frozen = [event for event in events.since(session) if event.kind == "letter.freeze"]
        assert events.verify(session) == []
    digests = {event.subject: event.payload["sha256"] for event in frozen}
    for letter in stored:
        assert hashlib.sha256(letter.mime).hexdigest() == letter.sha256 == digests[letter.message_id]
        assert official.sha256(letter.mime) == letter.sha256
    again = {letter.message_id: letter.mime for letter in stored}
    assert all(again[letter.message_id] == letter.mime for letter in released)
    mailed = {message_from_bytes(mail)["Message-ID"]: mail for mail in sent}
    assert mailed.keys() <= again.keys()
    for message_id, mail in mailed.items():
        assert mail.replace(b"\r\n", b"\n") == again[message_id].replace(b"\r\n", b"\n")
    (house.folder / "papers" / "督办〔2026〕1号 督办通知单.pdf").unlink()
    papers.export(house.database, house.settings)
    rewritten = (house.folder / "papers" / "督办〔2026〕1号 督办通知单.pdf").read_bytes()
    assert rewritten == papers.carried(released[0])[0].content


def test_the_office_s_own_words_stand_in_the_draft_and_in_what_is_released(sqlite_house: Any) -> None:
    house = sqlite_house
    row = held(house)
    own = text_of(Form.SUPERVISE).replace("须限期办结", "务必限期办结")
    wordings.save(house.database, house.settings, Form.SUPERVISE, own, by="督办乙", now=house.at(HELD))
    draft = str(shown(house.database, house.settings, str(row["key"]), on=HELD)["draft"])
    assert "务必限期办结" in draft
    preview = wordings.preview(house.database, house.settings, Form.SUPERVISE, on=HELD, number=str(row["obligation"]))
    assert "务必限期办结" in papers.composed(preview.view, preview.words).text
    done = releasing.release(house.database, house.settings, str(row["key"]), OFFICER, on=HELD, now=house.at(HELD))
    assert "务必限期办结" in page_of(papers.carried(done.letters[0])[0].content)


def test_a_paper_that_cannot_be_printed_is_not_released_and_takes_no_number(
    sqlite_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = sqlite_house
    row = held(house)
    before = serials.registered(house.database, house.settings)

    def no_fonts(settings: object) -> None:
        raise Refused("N701", "找不到中文字体")

    monkeypatch.setattr(papers, "fonts_of", no_fonts)
    with pytest.raises(Refused, match=r"X450.*N701"):
        releasing.release(house.database, house.settings, str(row["key"]), OFFICER, on=HELD, now=house.at(HELD))
    assert serials.registered(house.database, house.settings) == before
    still = listed(house.database, house.settings, on=HELD, state=NoticeState.HELD)
    assert row["key"] in {each["key"] for each in still}


def test_papers_are_made_worded_and_registered_on_the_command_line(sqlite_house: Any, duban: Any) -> None:
    house = sqlite_house
    release(house)
    folder = house.folder
    (folder / "duban.toml").write_text(
        f'database = "{house.settings.database_url}"\njurisdiction = "示例区"\noffice_name = "区政府办公室"\n', "utf-8"
    )
    (row,) = [row for row in json.loads(duban(folder, "papers", "register", "--json").stdout) if "单" in row["paper"]]
    assert row["number"] == "督办〔2026〕1号"
    assert duban(folder, "papers", "begin", "约谈通知书", "2026", "4").stdout == "督约〔2026〕从 5 号起编。\n"
    assert "批准延至" in duban(folder, "papers", "fields", "extension").stdout
    (folder / "批复.json").write_text('{"agency": "区司法局"}', encoding="utf-8")
    refused = duban(folder, "papers", "make", "extension", "批复.json")
    assert refused.returncode == 1
    assert "N501 extension.reason：缺少“延期理由”；请补上" in refused.stderr
    shown_text = duban(folder, "templates", "show", "催办通知书").stdout
    (folder / "催办.txt").write_text(shown_text.replace("现予第", "现第"), encoding="utf-8")
    kept = duban(folder, "templates", "edit", "urge", "催办.txt", "--by", "督办甲")
    assert "已存为第 1 版" in kept.stdout
    assert "+" in duban(folder, "templates", "diff", "urge").stdout
    made = duban(
        folder,
        "templates",
        "preview",
        "urge",
        "-o",
        "看",
        "--of",
        str(house.tasks(HELD, "区司法局")[0]["key"]),
    )
    assert made.returncode == 0, made.stderr
    assert sorted(path.suffix for path in (folder / "看").iterdir()) == [".docx", ".pdf"]
    (folder / "催办.txt").write_text("甲\n{{ nobody }}\n", encoding="utf-8")
    wrong = duban(folder, "templates", "edit", "urge", "催办.txt", "--by", "督办甲")
    assert (wrong.returncode, wrong.stderr.splitlines()[0][:17]) == (1, "催办.txt:2:1: N602 ")
    assert "第 2 版" in duban(folder, "templates", "reset", "urge", "--by", "督办甲").stdout
    assert duban(folder, "templates", "list", "--csv").stdout.startswith("代号,文书,版本")
    exported = duban(folder, "papers", "export", "-o", "抄件")
    assert exported.stdout == "已写出 2 个文件。\n"
    assert "正文仿宋" in duban(folder, "fonts", "list").stdout
