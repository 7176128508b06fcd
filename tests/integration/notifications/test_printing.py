"""Papers on the page: what is printed is read back from the PDF and the DOCX, and measured with a ruler.

The fonts are those that every installation carries, so that these tests run the same everywhere.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn

from engine.dates import say_day
from engine.source import Refused
from notifications.papers import Form
from notifications.printing.docx import docx
from notifications.printing.faces import OFFICE_FONTS, Face
from notifications.printing.fonts import Typecase, typecase
from notifications.printing.heads import head_of
from notifications.printing.pdf import Press, press_for, press_of
from notifications.render import render_letter
from notifications.wording.compose import compose
from notifications.wording.manuscript import Annex, Layout, Line, Manuscript
from notifications.wording.samples import LETTERHEAD, SAMPLES

FORMS = sorted(SAMPLES)
MM = 72 / 25.4


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for(typecase())


def bare(text: str) -> str:
    """A text without spaces and page numbers, which depend on where lines and pages end."""
    return re.sub(r"\s|—\s*\d+\s*—", "", text).replace("\u2ef0", "")


def pages(pdf: bytes) -> list[str]:
    """The text of each page in the order in which it was set, cell by cell."""
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]


def words_of_docx(file: bytes) -> str:
    body = Document(BytesIO(file)).element.body
    return "".join(node.text or "" for node in body.iter(qn("w:t")))


def spoken(paper: Manuscript) -> list[str]:
    """Everything that a manuscript says, in its order."""
    boxes = [text for box in paper.boxes for text in (box.label, *box.lines)]
    annexes = [
        text for annex in paper.annexes for text in (annex.title, *annex.head, *(c for r in annex.rows for c in r))
    ]
    said = [paper.title, paper.number, *(line.text for line in paper.lines), *boxes, paper.issuer]
    addressee = [] if paper.layout is Layout.SLIP else [paper.addressee]
    return [each for each in (*said, *addressee, say_day(paper.signed_on), *paper.cc, *annexes, paper.foot) if each]


@pytest.mark.parametrize("form", FORMS)
def test_pdf_docx_and_mail_say_the_same(press: Press, form: Form) -> None:
    paper = compose(SAMPLES[form])
    printed = bare("".join(pages(press.pdf(paper, LETTERHEAD))))
    edited = bare(words_of_docx(docx(paper, LETTERHEAD)))
    mailed = bare(render_letter(SAMPLES[form]).text)
    for text in map(bare, spoken(paper)):
        assert text in edited
        assert text in printed, text
    filled = {box.label for box in paper.boxes if box.lines}
    heads = {text for annex in paper.annexes for text in annex.head}
    unsaid = {box.label for box in paper.boxes} - filled | heads
    assert [text for text in spoken(paper) if text not in unsaid and bare(text) not in mailed] == []
    assert bare(head_of(paper, LETTERHEAD)) in printed
    assert bare(head_of(paper, LETTERHEAD)) in edited


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_is_the_same_bytes(press: Press, form: Form) -> None:
    paper = compose(SAMPLES[form])
    again = press_of(press.case, 1)
    assert press.pdf(paper, LETTERHEAD) == again.pdf(paper, LETTERHEAD)
    assert docx(paper, LETTERHEAD) == docx(paper, LETTERHEAD)


def glyphs(pdf: bytes, page: int = 0) -> list[dict[str, float]]:
    with pdfplumber.open(BytesIO(pdf)) as read:
        return list(read.pages[page].chars)


def rules(pdf: bytes, page: int = 0) -> list[dict[str, float]]:
    with pdfplumber.open(BytesIO(pdf)) as read:
        found = read.pages[page]
        return sorted([*found.lines, *found.rects, *found.curves], key=lambda each: each["top"])


def long_paper(layout: Layout, **more: object) -> Manuscript:
    """A paper of many full lines, to measure the grid with."""
    line = Line("测" * 28 * 40)
    given = compose(SAMPLES[Form.CIRCULAR])
    paper = replace(given, layout=layout, lines=(line,), annexes=(), boxes=())
    return replace(paper, **more)  # type: ignore[arg-type]


def test_a_page_holds_22_lines_of_28_characters_within_the_margins(press: Press) -> None:
    chars = [each for each in glyphs(press.pdf(long_paper(Layout.LETTERHEAD), LETTERHEAD), 1) if each["text"] == "测"]
    rows = sorted({round(each["top"], 1) for each in chars})
    assert len(rows) == 22
    for row in rows:
        assert sum(round(each["top"], 1) == row for each in chars) == 28
    assert min(each["x0"] for each in chars) / MM == pytest.approx(28, abs=0.3)
    assert max(each["x1"] for each in chars) / MM == pytest.approx(210 - 26, abs=0.5)
    steps = {round(below - above, 1) for above, below in pairwise(rows)}
    assert max(steps) == pytest.approx(225 * MM / 22, abs=0.2)
    assert {round(each["size"], 1) for each in chars} == {16.0}
    baseline = min(each["bottom"] for each in chars)
    assert 37 < baseline / MM < 37 + 16 / MM + 4


def test_the_red_head_stands_35_mm_below_the_text_area_and_the_rule_4_mm_below_the_number(press: Press) -> None:
    pdf = press.pdf(long_paper(Layout.LETTERHEAD), LETTERHEAD)
    head = [each for each in glyphs(pdf) if each["non_stroking_color"] == pytest.approx((0.902, 0, 0.071), abs=0.01)]
    assert "".join(each["text"] for each in head) == f"{LETTERHEAD}文件"
    assert max(each["x1"] for each in head) - min(each["x0"] for each in head) <= 156.5 * MM
    assert sum(each["x0"] + each["x1"] for each in head) / 2 / len(head) / MM == pytest.approx(106, abs=1)
    rule = rules(pdf)[0]
    assert rule["x0"] / MM == pytest.approx(28, abs=0.3)
    assert (rule["x1"] - rule["x0"]) / MM == pytest.approx(156, abs=0.5)
    number = [each for each in glyphs(pdf) if each["text"] in "号" and each["top"] < rule["top"]]
    assert (rule["top"] - number[0]["bottom"]) / MM == pytest.approx(4, abs=1.8)


def test_a_letter_has_its_double_rules_of_170_mm_and_no_number_on_its_first_page(press: Press) -> None:
    pdf = press.pdf(long_paper(Layout.LETTER), LETTERHEAD)
    wide = [each for each in rules(pdf) if (each["x1"] - each["x0"]) / MM == pytest.approx(170, abs=0.5)]
    assert len(wide) == 4
    assert [round(each["x0"] / MM) for each in wide] == [20] * 4
    assert max(each["bottom"] for each in wide) / MM == pytest.approx(297 - 20, abs=1)
    first, second, *_ = pages(pdf)
    assert re.search(r"—\s*1\s*—", first) is None
    assert re.search(r"—\s*2\s*—", second)


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(press: Press) -> None:
    pdf = press.pdf(long_paper(Layout.LETTERHEAD), LETTERHEAD)
    odd, even = ([c for c in glyphs(pdf, page) if c["text"] == "—"] for page in (0, 1))
    assert max(c["x1"] for c in odd) / MM == pytest.approx(210 - 26 - 14 / MM, abs=1)
    assert min(c["x0"] for c in even) / MM == pytest.approx(28 + 14 / MM, abs=1)
    assert all(297 - 35 < c["bottom"] / MM < 297 - 35 + 7 + 14 / MM + 2 for c in (*odd, *even))


def test_the_date_stands_four_characters_from_the_right_and_the_imprint_at_the_end(press: Press) -> None:
    pdf = press.pdf(replace(compose(SAMPLES[Form.APPEAL]), cc=("区司法局",)), LETTERHEAD)
    last = glyphs(pdf, -1)
    days = [c for c in last if c["text"] == "日" and round(c["size"]) == 16]
    assert days[-1]["x1"] / MM == pytest.approx(210 - 26 - 4 * 156 / 28, abs=1.2)
    thick, thin, bottom = rules(pdf, -1)[-3:]
    assert bottom["bottom"] / MM == pytest.approx(297 - 35, abs=1)
    assert (thick["linewidth"], thin["linewidth"]) == pytest.approx((0.35 * MM, 0.25 * MM), abs=0.05)


def test_a_title_too_long_for_a_line_is_cut_in_lines_of_like_length(press: Press) -> None:
    title = "关于" + "督" * 30 + "的通报"
    pdf = press.pdf(long_paper(Layout.LETTERHEAD, title=title), LETTERHEAD)
    rows: dict[float, int] = {}
    for each in glyphs(pdf):
        if round(each["size"]) == 22:
            rows[round(each["top"])] = rows.get(round(each["top"]), 0) + 1
    assert list(rows.values()) == [18, 17]


def test_what_looks_like_markup_is_printed_as_it_is(press: Press) -> None:
    nasty = '#eval("1+1") *粗* _斜_ $x^2$ #image("/etc/passwd") \\u{41} @ref <label> // 注 `raw` = 题'
    paper = long_paper(Layout.LETTERHEAD, lines=(Line(nasty),), title="#panic(1)")
    assert bare(nasty) in bare("".join(pages(press.pdf(paper, LETTERHEAD))))
    assert "#panic(1)" in "".join(pages(press.pdf(paper, LETTERHEAD)))
    assert bare(nasty) in bare(words_of_docx(docx(paper, LETTERHEAD)))


def test_a_draft_says_so_on_every_page(press: Press) -> None:
    printed = pages(press.pdf(long_paper(Layout.LETTERHEAD, draft=True), LETTERHEAD))
    assert len(printed) > 1
    assert all("草" in page and "稿" in page for page in printed)


def test_annexes_are_counted_when_there_are_several(press: Press) -> None:
    annexes = tuple(Annex(f"第{name}份", ("甲", "乙"), (("一" * 30, "二"),)) for name in "一二")
    paper = long_paper(Layout.LETTERHEAD, lines=(Line("正文。"),), annexes=annexes)
    printed = "".join(map(bare, pages(press.pdf(paper, LETTERHEAD))))
    for said in ("附件：1.第一份", "2.第二份", "附件1第一份", "附件2第二份"):
        assert said in printed
        assert said in bare(words_of_docx(docx(paper, LETTERHEAD)))


def test_without_any_chinese_font_nothing_is_printed(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"N701.*请安装字体"):
        typecase([tmp_path], system=False)


def test_a_character_that_no_font_has_is_named_and_not_left_out(press: Press) -> None:
    paper = long_paper(Layout.LETTER, lines=(Line("致\U0003fffd同志"),))
    with pytest.raises(Refused, match=r"N702.*U\+3FFFD"):
        press.pdf(paper, LETTERHEAD)


def test_a_font_that_is_not_there_is_an_error_and_not_a_warning(press: Press) -> None:
    faces = {**press.case.faces, Face.FANG: ("没有这种字体",)}
    wrong = press_for(Typecase(faces, press.case.latin, press.case.fonts))
    with pytest.raises(Refused, match=r"N703.*unknown font family"):
        wrong.pdf(compose(SAMPLES[Form.URGE]), LETTERHEAD)


def test_several_may_print_at_once_and_each_gets_the_own_paper(press: Press) -> None:
    papers = [replace(compose(SAMPLES[Form.EXTENSION]), number=f"青政督延〔2026〕{n}号") for n in range(6)]
    alone = [press.pdf(paper, LETTERHEAD) for paper in papers]
    with ThreadPoolExecutor(3) as printers:
        assert list(printers.map(lambda paper: press_of(press.case, 2).pdf(paper, LETTERHEAD), papers)) == alone
        assert list(printers.map(lambda paper: press.pdf(paper, LETTERHEAD), papers)) == alone


def test_a_docx_names_the_fonts_of_the_office() -> None:
    named = docx(compose(SAMPLES[Form.CIRCULAR]), LETTERHEAD, {Face.TITLE: "某某小标宋"})
    body = Document(BytesIO(named)).element.xml
    assert "某某小标宋" in body
    assert OFFICE_FONTS[Face.FANG] in body
    assert 'w:instr="PAGE"' in Document(BytesIO(named)).sections[0].footer._element.xml


def test_pages_can_be_looked_at(press: Press) -> None:
    pictures = press.png(compose(SAMPLES[Form.URGE]), LETTERHEAD, ppi=48)
    assert len(pictures) >= 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_a_paper_is_dated_by_its_day_and_not_by_the_clock(press: Press) -> None:
    paper = replace(compose(SAMPLES[Form.URGE]), signed_on=date(2019, 7, 1))
    with pdfplumber.open(BytesIO(press.pdf(paper, LETTERHEAD))) as read:
        assert "20190701" in str(read.metadata["CreationDate"])
    assert Document(BytesIO(docx(paper, LETTERHEAD))).core_properties.created.date() == date(2019, 7, 1)


def test_a_brief_stays_on_one_page_as_long_as_it_can_be_read(press: Press) -> None:
    said = "（一）区政府办公室逾期5件，最早的“公布上一年度政府信息公开工作年度报告”应于2026年1月31日前办结。"
    brief, sizes = compose(SAMPLES[Form.BRIEF]), []
    for many in (4, 8, 10):
        paper = replace(brief, lines=(Line("一、存在问题", 1), *[Line(said, 2)] * many))
        pdf = press.pdf(paper, LETTERHEAD)
        assert len(pages(pdf)) == 1, many
        sizes.append(next(each["size"] for each in glyphs(pdf) if each["text"] == "题"))
    assert sizes == [16, 16, 14]
    long = press.pdf(replace(brief, lines=(Line(said, 2),) * 30), LETTERHEAD)
    assert len(pages(long)) > 1
    assert {round(each["size"]) for each in glyphs(long, 1) if each["text"] == "政"} == {16}
    assert sum(each["text"] == "逾" for each in glyphs(long)) > 6, "whole sentences are no heading to keep together"


def test_the_note_under_the_date_is_on_the_page_of_the_date(press: Press) -> None:
    for layout in (Layout.LETTER, Layout.LETTERHEAD):
        for many in range(4, 26):
            paper = long_paper(layout, lines=(Line("测试一句。"),) * many, note="联系人：陈静，电话：0000-12345678")
            said = [bare(page) for page in pages(press.pdf(paper, LETTERHEAD))]
            [signed] = [place for place, page in enumerate(said) if bare(say_day(paper.signed_on)) + "（联系人" in page]
            assert "测试一句。" in said[signed], (layout, many)
