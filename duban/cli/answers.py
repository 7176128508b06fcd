"""回答：how the command line speaks — answers on stdout as text, JSON or CSV; problems and logs on stderr."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import typer

from duban.cli.advice import ADVICE, advised
from duban.clock import SHANGHAI
from engine.exact import number
from engine.source import Problem, Refused, Severity

Table = Sequence[Mapping[str, object]]


def plain(value: object) -> Any:
    """Any noun as JSON can say it: days in ISO form, fractions as exact text, enums by value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Fraction):
        return number(value)
    return f"{len(value)} bytes" if isinstance(value, bytes) else value


def say(value: object, *, as_json: bool, text: str | Callable[[], str]) -> None:
    """Answer with `value` as JSON, or with `text` for a person."""
    if as_json:
        sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")
        return
    spoken = text if isinstance(text, str) else text()
    sys.stdout.write(spoken.rstrip("\n") + "\n")


def say_table(rows: Table, headings: Mapping[str, str], *, as_json: bool, as_csv: bool) -> None:
    """Answer with a list: JSON with every field, CSV or aligned text with the columns of `headings`."""
    if as_csv:
        sys.stdout.write(_csv(rows, headings))
    else:
        say(rows, as_json=as_json, text=lambda: _aligned(rows, headings))


def _csv(rows: Table, headings: Mapping[str, str]) -> str:
    """The list as CSV that a spreadsheet opens as text: cells that begin like a formula are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings.values())
    for row in rows:
        writer.writerow([_harmless(_cell(row.get(column))) for column in headings])
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _cell(value: object) -> str:
    spoken = f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else plain(value)
    if isinstance(spoken, list):
        return "、".join(str(item) for item in spoken)
    return "" if spoken is None else str(spoken)


def _aligned(rows: Table, headings: Mapping[str, str]) -> str:
    """The list in columns; a Chinese character is two places wide."""
    lines = [list(headings.values()), *([_cell(row.get(column)) for column in headings] for row in rows)]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(headings))]
    spoken = ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
              for line in lines]  # fmt: skip
    return "\n".join(line.rstrip() for line in [*spoken, f"共 {len(rows)} 条"])


def _width(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def lines(row: Mapping[str, object], headings: Mapping[str, str]) -> list[str]:
    """One row of a list as lines of their own, each under its heading."""
    return [f"{title}：{_cell(row[column])}" for column, title in headings.items()]


def put_down(file: Path, content: str | bytes) -> None:
    """Write text or bytes to a file.  Raises Refused X304 when its folder is not there."""
    if not file.parent.is_dir():
        raise Refused("X304", f"文件夹 {file.parent} 不存在；请先建好")
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def tell(problems: Iterable[Problem]) -> None:
    """Print each problem on stderr as `file:line:column: CODE message`, with what to type about it."""
    for problem in problems:
        mark = "（提醒）" if problem.severity is Severity.WARNING else ""
        sys.stderr.write(f"{advised(problem.code, str(problem))}{mark}\n")


def problem_fields(problem: Problem) -> dict[str, object]:
    """A problem as JSON shows it."""
    source = problem.source
    return {
        "file": source.file,
        "line": source.line,
        "column": source.column,
        "code": problem.code,
        "message": problem.message,
        "severity": problem.severity.value,
        **_advice(problem.code),
    }


def _advice(code: str) -> dict[str, str]:
    """What to type about a code, where there is something to type."""
    return {"advice": ADVICE[code]} if code in ADVICE else {}


def refuse(refused: Refused, *, as_json: bool) -> None:
    """Tell what was refused and why: problems first, then the code and the next step."""
    tell(refused.problems)
    sys.stderr.write(f"{refused.code} {advised(refused.code, refused.message)}\n")
    if as_json:
        problems = [problem_fields(problem) for problem in refused.problems]
        told = {"code": refused.code, "message": refused.message, **_advice(refused.code), "problems": problems}
        say(told, as_json=True, text="")


def no() -> typer.Exit:
    """The way out when the answer is “no” or problems were found."""
    return typer.Exit(1)


def progress(what: str) -> AbstractContextManager[Callable[[int, int], None]]:
    """A progress bar on stderr when a person watches, else nothing; called with done and total."""
    if not sys.stderr.isatty():
        return nullcontext(lambda _done, _total: None)
    from duban.cli.progress import bar

    return bar(what)
