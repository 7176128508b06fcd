"""字库 coverage: which characters a font file can show, read from its `cmap` table.

A paper with an empty box in place of a person's name must not leave the house, and typst prints one silently.  So the
characters of a paper are held against those of the fonts.  Formats 4 and 12 are all that fonts of today carry.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from struct import error as struct_error
from struct import iter_unpack, unpack_from


@lru_cache(maxsize=64)
def characters_of(file: Path, index: int = 0) -> frozenset[int]:
    """The code points that the font `index` of a file maps to a glyph; none when the file is not understood."""
    font = file.read_bytes()
    try:
        start = unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
        return frozenset(char for first, last in _ranges(font, start) for char in range(first, last + 1))
    except (struct_error, StopIteration):
        return frozenset()


def _ranges(font: bytes, start: int) -> Iterator[tuple[int, int]]:
    """The ranges of characters that a font has glyphs for, each with its first and its last."""
    tables = unpack_from(">H", font, start + 4)[0]
    records = (unpack_from(">4sIII", font, start + 12 + 16 * place) for place in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    count = unpack_from(">H", font, cmap + 2)[0]
    maps = [cmap + unpack_from(">I", font, cmap + 8 + 8 * place)[0] for place in range(count)]
    kinds = {unpack_from(">H", font, place)[0]: place for place in maps}
    kind = next(kind for kind in (12, 4) if kind in kinds)
    return _groups(font, kinds[kind]) if kind == 12 else _segments(font, kinds[kind])


def _groups(font: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Format 12: ranges as they are."""
    count = unpack_from(">I", font, place + 12)[0]
    for first, last, _ in iter_unpack(">III", font[place + 16 : place + 16 + 12 * count]):
        yield first, last


def _segments(font: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the basic plane; the one that ends the table shows nothing."""
    half = unpack_from(">H", font, place + 6)[0]
    lasts = unpack_from(f">{half // 2}H", font, place + 14)
    firsts = unpack_from(f">{half // 2}H", font, place + 16 + half)
    for first, last in zip(firsts, lasts, strict=True):
        if first != 0xFFFF:
            yield first, last
