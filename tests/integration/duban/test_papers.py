"""Papers made by services: from fields to files, in the office's own words, numbered, kept as files."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from sqlalchemy import Engine

from duban.services import setup
from duban.services.paperwork import papers, serials, typefaces, wordings
from duban.services.paperwork.worded import words_of
from duban.settings import Settings
from engine.source import Refused
from notifications.papers import Form
from notifications.wording.builtin import text_of
from store import events
from store.session import reading, transaction

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=8)))
EXTENSION = {
    "agency": "区商务委", "signed_on": "2026-03-10", "matter": "年度报告", "applied_on": "2026-03-05",
    "reason": "上级口径未定", "original_due": "2026-03-31", "asked_for": "2026-04-30", "granted": True,
    "new_due": "2026-04-24", "number": "青政督延〔2026〕4号",
}  # fmt: skip


@pytest.fixture
def office(sqlite_database: Engine, tmp_path: Path) -> tuple[Engine, Settings]:
    settings = Settings(
        database=sqlite_database.url.render_as_string(hide_password=False),
        jurisdiction="示例区",
        office_name="青禾区人民政府办公室",
        number_prefix="青政",
        papers=str(tmp_path / "papers"),
    )
    setup.init(sqlite_database, settings, by="管理员", now=NOON)
    return sqlite_database, settings


def printed_text(pdf: bytes) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(pdf))


def test_a_paper_is_made_from_its_fields(office: tuple[Engine, Settings]) -> None:
    made = papers.made(office[1], Form.EXTENSION, EXTENSION)
    assert "同意将该事项的办理时限延至2026年4月24日（含当日）" in printed_text(made.pdf)
    assert "关于年度报告延期申请的批复" in "".join(each.text for each in Document(BytesIO(made.docx)).paragraphs)
    assert made.rendered.subject == "〔督办〕延期申请的批复 年度报告（区商务委）"
    assert [one.name for one in made.attachments] == [
        "青政督延〔2026〕4号 延期申请的批复.pdf", "青政督延〔2026〕4号 延期申请的批复.docx",
    ]  # fmt: skip


def test_a_paper_with_gaps_is_refused_with_every_one(office: tuple[Engine, Settings], tmp_path: Path) -> None:
    file = tmp_path / "批复.json"
    file.write_text(json.dumps({**EXTENSION, "reason": "", "granted": "是"}), encoding="utf-8")
    with pytest.raises(Refused, match="N500") as refused:
        papers.made_from(*office, Form.EXTENSION, file)
    assert [problem.code for problem in refused.value.problems] == ["N501", "N502"]
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(Refused, match="N505"):
        papers.made_from(*office, Form.EXTENSION, file)
    with pytest.raises(Refused, match="N505"):
        papers.made_from(*office, Form.EXTENSION, tmp_path / "没有.json")


def test_the_fields_of_a_form_can_be_listed() -> None:
    rows = {row["name"]: row for row in papers.fields_of(Form.EXTENSION)}
    assert rows["new_due"] == {"name": "new_due", "chinese": "批准延至", "required": ""}
    assert rows["reason"]["required"] == "是"
    assert "office" not in rows


def test_files_are_put_down_under_names_that_stay_in_their_folder(tmp_path: Path) -> None:
    from notifications.official import Attachment

    (path,) = papers.put_down(tmp_path / "新", [Attachment("../上级/公文.pdf", b"x")])
    assert path.parent == tmp_path / "新"
    assert path.read_bytes() == b"x"


def test_the_office_names_its_own_fonts_for_editing(office: tuple[Engine, Settings]) -> None:
    settings = office[1].model_copy(update={"docx_fonts": "小标宋=某宋；仿宋 = 某仿"})
    assert papers.docx_fonts(settings) == {"title": "某宋", "fang": "某仿"}
    with pytest.raises(Refused, match="X102"):
        papers.docx_fonts(office[1].model_copy(update={"docx_fonts": "大标宋=某宋"}))


def test_numbers_bear_the_word_of_the_office_and_of_the_form(office: tuple[Engine, Settings]) -> None:
    database, settings = office
    day = date(2026, 3, 2)
    assert serials.begin_after(database, settings, "催办通知书", 2026, 36) == "青政督催"
    with transaction(database, settings.jurisdiction) as session:
        assert serials.number_for(session, settings, "催办通知书", "k1", day) == "青政督催〔2026〕37号"
        assert serials.number_for(session, settings, "督办通知单", "k2", day) == "青政督办〔2026〕1号"
        assert serials.number_for(session, settings, "办结报告", "k3", day) == ""
    assert [row["number"] for row in serials.registered(database, settings, year=2026)] == [
        "青政督催〔2026〕37号", "青政督办〔2026〕1号",
    ]  # fmt: skip
    with pytest.raises(Refused, match="X472"):
        serials.begin_after(database, settings, "催办通知书", 2026, 3)
    with pytest.raises(Refused, match="X471"):
        serials.begin_after(database, settings, "办结报告", 2026, 3)


def test_the_office_words_its_own_papers_version_by_version(office: tuple[Engine, Settings]) -> None:
    database, settings = office
    own = text_of(Form.EXTENSION).replace("收悉", "已收到")
    saved = wordings.save(database, settings, Form.EXTENSION, own, by="督办甲", now=NOON)
    assert saved.version == 1
    assert [line[0] for line in saved.difference if "收到" in line or "收悉" in line] == ["-", "+"]
    with reading(database, settings.jurisdiction) as session:
        made = papers.made(settings, Form.EXTENSION, EXTENSION, words_of(session))
    assert "的申请已收到。" in printed_text(made.pdf)
    assert "的申请已收到。" in made.rendered.text
    (row,) = (row for row in wordings.listed(database, settings) if row["own"])
    assert (row["form"], row["version"], row["by"]) == ("extension", 1, "督办甲")
    with pytest.raises(Refused, match="X484"):
        wordings.save(database, settings, Form.EXTENSION, own, by="督办甲", now=NOON)
    assert wordings.reset(database, settings, Form.EXTENSION, by="督办乙", now=NOON).version == 2
    assert wordings.text(database, settings, Form.EXTENSION) == text_of(Form.EXTENSION)
    assert wordings.text(database, settings, Form.EXTENSION, 1) == own
    assert wordings.difference(database, settings, Form.EXTENSION, 0, 2) == ()
    with pytest.raises(Refused, match="X482"):
        wordings.text(database, settings, Form.EXTENSION, 9)
    with reading(database, settings.jurisdiction) as session:
        assert words_of(session) is None
        kinds = [event.kind for event in events.of_subject(session, "extension")]
    assert kinds == ["wording.save", "wording.reset"]


def test_a_wrong_wording_is_not_kept_and_its_lines_are_named(office: tuple[Engine, Settings]) -> None:
    with pytest.raises(Refused, match="X483") as refused:
        wordings.save(*office, Form.URGE, "一\n{{ nobody }}\n{{ agency.x }}", by="甲", now=NOON, file="催办.txt")
    assert [f"{each.source.file}:{each.source.line} {each.code}" for each in refused.value.problems] == [
        "催办.txt:2 N602", "催办.txt:3 N602",
    ]  # fmt: skip
    loop = "{% for one in findings %}" + "字" * 12_000 + "{% endfor %}"
    with pytest.raises(Refused, match="N202"):
        wordings.save(*office, Form.RECTIFY, loop, by="甲", now=NOON)
    assert not any(row["own"] for row in wordings.listed(*office))


def test_a_preview_says_that_nobody_signed_it(office: tuple[Engine, Settings]) -> None:
    draft = wordings.preview(*office, Form.BRIEF, on=date(2026, 3, 2), written="一、近况\n{{ cause }}。")
    assert papers.composed(draft.view, draft.words).text.startswith("【草稿，未经签发不得外发】")
    assert "一、近况" in papers.composed(draft.view, draft.words).text
    with pytest.raises(Refused, match="X485"):
        wordings.preview(*office, Form.BRIEF, on=date(2026, 3, 2), number="abcdef")


def test_forms_are_known_by_their_word_and_by_their_chinese_name() -> None:
    assert [wordings.form_called(name) for name in ("urge", "催办通知书", "催办", "回证")] == [
        Form.URGE, Form.URGE, Form.URGE, Form.RECEIPT,
    ]  # fmt: skip
    for wrong in ("digest", "提醒函", "书", "没有"):
        with pytest.raises(Refused, match="X481"):
            wordings.form_called(wrong)
    assert {"name": "due.day", "chinese": "办理时限", "kind": "一个值"} in wordings.names(Form.URGE)


def test_fonts_are_listed_and_copied_in(office: tuple[Engine, Settings], tmp_path: Path) -> None:
    settings = office[1]
    before = typefaces.listed(settings)
    assert [row["use"] for row in before] == ["正文仿宋", "宋体", "黑体", "楷体", "小标宋"]
    bought = tmp_path / "bought"
    bought.mkdir()
    with pytest.raises(Refused, match="X494"):
        typefaces.fetch(settings, bought)
    (bought / "某某.otf").write_bytes(Path(str(before[0]["file"])).read_bytes()[:100])
    assert [path.name for path in typefaces.fetch(settings, bought)] == ["某某.otf"]
    with pytest.raises(Refused, match="X492"):
        typefaces.fetch(settings, tmp_path / "没有.deb")
    (tmp_path / "别的.deb").write_bytes(b"!<arch>\n" + b"debian-binary".ljust(48) + b"4".ljust(10) + b"`\n2.0\n")
    with pytest.raises(Refused, match="X493"):
        typefaces.fetch(settings, tmp_path / "别的.deb")


def test_without_apt_get_the_operator_is_told_what_to_bring(
    office: tuple[Engine, Settings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"X491.*deb 包"):
        typefaces.fetch(office[1])


def test_a_draft_is_marked_on_the_page_and_in_its_name(office: tuple[Engine, Settings]) -> None:
    made = papers.made(office[1], Form.EXTENSION, {**EXTENSION, "draft": True, "number": ""})
    assert made.name == "延期申请的批复（草稿）"
    assert (
        replace(made.manuscript, draft=False)
        == papers.made(office[1], Form.EXTENSION, {**EXTENSION, "number": ""}).manuscript
    )
