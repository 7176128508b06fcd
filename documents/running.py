"""连排：lines that hold several numbered items one after the other, as pages copied from the web do.

    1.……。责任单位：甲局。2.……。责任单位：乙局。   several charges: one line an item
    一、压实责任。（一）……。（二）……。               points of a section in its own line
    ……如下：一、总体要求……二、主要任务（一）……        a whole plan in one line

Points inside a task (一是……二是……, （1）……；（2）……) are left together.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from documents.enumerators import CHINESE, read_enumerator
from documents.layout import Line, stripped
from grammar.charge import find_charges

ITEM = re.compile(r"(?<=[。；;）)\]】])\s*(?=\d{1,2}[.．、](?!\d)|[（(][一二三四五六七八九十]{1,3}[）)])")
BIG = re.compile(f"(?:^|(?<=[。；;：:！）)】\\s]))(?=({CHINESE})、)")
PAREN = re.compile(f"(?=[（(]({CHINESE})[）)])")
LOOSE_ITEM = re.compile(r"(?<![\d.（(])(?=(\d{1,2})[.．、](?!\d))")
TITLE = re.compile(r"[^\s。，,；;：:]{3,24}[\s]+(?=\S)")  # 一、总体要求 坚持……
ORDINALS = [f"{tens}{ones}" for tens in ("", "十", "二十", "三十") for ones in ("", *"一二三四五六七八九")][1:]
ORDER = {numeral: number for number, numeral in enumerate([o for o in ORDINALS if o], start=1)}


def separate_items(text: str, line: Line, plain: str) -> list[Line]:
    """The items of a line as lines of their own; `plain` is its simplified spelling."""
    cuts = sorted({0, *_cuts(plain), len(plain)})
    if len(cuts) < 3:
        return [line]
    pieces = [stripped(text, line.start + a, line.start + b) for a, b in pairwise(cuts)]
    return [piece for piece in pieces if piece.text]


def _cuts(plain: str) -> list[int]:
    sections = _in_order(BIG, plain)
    if len(sections) > 1:
        return [cut for a, b in pairwise([0, *sections, len(plain)]) for cut in (a, *_cuts_of_section(plain, a, b))]
    head = read_enumerator(plain)
    if head and head.kind == "big":
        points = _in_order(PAREN, plain)
        if len(points) > 1:
            return points
    items = [m.end() for m in ITEM.finditer(plain)]
    return items if items and len(find_charges(plain)) > 1 else []


def _cuts_of_section(plain: str, start: int, end: int) -> Iterator[int]:
    """The points, and their items, of a section inside a whole plan in one line."""
    points = [start + cut for cut in _in_order(PAREN, plain[start:end])]
    for a, b in pairwise([start, *points, end]):
        yield a
        title = TITLE.match(plain, a, b)
        items = [a + cut for cut in _in_order(LOOSE_ITEM, plain[a:b], at_least=1)]
        yield from items
        if title and (not items or title.end() < items[0]):
            yield title.end()


def _in_order(pattern: re.Pattern[str], plain: str, at_least: int = 2) -> list[int]:
    """Where the numbers 1, 2, 3 … of a pattern stand, each after the one before, if there are so many."""
    places: list[int] = []
    for match in pattern.finditer(plain):
        number = int(match[1]) if match[1].isdecimal() else ORDER.get(match[1], 0)
        if number == len(places) + 1:
            places.append(match.end())
    return places if len(places) >= at_least else []
