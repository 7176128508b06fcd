"""A plan reads the same from a pdf as from the text it was printed from."""

import html
import io
import sys
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(Path(__file__).parent))
from printed import FONT, TITLE, paragraph, printed, table

from documents.read import read
from engine.nouns import Document
from engine.source import Refused

HEAD = ("青河区2026年法治政府建设工作方案", "青政办发〔2026〕1号", "一、主要任务")
DUTY = "各部门应当于每年{n}月15日前向区政府书面报告第{n}项工作的进展情况，并同时抄送区司法局备案审查。"


def read_pdf(content: bytes, folder: Path) -> Document:
    file = folder / "plan.pdf"
    file.write_bytes(content)
    return read(file)


def test_wrapped_lines_are_joined_and_page_furniture_is_dropped(tmp_path: Path) -> None:
    tasks = [f"{n}.{DUTY.format(n=n)}（牵头单位：区司法局；配合单位：各部门）" for n in range(1, 13)]
    story = [paragraph(HEAD[0], TITLE), *map(paragraph, [*HEAD[1:], *tasks])]
    found = read_pdf(printed(story, "青河区人民政府办公室文件"), tmp_path)
    assert (found.title, found.doc_number) == HEAD[:2]
    assert [clause.text for clause in found.clauses] == [DUTY.format(n=n) for n in range(1, 13)]
    assert {clause.charge.lead for clause in found.clauses} == {("区司法局",)}
    assert "文件" not in found.text
    assert "—" not in found.text


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_seed_plan_reads_the_same_from_its_pdf(shared: Path, tmp_path: Path, number: str) -> None:
    [file] = (shared / "seeds").glob(f"{number}_*.txt")
    text = read(file)
    story = [paragraph(html.escape(line.strip())) for line in text.text.split("\n") if line.strip()]
    found = read_pdf(printed(story, "机关公文"), tmp_path)
    assert _spoken(found) == _spoken(text)
    assert (found.doc_number, found.issued_on) == (text.doc_number, text.issued_on)


def _spoken(document: Document) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(c.id, "".join(c.text.split()), (*c.charge.lead, *c.charge.responsible)) for c in document.clauses]


def test_a_ruled_table_keeps_merged_cells_and_goes_on_over_pages(tmp_path: Path) -> None:
    work = "每季度开展第{n}项执法检查并形成书面报告，报区政府办公室汇总"
    rows = [["序号", "工作任务", "责任单位"], *([str(n), work.format(n=n), f"第{n}局"] for n in range(1, 31))]
    found = read_pdf(printed([paragraph(HEAD[0]), table(rows, [((2, 2), (2, 4))])]), tmp_path)
    assert [clause.text for clause in found.clauses] == [work.format(n=n) for n in range(1, 31)]
    charged = [clause.charge.responsible for clause in found.clauses]
    assert charged[:6] == [("第1局",), ("第2局",), ("第2局",), ("第2局",), ("第5局",), ("第6局",)]
    assert charged[-1] == ("第30局",)


def test_columns_without_rules_are_told_apart_by_the_white_between_them(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(FONT, 12)
    lines = [("序号", "工作任务", "责任单位", "完成时限")]
    lines += [(str(n), f"完成第{n}项制度的清理并公布", f"第{n}局", f"{n}月底前") for n in range(1, 6)]
    lines.insert(3, ("", "（含规范性文件）", "", ""))
    for place, cells in enumerate(lines):
        for left, text in zip((80, 130, 360, 450), cells, strict=True):
            canvas.drawString(left, 700 - 24 * place, text)
    canvas.save()
    found = read_pdf(out.getvalue(), tmp_path)
    assert [clause.text for clause in found.clauses][:3] == [
        "完成第1项制度的清理并公布",
        "完成第2项制度的清理并公布（含规范性文件）",
        "完成第3项制度的清理并公布",
    ]
    assert [clause.charge.responsible for clause in found.clauses] == [(f"第{n}局",) for n in range(1, 6)]


def test_a_scan_is_told_from_a_text_and_names_the_next_step(tmp_path: Path) -> None:
    from PIL import Image

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("L", (40, 40), 128)), 100, 100, 300, 300)
    canvas.save()
    with pytest.raises(Refused, match=r"D111.*OCR"):
        read_pdf(out.getvalue(), tmp_path)


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "locked")
    canvas.save()
    with pytest.raises(Refused, match="D112"):
        read_pdf(out.getvalue(), tmp_path)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
def test_a_broken_pdf_is_refused_or_read_but_never_crashes(tmp_path: Path, share: float) -> None:
    whole = printed([paragraph(HEAD[0]), paragraph(DUTY.format(n=1) * 3)])
    told = ""
    try:
        found = read_pdf(whole[: int(len(whole) * share)], tmp_path)
    except Refused as refused:
        told = refused.code
    assert told in ("D109", "D111") or HEAD[0] in found.text


def test_each_clause_knows_its_page(tmp_path: Path) -> None:
    items = [f"{n}.疏浚第{n}段河道，修缮沿线水闸并逐段验收。（县水利局负责）" for n in range(1, 61)]
    story = [paragraph("青山县河道整治方案", TITLE), paragraph("一、主要任务"), *map(paragraph, items)]
    path = tmp_path / "plan.pdf"
    path.write_bytes(printed(story))
    pages = [clause.anchor for clause in read(path).clauses]
    assert (pages[0], pages == sorted(pages, key=lambda page: int(page[1:-1]))) == ("第1页", True)
    assert len(set(pages)) > 2
