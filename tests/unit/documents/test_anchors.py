"""Anchors: where in the file a clause is printed, for formats that number something."""

from documents.layout import Layout, Writer
from documents.pages.ink import Row
from documents.pages.paragraphs import Edges, paragraphs


def test_a_place_belongs_to_the_last_mark_before_it() -> None:
    writer = Writer()
    writer.mark("第1段")
    writer.paragraph("甲")
    writer.mark("第2段")
    writer.paragraph("乙")
    layout = writer.layout()
    assert [layout.anchor_at(layout.text.index(sign)) for sign in "甲乙"] == ["第1段", "第2段"]


def test_every_row_of_a_table_has_its_own() -> None:
    writer = Writer()
    writer.table([[("甲", False), ("乙", False)], [("丙", False), ("丁", False)]], ["表1第1行", "表1第2行"])
    layout = writer.layout()
    assert [layout.anchor_at(layout.text.index(sign)) for sign in "乙丙丁"] == ["表1第1行", "表1第2行", "表1第2行"]


def test_a_text_file_numbers_nothing() -> None:
    assert Layout("甲乙").anchor_at(1) == ""


def test_no_lines_make_no_paragraphs() -> None:
    rows: list[tuple[Row, Edges]] = []
    assert paragraphs(rows) == []
