"""Poured workbooks (流式表格): a workbook of any length written while it is being sent, in the memory of a few rows.

Styles, heading row, panes and print set-up are those of a mould: an empty workbook that xlsxwriter draws as `sheets`
says, and the rows are poured in.  What speaks of all sheets comes last in the file, when they are
known.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from itertools import chain, count, islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from notifications.sheets import (
    LIKE_A_FORMULA,
    LONGEST_TEXT,
    MOST_ROWS,
    SAMPLE,
    Sheet,
    free_name,
    local,
    set_up,
    styles,
    text_of,
    width_of,
)

Row = Mapping[str, object]
AT_ONCE = 200
"""So many rows leave at once."""
DRAWN_ON = (1980, 1, 31, 0, 0, 0)
EPOCH = date(1899, 12, 30)
QUICK = 3
"""How hard it is packed: hardest takes three times as long and saves a tenth."""
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Flow:
    """One sheet to be poured: its name, and its rows as they come."""

    name: str
    rows: Iterable[Row]


@dataclass(frozen=True)
class _Mould:
    """An empty workbook: its parts, what stands before and after the rows of a sheet, the numbers of its styles."""

    parts: Mapping[str, str]
    before: str
    after: str
    styles: Mapping[str, int]


class _Outlet:
    """What a ZipFile writes to: a file that can only be appended to, and is emptied as one goes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, some: bytes) -> int:
        self._held += some
        return len(some)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing was opened."""

    def taken(self) -> Iterator[bytes]:
        """What was written since."""
        if self._held:
            yield bytes(self._held)
            self._held.clear()


def poured(sheets: Iterable[Flow | Sheet], headings: Mapping[str, str], *, made_on: date) -> Iterator[bytes]:
    """The bytes of a workbook as they come about; rows are asked for as they are written."""
    mould, out, taken, pages = _mould(made_on), _Outlet(), set[str](), list[tuple[str, str]]()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=QUICK) as book:
        for flow in chain.from_iterable(map(_parts, _one_at_least(sheets))):
            area = ""
            with book.open(_entry(f"xl/worksheets/sheet{len(pages) + 1}.xml"), "w") as page:
                for some, area in _sheet(flow.rows, headings, mould, is_first=not pages):  # noqa: B007 - of the whole in the end
                    page.write(some.encode())
                    yield from out.taken()
            pages.append((free_name(flow.name, taken), area))
        for name, content in _around(mould, pages):
            book.writestr(_entry(name), content)
    yield from out.taken()


def workbook(sheets: Iterable[Flow | Sheet], headings: Mapping[str, str], *, made_on: date) -> bytes:
    """The bytes of a workbook that is kept or mailed whole."""
    return b"".join(poured(sheets, headings, made_on=made_on))


def _one_at_least(sheets: Iterable[Flow | Sheet]) -> Iterator[Flow | Sheet]:
    """The sheets, or an empty one: a workbook without any is taken for broken."""
    rest = iter(sheets)
    yield next(rest, Flow("", ()))
    yield from rest


def _parts(flow: Flow | Sheet) -> Iterator[Flow]:
    """A sheet, or as many as its rows need; each is asked for when the one before was written."""
    rest = iter(flow.rows)
    first = list(islice(rest, 1))
    yield Flow(flow.name, chain(first, islice(rest, MOST_ROWS - 1)))
    while first := list(islice(rest, 1)):
        yield Flow(flow.name, chain(first, islice(rest, MOST_ROWS - 1)))


def _sheet(
    rows: Iterable[Row], headings: Mapping[str, str], mould: _Mould, *, is_first: bool
) -> Iterator[tuple[str, str]]:
    """The text of a sheet piece by piece, each with the area written so far."""
    rest = iter(rows)
    sample = list(islice(rest, SAMPLE))
    last = xl_col_to_name(max(len(headings) - 1, 0))
    before = mould.before if is_first else mould.before.replace(' tabSelected="1"', "")
    titles = "".join(_text(title, mould.styles["heading"]) for title in headings.values())
    yield f"{before}{_columns(sample, headings)}<sheetData><row>{titles}</row>", f"$A$1:${last}$2"
    cell, written = _cells(mould.styles), 0
    lines = (f"<row>{''.join([cell(row.get(column)) for column in headings])}</row>" for row in chain(sample, rest))
    while some := list(islice(lines, AT_ONCE)):
        written += len(some)
        yield "".join(some), f"$A$1:${last}${written + 1}"
    area = f"$A$1:${last}${max(written, 1) + 1}"
    yield f'</sheetData><autoFilter ref="{area.replace("$", "")}"/>{mould.after}', area


def _columns(sample: Iterable[Row], headings: Mapping[str, str]) -> str:
    rows = list(sample)
    widths = (width_of(title, [row.get(column) for row in rows]) for column, title in headings.items())
    return "<cols>{}</cols>".format(
        "".join(
            f'<col min="{at}" max="{at}" width="{wide}.7109375" customWidth="1"/>' for at, wide in enumerate(widths, 1)
        )
    )


def _cells(styles: Mapping[str, int]) -> Callable[[object], str]:
    """What writes one cell: never a formula, never a link; a text is written once and then remembered."""

    @lru_cache(maxsize=4096)
    def words(text: str) -> str:
        return _text(text, styles["quoted" if text[:1] in LIKE_A_FORMULA else "text"])

    def cell(value: object) -> str:
        match value:
            case bool():
                return words(text_of(value))
            case int() | Fraction():
                return f'<c s="{styles["number"]}"><v>{float(value):.16g}</v></c>'
            case datetime():
                days = (local(value) - datetime.combine(EPOCH, datetime.min.time())).total_seconds() / 86400
                return f'<c s="{styles["moment"]}"><v>{days:.16g}</v></c>'
            case date():
                return f'<c s="{styles["day"]}"><v>{(value - EPOCH).days}</v></c>'
            case _:
                return words(text_of(value)[:LONGEST_TEXT])

    return cell


def _text(text: str, style: int) -> str:
    if not text:
        return f'<c s="{style}" t="inlineStr"><is><t></t></is></c>'
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
    return f'<c s="{style}" t="inlineStr"><is><t{kept}>{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    """A text as XML has it; a character that no XML may hold as Excel writes it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)


@lru_cache(maxsize=8)
def _mould(made_on: date) -> _Mould:
    """What `set_up` and `styles` make of an empty sheet; a cell of each style tells its number."""
    drawn = BytesIO()
    book = xlsxwriter.Workbook(drawn, {"in_memory": True})
    book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001 - no zone in xlsx
    page, ready = book.add_worksheet("_"), styles(book)
    for place, style in enumerate(ready.values()):
        page.write_blank(0, place, None, style)
    set_up(page)
    book.close()
    with ZipFile(drawn) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist()}
    sheet = texts.pop("xl/worksheets/sheet1.xml")
    before, rows, after = re.split(r"<sheetData>|</sheetData>", sheet)
    numbers = map(int, re.findall(r'<c r="[A-Z]+1" s="(\d+)"', rows))
    return _Mould(
        texts, re.sub(r"<dimension[^>]*>|<cols>.*</cols>", "", before), after, dict(zip(ready, numbers, strict=True))
    )


def _around(mould: _Mould, pages: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parts of a workbook besides its sheets, each made to speak of all of them."""
    parts = dict(mould.parts)
    parts["xl/workbook.xml"] = _between(parts["xl/workbook.xml"], "sheets", _sheets(pages), _names(pages))
    others = re.sub(r'<Relationship [^>]*worksheets/sheet1\.xml"/>', "", parts["xl/_rels/workbook.xml.rels"])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = (
        f'<Relationship Id="sheet{at}" Type="{kind}" Target="worksheets/sheet{at}.xml"/>' for at in _numbers(pages)
    )
    parts["xl/_rels/workbook.xml.rels"] = others.replace("</Relationships>", "".join(links) + "</Relationships>")
    types = parts["[Content_Types].xml"]
    (one,) = re.findall(r'<Override PartName="/xl/worksheets/sheet1\.xml"[^>]*/>', types)
    every = "".join(one.replace("sheet1.xml", f"sheet{at}.xml") for at in _numbers(pages))
    parts["[Content_Types].xml"] = types.replace(one, every)
    parts["docProps/app.xml"] = re.sub("<HeadingPairs>.*</TitlesOfParts>", "", parts["docProps/app.xml"])
    yield from parts.items()


def _between(text: str, tag: str, inner: str, after: str) -> str:
    return re.sub(
        f"<{tag}>.*</{tag}>(<definedNames>.*</definedNames>)?", lambda _: f"<{tag}>{inner}</{tag}>{after}", text
    )


def _numbers(pages: list[Any]) -> Iterator[int]:
    return iter(range(1, len(pages) + 1))


def _sheets(pages: list[tuple[str, str]]) -> str:
    return "".join(
        f'<sheet name="{_escaped(name)}" sheetId="{at}" r:id="sheet{at}"/>'
        for at, (name, _) in zip(count(1), pages, strict=False)
    )


def _names(pages: list[tuple[str, str]]) -> str:
    """The area that each sheet filters, and the row that is printed on every page."""
    found = []
    for at, (name, area) in enumerate(pages):
        sheet = _escaped("'" + name.replace("'", "''") + "'")
        found.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">{sheet}!{area}</definedName>'
        )
        found.append(f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{sheet}!$1:$1</definedName>')
    return f"<definedNames>{''.join(found)}</definedNames>"


def _entry(name: str) -> ZipInfo:
    """A part of the file; dated alike, so that the same rows are the same bytes."""
    entry = ZipInfo(name, DRAWN_ON)
    entry.compress_type = ZIP_DEFLATED
    return entry
