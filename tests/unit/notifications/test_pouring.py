"""Workbooks poured while they are sent: every cell as what it is, in the looks of the house, in little memory."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from notifications import pouring
from notifications.pouring import Flow, poured
from notifications.sheets import Sheet, by_agency

HEADINGS = {"agency": "单位", "matter": "事项 & <要求>", "due": "时限", "left": "剩余", "late": "逾期", "at": "时间"}
DAY = date(2026, 3, 2)
ROWS = [
    {"agency": "区司法局", "matter": "年度报告", "due": date(2026, 3, 31), "left": Fraction(5, 2), "late": False},
    {
        "agency": "区教育局",
        "matter": "=1+1",
        "left": 20,
        "late": True,
        "at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "unseen": "x",
    },
    {"agency": " 两头空 ", "matter": ["学法", "述法"], "left": -1, "late": None},
    {"agency": "控制\x0b符\ud800", "matter": "<b>&amp;\n第二行"},
]


def whole(sheets: Sequence[Flow | Sheet]) -> bytes:
    return b"".join(poured(sheets, HEADINGS, made_on=DAY))


def cells(book: bytes) -> dict[str, list[list[object]]]:
    found = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def inside(book: bytes, name: str) -> str:
    with ZipFile(BytesIO(book)) as parts:
        assert parts.testzip() is None
        return parts.read(name).decode("utf-8")


def test_every_kind_of_cell_is_poured_as_what_it_is() -> None:
    rows = [{**row, "agency": str(row["agency"]).replace("\ud800", "")} for row in ROWS]
    found = cells(whole([Flow("区[司]法局", iter(rows)), Flow("': *", iter(rows[:1])), Flow("空", [])]))
    assert list(found) == ["区［司］法局", "： ＊", "空"]
    heading, first, second, third, fourth = found["区［司］法局"]
    assert heading == list(HEADINGS.values())
    assert first == ["区司法局", "年度报告", date(2026, 3, 31), 2.5, "否", ""]
    assert second == ["区教育局", "=1+1", "", 20.0, "是", datetime(2026, 3, 1, 17, 30)]  # noqa: DTZ001 - in Beijing
    assert third == [" 两头空 ", "学法、述法", "", -1.0, "", ""]
    assert fourth[1] == "<b>&amp;\n第二行"
    assert found["空"] == [heading]


def test_a_poured_workbook_looks_as_the_house_has_it() -> None:
    book = whole([Flow("清单", ROWS[:2]), Flow("又", ROWS[:1])])
    page, other = (inside(book, f"xl/worksheets/sheet{number}.xml") for number in (1, 2))
    assert 'ySplit="1"' in page
    assert 'state="frozen"' in page
    assert "<pageSetUpPr fitToPage" in page
    assert 'paperSize="9" fitToHeight="0" orientation="landscape"' in page
    assert ("tabSelected" in page, "tabSelected" in other) == (True, False)
    assert '<autoFilter ref="A1:F3"/>' in page
    wide = [float(width) for width in re.findall(r'width="([^"]+)"', page)]
    assert len(wide) == len(HEADINGS)
    assert wide[1] > wide[0] >= wide[3]
    assert "'清单'!$A$1:$F$3</definedName>" in inside(book, "xl/workbook.xml")
    assert "'清单'!$1:$1</definedName>" in inside(book, "xl/workbook.xml")


def test_nothing_poured_can_be_executed() -> None:
    book = whole(
        [Flow("清单", [{"matter": text} for text in ("=1+1", "+86", "-3", "@SUM(A1)", "http://x.example", "\t=1")])]
    )
    page = inside(book, "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert "hyperlink" not in page
    quoted = page.split("<row>")[2].split('s="')[2].split('"')[0]
    assert (
        inside(book, "xl/styles.xml").split("<cellXfs")[1].split("<xf ")[int(quoted) + 1].count('quotePrefix="1"') == 1
    )


def test_rows_are_asked_for_while_the_first_bytes_are_on_their_way() -> None:
    asked = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal asked
        for asked in range(1, 20_001):
            yield {"agency": f"单位{asked}", "matter": f"事项{asked * 7919 % 10_007}"}

    pieces = poured([Flow("清单", rows())], HEADINGS, made_on=DAY)
    assert next(pieces).startswith(b"PK")
    assert asked < 5_000
    assert max(map(len, pieces)) < 1_000_000
    assert asked == 20_000


def test_a_list_longer_than_a_sheet_is_poured_into_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pouring, "MOST_ROWS", 2)
    found = cells(whole([Flow("清单", iter(ROWS[:3])), Flow("满", iter(ROWS[:2]))]))
    assert {name: len(rows) - 1 for name, rows in found.items()} == {"清单": 2, "清单（2）": 1, "满": 2}


def test_of_no_rows_at_all_there_is_a_sheet_with_its_headings() -> None:
    for nothing in ([], by_agency([], "agency")):
        assert list(cells(whole(nothing)).values()) == [[list(HEADINGS.values())]]


def test_the_same_rows_pour_the_same_bytes() -> None:
    assert whole([Flow("清单", ROWS)]) == whole([Flow("清单", ROWS)])
