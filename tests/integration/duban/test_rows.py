"""Rows are read alike from YAML, CSV and XLSX, and whatever cannot be read is told with its place."""

from pathlib import Path

import pytest
import xlsxwriter

from duban.services.sheets.rows import read_sheet

COLUMNS = {"名称": "name", "别名": "aliases"}


def test_a_yaml_list_keeps_lists_attributes_and_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "agencies:\n  - name: 区司法局\n    aliases: [司法局, 法制办]\n    attrs: {enforcement: true}\n", "utf-8"
    )
    row = read_sheet(file, COLUMNS).rows("agencies")[0]
    assert row.cells == {"name": "区司法局", "aliases": "司法局、法制办", "enforcement": "true"}
    assert str(row.at("aliases")).endswith("a.yaml:3:14")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_with_chinese_columns_is_read_in_every_office_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes('名称,别名\n\n"区司法局",\n区教育局,教育局\n'.encode(encoding))
    rows = read_sheet(file, COLUMNS).rows("")
    assert [(row.get("name"), row.source.line) for row in rows] == [("区司法局", 3), ("区教育局", 4)]


def test_numbers_and_dates_of_a_workbook_are_written_as_people_write_them(tmp_path: Path) -> None:
    from datetime import date

    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "数量", "日期"])
        sheet.write_row(1, 0, ["区司法局", 12.0])
        sheet.write_datetime(1, 2, date(2026, 3, 1))
    row = read_sheet(file, COLUMNS).rows("")[0]
    assert row.cells == {"name": "区司法局", "数量": "12", "日期": "2026-03-01"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "F103"),
        ("a.csv", b"\n\n", "F103"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "F104"),
        ("a.csv", "名称,名称\nx,y\n".encode(), "F106"),
        ("a.csv", "一,二\n1,2\n".encode(), "F108"),
        ("a.xlsx", "名称\n区司法局\n".encode(), "F105"),
        ("a.txt", b"x", "F102"),
        ("a.yaml", b"agencies: [", "R003"),
        ("a.yaml", "- 区司法局\n".encode(), "F105"),
        ("a.yaml", "区司法局\n".encode(), "F105"),
    ],
)
def test_an_unreadable_file_is_told_by_a_code_with_a_place(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    sheet = read_sheet(file, COLUMNS)
    assert [problem.code for problem in sheet.problems] == [code]
    assert sheet.problems[0].source.file == str(file)


def test_a_folder_is_told_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    [problem] = read_sheet(tmp_path / "a.csv", COLUMNS).problems
    assert (problem.code, problem.message) == ("F101", "这是一个文件夹；请指定其中的一个文件")


def test_a_missing_file_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    assert [problem.code for problem in read_sheet(tmp_path / "none.csv", COLUMNS).problems] == ["F101"]
