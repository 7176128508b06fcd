"""表格 sheets: any list as a workbook (xlsx) — for the annex of a letter, the command line and the console alike.

What is sent while its rows are read is poured instead (`pouring`), and looks the same.  Both take what
`answers.say_table` takes: rows as mappings and `headings` that say which column comes under which Chinese title, in
what order::

    workbook([Sheet("督办清单", rows)], headings, made_on=day)                  # one sheet
    workbook(by_agency(rows, "agency"), headings, made_on=day)                 # one sheet an agency

A cell may be None, text, a number (int or Fraction), a day, a moment, a bool (是/否), an Enum member (its value), or a
list or tuple of these (joined with 、).  Days and numbers stay days and numbers, so that people can sort and sum them.
No cell is ever a formula or a link: what begins like one is marked as text.  The same rows give the same bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from io import BytesIO
from itertools import count
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from engine.exact import number

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What one sheet of a workbook holds under its heading row; longer lists go on in a further sheet."""
MOST_SHEETS = 200
"""How many sheets lists are sorted into; each is a file that is open while the workbook is written."""
EVERYONE = "全部单位"
NARROWEST, WIDEST, LONGEST_NAME, LONGEST_TEXT = 8, 48, 31, 32_767
SAMPLE = 500
"""How many rows are looked at to choose the width of a column."""
_UNFIT_FOR_NAMES = str.maketrans("[]:*?/\\", "［］：＊？／＼")
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook (工作表): its name, and rows that say their cells by column."""

    name: str
    rows: Sequence[Mapping[str, object]]


def by_agency(rows: Iterable[Mapping[str, object]], column: str) -> list[Sheet]:
    """The rows sorted into a sheet for each agency named under `column`, in the order in which they first appear.

    Of more agencies than `MOST_SHEETS` all rows stand in one sheet, which has a filter: nobody leafs through thousands.
    """
    found: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in rows:
        found[str(row.get(column) or "")].append(row)
    if len(found) > MOST_SHEETS:
        return [Sheet(EVERYONE, [row for some in found.values() for row in some])]
    return [Sheet(name, some) for name, some in found.items()]


def workbook(sheets: Sequence[Sheet], headings: Mapping[str, str], *, made_on: date) -> bytes:
    """A workbook with a frozen heading row and a filter in every sheet; `made_on` stands as its date."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001 - no zone in xlsx
    looks = styles(book)
    taken: set[str] = set()
    for sheet in [part for each in sheets or [Sheet("", ())] for part in _parts(each)]:
        page = book.add_worksheet(free_name(sheet.name, taken))
        _fill(page, sheet.rows, headings, looks)
    book.close()
    return out.getvalue()


def styles(book: Any) -> dict[str, Any]:
    """How each kind of cell looks."""
    plain = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True, "font_name": "宋体"}
    heading = {"bold": True, "bg_color": "#F2F2F2", "valign": "vcenter", "align": "center", "font_name": "黑体"}
    return {
        "heading": book.add_format({**plain, **heading}),
        "text": book.add_format({**plain, "num_format": "@"}),
        "quoted": book.add_format({**plain, "num_format": "@", "quote_prefix": True}),
        "number": book.add_format(plain),
        "day": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "center"}),
        "moment": book.add_format({**plain, "num_format": "yyyy-mm-dd hh:mm", "align": "center"}),
    }


def _parts(sheet: Sheet) -> list[Sheet]:
    """A sheet, or as many as its rows need."""
    starts = range(0, max(len(sheet.rows), 1), MOST_ROWS)
    return [Sheet(sheet.name, sheet.rows[start : start + MOST_ROWS]) for start in starts]


def _fill(
    page: Any, rows: Sequence[Mapping[str, object]], headings: Mapping[str, str], styles: Mapping[str, Any]
) -> None:
    for place, (column, title) in enumerate(headings.items()):
        page.write_string(0, place, title, styles["heading"])
        page.set_column(place, place, width_of(title, [row.get(column) for row in rows[:SAMPLE]]))
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(headings):
            _write(page, line, place, row.get(column), styles)
    page.autofilter(0, 0, max(len(rows), 1), max(len(headings) - 1, 0))
    set_up(page)


def set_up(page: Any) -> None:
    """Keep the heading row in sight, on the screen and on every page of A4 across."""
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write(page: Any, line: int, place: int, value: object, styles: Mapping[str, Any]) -> None:
    match value:
        case bool():
            page.write_string(line, place, text_of(value), styles["text"])
        case int() | Fraction():
            page.write_number(line, place, float(value), styles["number"])
        case datetime():
            page.write_datetime(line, place, value.replace(tzinfo=None), styles["moment"])
        case date():
            page.write_datetime(line, place, value, styles["day"])
        case _:
            text = text_of(value)[:LONGEST_TEXT]
            page.write_string(line, place, text, styles["quoted" if text[:1] in LIKE_A_FORMULA else "text"])


def text_of(value: object) -> str:
    """What a cell says."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Enum():
            return str(value.value)
        case Fraction():
            return str(number(value))
        case list() | tuple():
            return "、".join(text_of(item) for item in value)
        case _:
            return str(value)


def free_name(wanted: str, taken: set[str]) -> str:
    """A name that a sheet may bear and no other bears yet; names differ by more than their case."""
    name = wanted.translate(_UNFIT_FOR_NAMES).strip("' ")[:LONGEST_NAME] or "清单"
    tails = ("" if again == 1 else f"（{again}）" for again in count(1))
    free = next(each for tail in tails if (each := name[: LONGEST_NAME - len(tail)] + tail).lower() not in taken)
    taken.add(free.lower())
    return free


def width_of(title: str, cells: Sequence[object]) -> int:
    """How wide a column is to be."""
    widest = max([_columns(title) + 4, *(_columns(text_of(cell)) for cell in cells)])
    return min(max(widest + 1, NARROWEST), WIDEST)


def _columns(text: str) -> int:
    """How wide the longest line of a text is; a Chinese character is two columns."""
    return max(sum(2 if east_asian_width(char) in "WF" else 1 for char in line) for line in (text.splitlines() or [""]))
