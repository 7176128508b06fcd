"""清单：takes away, as a workbook or as CSV, a list whose rows come one after the other or are held whole.

@router.get("/somewhere.{kind}")
def as_file(at: Seated, kind: Kind, text: Words = "", encoding: str = UTF8) -> Response:
    return taken_away(at, kind, rows, HEADINGS, "清单", encoding)
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, TypeAlias

from fastapi import Query
from fastapi.responses import Response

from duban.web.exports import ENCODINGS, as_csv, as_workbook
from duban.web.seat import Sitting

Kind: TypeAlias = Literal["xlsx", "csv"]
UTF8 = ENCODINGS[0]
Words = Annotated[str, Query(max_length=100)]
"""The words that a list is narrowed by."""


def taken_away(
    at: Sitting, kind: Kind, rows: Iterable[Mapping[str, object]], headings: Mapping[str, str], name: str, encoding: str
) -> Response:
    """The rows as a file named after the list and the day looked at."""
    called, day = f"{name}{at.view.as_of}", at.view.as_of
    if kind == "xlsx":
        return as_workbook(rows, headings, name=called, made_on=day)
    return as_csv(rows, headings, name=called, encoding=encoding)
