"""另读表格：the rows of a sheet that nobody vouches for, read in a process of its own like any upload (`apart`)."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from duban.services.plans.apart import USUAL, Allowance, bound, run_apart
from duban.services.sheets.rows import Row, read_sheet
from engine.source import Problem, Source


@dataclass(frozen=True)
class Sheet:
    """The rows of an upload, or what is wrong with it as a whole."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_rows_apart(file: Path, columns: Mapping[str, str], allowed: Allowance = USUAL) -> Sheet:
    """The rows of `file` with column names translated by `columns`; this process reads no byte of it."""
    words = [str(file), json.dumps(dict(columns), ensure_ascii=False)]
    answer, code, _ = run_apart("duban.services.sheets.rows_apart", words, allowed)
    if code != 0 or answer[:1] != b"{":
        told = "这张表读得太久、太大或已损坏，没有读入；请用表格软件打开，只保留数据后另存再传"
        return Sheet((), (Problem(Source(file.name), "F107", told),))
    said = json.loads(answer)
    problems = tuple(Problem(Source(file.name, *each["at"]), each["code"], each["said"]) for each in said["problems"])
    return Sheet(tuple(_row(file.name, each) for each in said["rows"]), problems)


def _row(name: str, said: dict[str, dict[str, list[int]]]) -> Row:
    places = {column: Source(name, *at) for column, at in said["places"].items()}
    (at,) = said["at"].values()
    return Row(Source(name, *at), {str(key): str(text) for key, text in said["cells"].items()}, places)


def main() -> None:
    """Read one sheet and answer, in the process that may die of it."""
    memory, seconds, _, file, columns = sys.argv[1:]
    bound(int(memory), int(seconds))
    sheet = read_sheet(Path(file), json.loads(columns))
    rows = [
        {
            "at": {"": [row.source.line, row.source.column]},
            "cells": row.cells,
            "places": {column: [at.line, at.column] for column, at in row.places.items()},
        }
        for row in sheet.rows("facts", "")
    ]
    problems = [
        {"at": [each.source.line, each.source.column], "code": each.code, "said": each.message}
        for each in sheet.problems
    ]
    sys.stdout.write(json.dumps({"rows": rows, "problems": problems}, ensure_ascii=False))


if __name__ == "__main__":
    main()
