"""Lists as workbooks: read back by another library than the one that wrote them."""

from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from notifications.pouring import workbook
from notifications.sheets import Sheet, by_agency, text_of

HEADINGS = {"agency": "单位", "matter": "事项", "due": "时限", "left": "剩余", "late": "逾期"}
DAY = date(2026, 3, 2)
ROWS = [
    {"agency": "区司法局", "matter": "年度报告", "due": date(2026, 3, 31), "left": Fraction(5, 2), "late": False},
    {"agency": "区教育局", "matter": "=1+1", "due": date(2026, 4, 1), "left": 20, "late": True, "unseen": "x"},
    {"agency": "区司法局", "matter": ["学法", "述法"], "due": None, "left": -1, "late": None},
]


def read(book: bytes) -> dict[str, list[list[object]]]:
    found = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def inside(book: bytes, name: str) -> str:
    with ZipFile(BytesIO(book)) as parts:
        return parts.read(name).decode("utf-8")


def test_what_is_written_is_read_back_under_its_headings() -> None:
    (rows,) = read(workbook([Sheet("督办清单", ROWS)], HEADINGS, made_on=DAY)).values()
    assert rows[0] == ["单位", "事项", "时限", "剩余", "逾期"]
    assert rows[1] == ["区司法局", "年度报告", date(2026, 3, 31), 2.5, "否"]
    assert rows[3] == ["区司法局", "学法、述法", "", -1.0, ""]


def test_a_cell_that_begins_like_a_formula_stays_the_text_it_is() -> None:
    rows = [{"matter": text} for text in ("=1+1", "+86", "-3", "@SUM(A1)", "http://x.example", "=cmd|'/C calc'!A0")]
    book = workbook([Sheet("清单", rows)], {"matter": "事项"}, made_on=DAY)
    assert [row[0] for row in read(book)["清单"][1:]] == [row["matter"] for row in rows]
    page = inside(book, "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert 'quotePrefix="1"' in inside(book, "xl/styles.xml")


def test_the_heading_row_stays_in_sight_and_can_be_filtered() -> None:
    page = inside(workbook([Sheet("清单", ROWS)], HEADINGS, made_on=DAY), "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in page
    assert 'state="frozen"' in page
    assert '<autoFilter ref="A1:E4"/>' in page


def test_each_agency_can_have_a_sheet_of_its_own() -> None:
    found = read(workbook(by_agency(ROWS, "agency"), HEADINGS, made_on=DAY))
    assert {name: len(rows) - 1 for name, rows in found.items()} == {"区司法局": 2, "区教育局": 1}


def test_names_that_no_sheet_may_bear_are_made_fit_and_told_apart() -> None:
    names = ["甲/乙:丙", "甲/乙:丙", "", "长" * 40, "长" * 41, "'引号'"]
    found = list(read(workbook([Sheet(name, []) for name in names], HEADINGS, made_on=DAY)))
    assert found == ["甲／乙：丙", "甲／乙：丙（2）", "清单", "长" * 31, "长" * 28 + "（2）", "引号"]


def test_an_empty_list_is_a_sheet_with_headings() -> None:
    assert read(workbook([], HEADINGS, made_on=DAY)) == {"清单": [list(HEADINGS.values())]}


def test_the_same_rows_are_the_same_bytes() -> None:
    assert workbook([Sheet("清单", ROWS)], HEADINGS, made_on=DAY) == workbook(
        [Sheet("清单", ROWS)], HEADINGS, made_on=DAY
    )


def test_a_character_that_no_workbook_may_hold_does_no_harm() -> None:
    rows = [{"matter": "甲\x00\x0b乙" + "长" * 40_000}]
    (found,) = read(workbook([Sheet("清单", rows)], {"matter": "事项"}, made_on=DAY)).values()
    assert str(found[1][0]).startswith("甲")


def test_rows_of_more_agencies_than_anyone_leafs_through_stand_in_one_sheet() -> None:
    rows = [{"agency": f"第{number % 201}单位", "number": number} for number in range(402)]
    (sheet,) = by_agency(rows, "agency")
    assert len(sheet.rows) == 402
    assert len(by_agency([row for row in rows if row["agency"] != "第7单位"], "agency")) == 200


def test_a_moment_is_told_as_in_beijing() -> None:
    assert text_of(datetime(2026, 12, 31, 1, 30, tzinfo=UTC)) == "2026-12-31 09:30"
    assert text_of([date(2026, 12, 31), True]) == "2026-12-31、是"
