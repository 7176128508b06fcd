"""导出：lists as files — a workbook, or CSV that a spreadsheet opens as text and never as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, groupby, islice
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from notifications.pouring import Flow, poured
from notifications.sheets import EVERYONE, LIKE_A_FORMULA, MIME_TYPE, MOST_SHEETS, text_of

ENCODINGS = ("utf-8-sig", "gb18030")
AT_ONCE = 500


def as_workbook(
    rows: Iterable[Mapping[str, object]], headings: Mapping[str, str], *, name: str, made_on: date
) -> StreamingResponse:
    """The rows as xlsx, sent as they are read."""
    return _sent([Flow(name, _begun(rows))], headings, name=name, made_on=made_on)


def as_sheets(
    rows: Iterable[Mapping[str, object]], headings: Mapping[str, str], *, name: str, made_on: date, by: str, many: int
) -> StreamingResponse:
    """The same with a sheet for each agency, named under `by`, of rows that come agency by agency, of so `many`."""
    begun = _begun(rows)
    if many > MOST_SHEETS:
        return _sent([Flow(EVERYONE, begun)], headings, name=name, made_on=made_on)
    apart = (Flow(agency, some) for agency, some in groupby(begun, key=lambda row: str(row.get(by) or "")))
    return _sent(apart, headings, name=name, made_on=made_on)


def as_csv(
    rows: Iterable[Mapping[str, object]], headings: Mapping[str, str], *, name: str, encoding: str
) -> StreamingResponse:
    """The rows as CSV, sent as they are read; the first is read before anything is sent, so that a refusal is told."""
    chosen = encoding if encoding in ENCODINGS else ENCODINGS[0]
    kind = f"text/csv; charset={'utf-8' if chosen == 'utf-8-sig' else chosen}"
    return StreamingResponse(_lines(_begun(rows), headings, chosen), media_type=kind, headers=saved_as(f"{name}.csv"))


def _sent(sheets: Iterable[Flow], headings: Mapping[str, str], *, name: str, made_on: date) -> StreamingResponse:
    content = poured(sheets, headings, made_on=made_on)
    return StreamingResponse(content, media_type=MIME_TYPE, headers=saved_as(f"{name}.xlsx"))


def saved_as(name: str) -> dict[str, str]:
    """The header under which a browser saves a file by a Chinese name (RFC 6266)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def _begun(rows: Iterable[Mapping[str, object]]) -> Iterable[Mapping[str, object]]:
    """The same rows, the first of them read already."""
    rest = iter(rows)
    return chain(list(islice(rest, 1)), rest)


def _lines(rows: Iterable[Mapping[str, object]], headings: Mapping[str, str], encoding: str) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings.values())
    mark = b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b""
    plain = "utf-8" if encoding == "utf-8-sig" else encoding
    for number, row in enumerate(rows, start=1):
        writer.writerow([_harmless(row.get(column)) for column in headings])
        if number % AT_ONCE == 0:
            yield mark + out.getvalue().encode(plain, "replace")
            mark = b""
            out.seek(0)
            out.truncate()
    yield mark + out.getvalue().encode(plain, "replace")


def _harmless(value: object) -> str:
    text = text_of(value)
    return f"'{text}" if text.startswith(LIKE_A_FORMULA) else text
