"""Files of every format and encoding → documents, and files that are none → refusals that help."""

from pathlib import Path

import docx
import pytest
import xlsxwriter

from documents.read import LIMIT, read
from engine.source import Refused

PLAN = """青山县河道整治工作方案
一、主要任务
1.疏浚河道，2027年底前完成。（县水利局牵头，各乡镇配合）
2.植树护岸。（县林业局负责）
"""
TRADITIONAL = "青山縣河道整治實施方案\n一、主要任務\n1.疏濬河道，每年開展不少於2次檢查。（縣水務局牽頭，各鄉鎮配合）\n"


def charges(path: Path, encoding: str | None = None) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    document = read(path, encoding)
    assert all(document.text[c.start : c.end] == c.text for c in document.clauses)
    return [(c.id, c.charge.lead, c.charge.responsible) for c in document.clauses if c.is_task]


EXPECTED = [("一/1", ("县水利局",), ()), ("一/2", (), ("县林业局",))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_simplified_text_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(PLAN.replace("\n", "\r\n").encode(encoding))
    assert charges(path) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "big5hkscs"])
def test_traditional_text_is_read_in_utf8_and_big5(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TRADITIONAL.encode(encoding))
    assert charges(path) == [("一/1", ("縣水務局",), ())]


def test_line_ends_do_not_move_offsets(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix.txt", tmp_path / "windows.txt"
    unix.write_bytes(PLAN.encode())
    windows.write_bytes(PLAN.replace("\n", "\r\n").encode())
    assert [(c.start, c.end) for c in read(unix).clauses] == [(c.start, c.end) for c in read(windows).clauses]


def test_the_encoding_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(PLAN.encode("gb18030"))
    assert charges(path, "gb18030") == EXPECTED
    with pytest.raises(Refused, match="D106"):
        read(path, "utf-8")
    with pytest.raises(Refused, match="D107"):
        read(path, "no-such-code")


def test_a_web_page_is_read_with_its_declared_charset(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    body = "".join(f"<p>{line}</p>" for line in PLAN.splitlines())
    head = "<head><meta charset='gb2312'><title>首页</title></head>"
    page = f"<html>{head}<body><script>var a=1</script>{body}</body></html>"
    path.write_bytes(page.encode("gb18030"))
    assert charges(path) == EXPECTED
    assert read(path).title == "青山县河道整治工作方案"


def test_a_word_document_is_read_with_its_table(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    word = docx.Document()
    for line in PLAN.splitlines():
        word.add_paragraph(line)
    table = word.add_table(rows=3, cols=3)
    for row, texts in enumerate(
        [("序号", "工作任务", "责任单位"), ("1", "巡查", "县河长办"), ("2", "清障", "县河长办")]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "县河长办"
    word.save(str(path))
    assert charges(path) == [*EXPECTED, ("1", (), ("县河长办",)), ("2", (), ("县河长办",))]


def test_automatic_numbers_of_a_word_document_are_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    word = docx.Document()
    word.add_paragraph("一、主要任务")
    for line in ("疏浚河道。（县水利局负责）", "植树护岸。（县林业局负责）"):
        word.add_paragraph(line, style="List Number")
    word.save(str(path))
    assert [name for name, _, _ in charges(path)] == ["一/1", "一/2"]
    assert [clause.anchor for clause in read(path).clauses if clause.is_task] == ["第2段", "第3段"]


def test_a_workbook_is_read_with_its_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("分工")
    sheet.merge_range(0, 0, 0, 3, "青山县2027年重点任务分工表")
    for column, text in enumerate(("序号", "工作任务", "牵头单位", "责任单位")):
        sheet.write(1, column, text)
    sheet.write_row(2, 0, [1, "疏浚河道", "县水利局", "各乡镇"])
    sheet.write_row(3, 0, [2, "植树护岸", "", "县林业局"])
    sheet.merge_range(2, 2, 3, 2, "县水利局")
    book.close()
    assert charges(path) == [("1", ("县水利局",), ("各乡镇",)), ("2", ("县水利局",), ("县林业局",))]
    assert read(path).title == "青山县2027年重点任务分工表"
    assert [clause.anchor for clause in read(path).clauses] == ["分工第3行", "分工第4行"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "D104"),
        ("blank.txt", b" \r\n\t", "D104"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "D105"),
        ("photo.docx", b"\xff\xd8\xff\xe0\x00\x10JFIF", "D105"),
        ("program.txt", b"\x00\x01\x02 binary", "D105"),
        ("broken.txt", "的工作方案".encode() * 20 + b"\xff\xfe\xff", "D106"),
        ("broken.docx", b"PK\x03\x04 and nothing more", "D109"),
        ("plan.pdf", b"%PDF-1.7\n", "D109"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.code == code
    assert name in refused.value.message


def test_a_file_without_a_word_is_refused(tmp_path: Path) -> None:
    for name, html in (("blank.html", b"<html><p> </p></html>"), ("scan.html", b"<p><img src='1.png'></p>")):
        (tmp_path / name).write_bytes(html)
        with pytest.raises(Refused, match=r"D104.*没有文字.*OCR"):
            read(tmp_path / name)


def test_a_broken_byte_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes("第一行的文字\n第二行的文字".encode() + b"\xff\xff")
    with pytest.raises(Refused, match=r"broken.txt:2:0: 第 37 字节"):
        read(path)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(LIMIT + 1)
    for path, code in ((tmp_path / "none.txt", "D101"), (tmp_path, "D102"), (huge, "D103")):
        with pytest.raises(Refused, match=code):
            read(path)
