"""表格 sheets: what a list is as sheets of a workbook (xlsx) — names, cells, widths and looks; `pouring` writes them.

Lists come as `answers.say_table` takes them: rows as mappings and `headings` that say which column comes under which
Chinese title, in what order::

    workbook([Sheet("督办清单", rows)], headings, made_on=day)                  # one sheet
    workbook(by_agency(rows, "agency"), headings, made_on=day)                 # one sheet an agency

A cell may be None, text, a number (int or Fraction), a day, a moment, a bool (是/否), an Enum member (its value), or a
list or tuple of these (joined with 、).  Moments are told as in Beijing.  Days and numbers stay days and numbers, so
that people can sort and sum them.  No cell is ever a formula or a link: what begins like one is marked as text.  The
same rows give the same bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from itertools import count
from typing import Any
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from engine.exact import number

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What one sheet of a workbook holds under its heading row; longer lists go on in a further sheet."""
MOST_SHEETS = 200
"""How many sheets lists are sorted into: nobody leafs through thousands."""
EVERYONE = "全部单位"
NARROWEST, WIDEST, LONGEST_NAME, LONGEST_TEXT = 8, 48, 31, 32_767
SAMPLE = 500
"""How many rows are looked at to choose the width of a column."""
_UNFIT_FOR_NAMES = str.maketrans("[]:*?/\\", "［］：＊？／＼")
BEIJING = ZoneInfo("Asia/Shanghai")
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook (工作表): its name, and rows that say their cells by column."""

    name: str
    rows: Sequence[Mapping[str, object]]


def by_agency(rows: Iterable[Mapping[str, object]], column: str) -> list[Sheet]:
    """The rows sorted into a sheet for each agency named under `column`, in the order in which they first appear.

    Of more agencies than `MOST_SHEETS` all rows stand in one sheet, which has a filter.
    """
    found: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in rows:
        found[str(row.get(column) or "")].append(row)
    if len(found) > MOST_SHEETS:
        return [Sheet(EVERYONE, [row for some in found.values() for row in some])]
    return [Sheet(name, some) for name, some in found.items()]


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


def set_up(page: Any) -> None:
    """Keep the heading row in sight, on the screen and on every page of A4 across."""
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


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
        case datetime():
            return f"{local(value):%Y-%m-%d %H:%M}"
        case list() | tuple():
            return "、".join(text_of(item) for item in value)
        case _:
            return str(value)


def local(moment: datetime) -> datetime:
    """A moment as clocks in Beijing show it, without its zone; one that has no zone is taken for such a one."""
    return moment.astimezone(BEIJING).replace(tzinfo=None) if moment.tzinfo else moment


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
