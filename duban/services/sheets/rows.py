"""表格文件：rows of a YAML, CSV or XLSX file, every cell with its place; what the cells mean is not known here.

A row is a mapping from column name to text.  CSV and XLSX have their column names in the first row.  A YAML file is a
list of mappings, bare or under a key (`agencies:`, `people:`, `facts:`); lists inside a row are joined with 、, and a
mapping `attrs:` is spread into columns.  Chinese column names are understood through the caller's table of names.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from engine.source import Problem, Source
from rules import marks

JOIN = "、"
KINDS = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".xlsx": "xlsx"}
LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One record as written: the place where it begins, its cells, and the place of each cell."""

    source: Source
    cells: Mapping[str, str]
    places: Mapping[str, Source] = field(default_factory=dict)

    def get(self, column: str) -> str:
        """The text under `column`, stripped; empty when there is none."""
        return self.cells.get(column, "")

    def at(self, column: str) -> Source:
        """Where the cell under `column` was written, or where the row begins."""
        return self.places.get(column, self.source)


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under each of its headings ("" when bare), and what could not be read."""

    sections: Mapping[str, tuple[Row, ...]]
    problems: tuple[Problem, ...] = ()

    def rows(self, *names: str) -> tuple[Row, ...]:
        """The rows under the first of `names` that the file has."""
        return next((self.sections[name] for name in names if name in self.sections), ())


def read_sheet(file: Path, columns: Mapping[str, str]) -> Sheet:
    """Every row of `file`, with column names translated by `columns`; trouble is reported, never raised."""
    kind = KINDS.get(file.suffix.lower())
    if file.is_dir():
        return _unread(file, "F101", "这是一个文件夹；请指定其中的一个文件")
    if not file.is_file():
        return _unread(file, "F101", "找不到这个文件；请检查路径")
    if kind is None:
        return _unread(file, "F102", f"不认识 {file.suffix or '没有扩展名'} 的表格；请改存为 .yaml、.csv 或 .xlsx")
    if not 0 < file.stat().st_size <= LIMIT:
        return _unread(file, "F103", "文件是空的，或超过 64 MiB；请检查后再导入")
    if kind == "xlsx":
        return _from_grid(file, _xlsx_lines(file), columns)
    if kind == "yaml":
        return _from_yaml(file, columns)
    text = _text(file)
    if text is None:
        return _unread(file, "F104", "文字编码读不懂；请另存为 UTF-8 后再导入")
    return _from_grid(file, _csv_lines(text), columns)


def _unread(file: Path, code: str, message: str) -> Sheet:
    return Sheet({}, (Problem(Source(str(file)), code, message),))


def _text(file: Path) -> str | None:
    """The file as text: UTF-8 with or without a mark, else GB 18030 as office programs in China save it."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


Line = tuple[int, Sequence[str]]


def _csv_lines(text: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""))
    started = 1
    for cells in reader:
        yield started, cells
        started = reader.line_num + 1


def _xlsx_lines(file: Path) -> list[Line] | None:
    """The first sheet, numbers and dates written as a person would; None when it is not an xlsx file."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        return [
            (number, [_written(cell) for cell in cells])
            for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        ]
    except (CalamineError, OSError):
        return None


def _written(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _from_grid(file: Path, lines: Iterator[Line] | list[Line] | None, columns: Mapping[str, str]) -> Sheet:
    """Rows of a grid whose first line holds the column names; blank lines are passed over."""
    try:
        grid = None if lines is None else [line for line in lines if any(cell.strip() for cell in line[1])]
    except csv.Error as mistake:
        return _unread(file, "F105", f"不是正确的 CSV（{mistake}）；请检查引号和换行")
    if grid is None:
        return _unread(file, "F105", "不是正确的 XLSX 工作簿；请用表格软件打开并另存")
    if not grid:
        return _unread(file, "F103", "文件里没有内容；请检查后再导入")
    (first, heading), *body = grid
    names = [columns.get(cell.strip(), cell.strip()) for cell in heading]
    if not set(names) & set(columns.values()):
        wanted = "、".join(name for name in columns if not name.isascii())
        return _unread(file, "F108", f"第一行没有认得的列名；请在第一行写列名，可用：{wanted}")
    problems = [
        Problem(Source(str(file), first, place + 1), "F106", f"列名“{name}”重复；请只保留一列")
        for place, name in enumerate(names)
        if name and name in names[:place]
    ]
    return Sheet({"": tuple(_grid_row(file, number, names, cells) for number, cells in body)}, tuple(problems))


def _grid_row(file: Path, number: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    written = [(name, cell.strip(), place) for place, (name, cell) in enumerate(zip(names, cells, strict=False), 1)]
    return Row(
        Source(str(file), number, 1),
        {name: cell for name, cell, _ in written if name and cell},
        {name: Source(str(file), number, place) for name, _, place in written},
    )


def _from_yaml(file: Path, columns: Mapping[str, str]) -> Sheet:
    """Rows of a YAML file: a bare list under "", else each list under its key."""
    written, _, problems = marks.read(file)
    if written is None:
        return Sheet({}, tuple(problems))
    value, place = written.value, written.place
    reader = _YamlRows(str(file), columns, problems)
    parts = value.items() if isinstance(value, dict) else [("", value)]
    sections = {name: reader.rows(part, place.parts[name] if name else place) for name, part in parts}
    return Sheet(sections, tuple(reader.problems))


class _YamlRows:
    """Turns the values of one YAML file into rows, adding what is wrong with them to `problems`."""

    def __init__(self, file: str, columns: Mapping[str, str], problems: list[Problem]) -> None:
        self.file, self.columns, self.problems = file, columns, problems

    def rows(self, value: object, place: marks.Place) -> tuple[Row, ...]:
        """The rows of one list."""
        if not isinstance(value, list):
            self._wrong(place, "这里应是以“- ”开头的列表")
            return ()
        return tuple(self._row(item, place.parts[number]) for number, item in enumerate(value))

    def _row(self, value: object, place: marks.Place) -> Row:
        if not isinstance(value, dict):
            self._wrong(place, "这里应是“名称: 值”的映射")
            return Row(self._source(place), {})
        leaves = list(self._leaves(value, place))
        return Row(
            self._source(place),
            {name: text for name, text, _ in leaves if text},
            {name: self._source(where) for name, _, where in leaves},
        )

    def _leaves(self, value: Mapping[str, object], place: marks.Place) -> Iterator[tuple[str, str, marks.Place]]:
        """Column, text and place of each cell; a mapping `attrs:` gives a cell for each of its keys."""
        for key, item in value.items():
            where = place.parts[key]
            if key == "attrs" and isinstance(item, dict):
                yield from self._leaves(item, where)
            else:
                yield self.columns.get(key, key), self._text(item, where), where

    def _text(self, value: object, place: marks.Place) -> str:
        if isinstance(value, list):
            return JOIN.join(self._text(item, place.parts[number]) for number, item in enumerate(value))
        if isinstance(value, dict):
            self._wrong(place, "这里应是一个值或一列值")
            return ""
        return "" if value is None else _written(value).strip()

    def _source(self, place: marks.Place) -> Source:
        return Source(self.file, place.line, place.column)

    def _wrong(self, place: marks.Place, message: str) -> None:
        self.problems.append(Problem(self._source(place), "F105", message))
