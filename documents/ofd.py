"""OFD 版式文件（GB/T 33190）：text objects and rules of each page → pages → layout.

Places are in millimetres in the file and in points here, so that one reading of pages serves pdf as well.
"""

import posixpath
import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from documents.archive import DAMAGE, Archive, Element
from documents.layout import Layout
from documents.pages.compose import compose, scanned
from documents.pages.ink import Box, Page, Sign
from engine.source import Refused

POINTS = 72 / 25.4
"""Points in a millimetre."""
ASCENT = 0.88
"""How much of a sign stands above its base line."""
PATH = re.compile(r"([MLCBAQSV])|(-?\d+(?:\.\d+)?(?:e-?\d+)?)", re.I)
FEWEST_SIGNS = 8


class Frame(NamedTuple):
    """Where an object stands: its corner, and how its own millimetres are stretched."""

    x: float
    y: float
    scale_x: float = 1.0
    scale_y: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A place of the object's own on the page, in points."""
        return (
            (self.x + self.shift_x + x * self.scale_x) * POINTS,
            (self.y + self.shift_y + y * self.scale_y) * POINTS,
        )


def read_ofd(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """An OFD document, page after page.

    Raises `Refused` D109 when it is damaged, D111 when it holds pictures of pages and no text.
    """
    del encoding  # an ofd is UTF-8
    try:
        pages = list(_pages(Archive(content, path)))
    except DAMAGE as error:
        raise Refused("D109", f"{path}：OFD 文件不完整或已损坏；请重新导出或重新下载后重试") from error
    if sum(len(page.signs) for page in pages) < FEWEST_SIGNS:
        raise scanned(path)
    return compose(pages)


def _pages(archive: Archive) -> Iterator[Page]:
    for root in _all(archive.xml("OFD.xml"), "DocRoot"):
        name = (root.text or "").strip().lstrip("/")
        document = archive.xml(name)
        size = next(iter(_all(document, "PhysicalBox")), None)
        width, height = _numbers(size.text if size is not None else "0 0 210 297")[2:4]
        templates = {t.get("ID", ""): _beside(name, t.get("BaseLoc", "")) for t in _all(document, "TemplatePage")}
        for place in (page.get("BaseLoc", "") for page in _all(document, "Page")):
            sheet = archive.xml(_beside(name, place))
            layers = [archive.xml(templates[t.get("TemplateID", "")]) for t in _all(sheet, "Template")]
            yield _page(width * POINTS, height * POINTS, [*layers, sheet])


def _page(width: float, height: float, sheets: list[Element]) -> Page:
    signs = tuple(sign for sheet in sheets for text in _all(sheet, "TextObject") for sign in _signs(text))
    edges = [edge for sheet in sheets for rule in _all(sheet, "PathObject") for edge in _edges(rule)]
    return Page(width, height, signs, tuple(_grids(edges)))


def _all(element: Element, name: str) -> list[Element]:
    """The elements of that name, whatever prefix the writer gave the namespace."""
    return list(element.iter(f"{{*}}{name}"))


def _beside(name: str, place: str) -> str:
    """The part that a relative place names, seen from another part."""
    return place.lstrip("/") if place.startswith("/") else posixpath.normpath(f"{posixpath.dirname(name)}/{place}")


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in (text or "").split()]


def _frame(element: Element) -> Frame:
    x, y, *_ = _numbers(element.get("Boundary", "0 0 0 0"))
    matrix = _numbers(element.get("CTM"))
    if len(matrix) != 6 or not matrix[0]:
        return Frame(x, y)
    return Frame(x, y, matrix[0], matrix[3] or matrix[0], matrix[4], matrix[5])


def _signs(element: Element) -> Iterator[Sign]:
    """The signs of a text object, each where its advance puts it."""
    frame, size = _frame(element), float(element.get("Size", "0") or 0)
    for code in _all(element, "TextCode"):
        text = (code.text or "").strip("\n\r")
        across = _advances(code.get("DeltaX"), len(text), size if not code.get("DeltaY") else 0)
        down = _advances(code.get("DeltaY"), len(text), 0)
        start = float(code.get("X", "0")), float(code.get("Y", "0"))
        height = size * abs(frame.scale_y) * POINTS
        for place, (sign, dx, dy) in enumerate(zip(text, across, down, strict=True)):
            left, base = frame.place(start[0] + dx, start[1] + dy)
            step = (across[place + 1] - dx) * frame.scale_x * POINTS if place + 1 < len(text) else height / 2
            if sign.strip():  # as wide as its advance, but never wider than the print is high
                right = left + min(max(step, height / 2), height)
                yield Sign(sign, Box(left, base - ASCENT * height, right, base + (1 - ASCENT) * height))


def _advances(deltas: str | None, count: int, usual: float) -> list[float]:
    """How far each sign stands from the first: "g 3 5.5" says 5.5 three times; what is missing is as usual."""
    steps: list[float] = []
    words = iter((deltas or "").split())
    for word in words:
        if word == "g":
            times, step = min(int(next(words, "0")), count), float(next(words, "0"))
            steps += [step] * times
        else:
            steps.append(float(word))
    steps = [*steps[: count - 1], *[steps[-1] if steps else usual] * (count - 1 - len(steps))]
    return [0.0, *accumulate(steps)][: max(count, 0)]


def _edges(element: Element) -> Iterator[dict[str, Any]]:
    """The upright and level strokes of a path."""
    frame = _frame(element)
    data = next(iter(_all(element, "AbbreviatedData")), None)
    points: list[tuple[float, float]] = []
    numbers: list[float] = []
    for command, number in PATH.findall((data.text or "") if data is not None else ""):
        if command:
            numbers = []
        else:
            numbers.append(float(number))
            if len(numbers) == 2:
                points.append(frame.place(*numbers))
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x0 - x1) < 1 or abs(y0 - y1) < 1:
            yield _edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _edge(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    upright = right - left < bottom - top
    return {
        "x0": left,
        "x1": left if upright else right,
        "top": top,
        "bottom": bottom if upright else top,
        "width": 0 if upright else right - left,
        "height": bottom - top if upright else 0,
        "orientation": "v" if upright else "h",
        "object_type": "line",
    }


def _grids(edges: list[dict[str, Any]]) -> Iterator[tuple[Box, ...]]:
    """The cells that strokes draw, table by table."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    if len(edges) < 4:
        return
    joined = merge_edges(edges, snap_x_tolerance=3, snap_y_tolerance=3, join_x_tolerance=3, join_y_tolerance=3)
    cells = intersections_to_cells(edges_to_intersections(joined, 3, 3))
    for table in cells_to_tables(cells):
        if len(table) > 1:
            yield tuple(Box(*cell) for cell in table)
