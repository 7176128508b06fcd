"""折行：texts copied from pages of fixed width break their sentences; here they are put together again.

A text is wrapped when many of its lines are as long as the longest and end without a stop.  A full line that
ends so goes on in the next, unless that begins with a number or a label.  The break stays inside the text.
"""

import re
from collections import Counter
from collections.abc import Sequence

from documents.enumerators import read_enumerator
from documents.layout import Line
from grammar.charge import charge_line

STOPPED = re.compile(r"[。；;：:！!？?）)】”]$")
NARROW, WIDE = 30, 120  # half-widths between which a page breaks its lines
SLACK = 4  # half-widths by which a full line may fall short: a stop is never put first on the next
SHARE = 0.3  # of the lines that must be full and unstopped in a wrapped text
FEWEST = 4  # lines below which nothing can be said


def unwrapped(text: str, lines: Sequence[Line], plain: Sequence[str]) -> list[Line]:
    """The lines with broken sentences joined; `plain` are their simplified spellings."""
    by_sight = [sum(2 if sign > "\u2e80" else 1 for sign in line.text) for line in lines]
    by_count = [2 * len(line.text) for line in lines]
    (_, full), widths = max(
        ((_page(lines, widths), widths) for widths in (by_sight, by_count)), key=lambda page: page[0]
    )
    if not full:
        return list(lines)
    joined: list[Line] = []
    open_ended = False
    for line, spelling, width in zip(lines, plain, widths, strict=True):
        if open_ended and not read_enumerator(spelling) and not charge_line(line.text):
            start = joined.pop().start
            joined.append(Line(text[start : line.end], start, line.end))
        else:
            joined.append(line)
        open_ended = width >= full - SLACK and not STOPPED.search(line.text)
    return joined


def _page(lines: Sequence[Line], widths: Sequence[int]) -> tuple[int, int]:
    """How many lines are full and unstopped, and the width of the page; zeros when the text is not wrapped."""
    broken = Counter(w for w, line in zip(widths, lines, strict=True) if not STOPPED.search(line.text))
    likely = [width for width in broken if NARROW <= width <= WIDE]
    if len(lines) < FEWEST or not likely:
        return 0, 0
    count, full = max((sum(broken[w] for w in range(width - SLACK, width + 1)), width) for width in likely)
    longer = sum(width > full for width in widths)
    wrapped = count >= max(FEWEST, SHARE * len(lines)) and longer <= SHARE * count
    return (count, full) if wrapped else (0, 0)
