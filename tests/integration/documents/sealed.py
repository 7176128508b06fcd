"""Plans set as OFD (GB/T 33190), as an office's seal station would: signs with their places, rules as paths."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE, LEADING, LEFT, TOP, ACROSS, DOWN = 5.6, 10.0, 28.0, 37.0, 28, 22
"""Print of five and a half millimetres, twenty-eight signs across and twenty-two lines down, as GB/T 9704 asks."""


def text(x: float, y: float, printed: str, size: float = SIZE) -> str:
    """A text object whose signs stand one beside the other."""
    deltas = f'DeltaX="g {len(printed) - 1} {size}"' if len(printed) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} {len(printed) * size} {size}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{0.88 * size}" {deltas}>{escape(printed)}</ofd:TextCode></ofd:TextObject>'
    )


def rule(x: float, y: float, across: float, down: float) -> str:
    """A stroke."""
    return (
        f'<ofd:PathObject Boundary="{x} {y} {across} {down}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {across} {down}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def wrapped(paragraphs: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with the signs they are indented by: two at the head of a paragraph."""
    for paragraph in paragraphs:
        yield 2, paragraph[: ACROSS - 2]
        for start in range(ACROSS - 2, len(paragraph), ACROSS):
            yield 0, paragraph[start : start + ACROSS]


def pages(paragraphs: Sequence[str]) -> list[str]:
    """The contents of each page, with its number at the foot."""
    lines = list(wrapped(paragraphs))
    sheets = [lines[start : start + DOWN] for start in range(0, len(lines), DOWN)]
    return [
        "".join(text(LEFT + indent * SIZE, TOP + LEADING * row, line) for row, (indent, line) in enumerate(sheet))
        + text(100, 280, f"-{number}-")
        for number, sheet in enumerate(sheets, start=1)
    ]


def table(rows: Sequence[Sequence[str]], lefts: Sequence[float], top: float = 60) -> str:
    """A ruled table; `lefts` are where its columns begin, and where the last one ends."""
    height = LEADING * len(rows)
    strokes = [rule(x, top, 0, height) for x in lefts]
    strokes += [rule(lefts[0], top + LEADING * n, lefts[-1] - lefts[0], 0) for n in range(len(rows) + 1)]
    cells = [
        text(left + 1, top + LEADING * n + 2, cell, 4)
        for n, row in enumerate(rows)
        for left, cell in zip(lefts, row, strict=False)
        if cell
    ]
    return "".join(strokes + cells)


def sealed(contents: Sequence[str]) -> bytes:
    """The OFD of some pages."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(
            "OFD.xml",
            f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(contents)))
        area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        area = f"<ofd:CommonData>{area}</ofd:CommonData>"
        parts.writestr("Doc_0/Document.xml", f"<ofd:Document {NS}>{area}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>")
        for n, content in enumerate(contents):
            page = f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"
            parts.writestr(f"Doc_0/Pages/Page_{n}/Content.xml", page)
    return out.getvalue()
