"""网页：html → layout.  Paragraphs are block elements; a table keeps its merged cells; chrome is left to `heading`."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from documents.layout import Layout, Writer
from documents.text import decode
from engine.source import Refused

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)  # browsers show what stands after it
SILENT = {"script", "style", "head", "noscript", "template", "svg", "nav", "footer", "button", "select", "form"}
INLINE = {"a", "abbr", "b", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "ins", "label", "mark", "o:p", "q"}
INLINE |= {"s", "small", "span", "st1:chsdate", "strong", "sub", "sup", "u", "var", "wbr"}
TITLE_META = {"articletitle", "title"}
LONGEST = 3_000_000  # signs of one text: libxml2 drops without a word what has more than ten million bytes
MAX_SPAN = 500  # a rowspan beyond this is a mistake of the page


def read_html(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A web page, its encoding as given, as declared, or as guessed.

    Raises `Refused` D103 when one text of it is too long to be read.
    """
    text = decode(content, path, encoding or _declared(content))
    if max(map(len, text.split("<"))) > LONGEST:
        raise Refused("D103", f"{path}：网页里有一段文字超过三百万字；请拆分或只保留正文后重试")
    text = END_OF_PAGE.sub("", XML_DECLARATION.sub("", text))
    writer = Writer()
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return writer.layout()
    line: list[str] = []
    _walk(root, writer, line)
    _flush(writer, line)
    return writer.layout(title=_meta_title(root))


def _declared(content: bytes) -> str | None:
    """The charset a page declares, if it is true; gb2312 means gb18030."""
    match = CHARSET.search(content[:4096])
    if not match:
        return None
    name = match[1].decode("ascii").lower()
    name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
    try:
        content.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return name


def _meta_title(root: "html.HtmlElement") -> str | None:
    """<meta name="ArticleTitle" content="…">, which government sites must carry."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() in TITLE_META and (meta.get("content") or "").strip():
            return str(meta.get("content")).strip()
    return None


def _walk(element: "html.HtmlElement", writer: Writer, line: list[str]) -> None:
    """Write an element: text gathers in `line` until a block begins or ends."""
    tag = element.tag if isinstance(element.tag, str) else "!"
    if tag not in SILENT and tag != "!":
        block = tag not in INLINE
        if block:
            _flush(writer, line)
        if tag == "table" and element.find(".//table") is None:
            _write_table(element, writer)
        else:
            line.append(_one_line(element.text))
            for child in element:
                _walk(child, writer, line)
        if block:
            _flush(writer, line)
    line.append(_one_line(element.tail))


def _flush(writer: Writer, line: list[str]) -> None:
    text = "".join(line).strip()
    line.clear()
    if text:
        writer.paragraph(text)


def _one_line(text: str | None) -> str:
    return re.sub(r"[\r\n\t]+", " ", text or "")


def _write_table(table: "html.HtmlElement", writer: Writer) -> None:
    for caption in table.iter("caption"):
        writer.paragraph(_cell_text(caption))
    grid = _grid(table, writer)
    if grid:
        writer.table(grid)


def _grid(table: "html.HtmlElement", writer: Writer) -> list[list[tuple[str, bool]]]:
    """The full grid of a table: (text, repeats a merged cell)."""
    grid: list[list[tuple[str, bool]]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column → rows still covered, text
    for row in table.iter("tr"):
        cells = _own_cells(row)
        filled: list[tuple[str, bool]] = []
        own = next(cells, None)
        while own is not None or any(column >= len(filled) for column in hanging):
            column = len(filled)
            if column in hanging:
                filled.append((hanging[column][1], True))
                hanging[column] = (hanging[column][0] - 1, hanging[column][1])
                if not hanging[column][0]:
                    del hanging[column]
            elif own is None:
                filled.append(("", False))
            else:
                text, wide, tall = own if writer.has_room(own[1] * own[2]) else (own[0], 1, 1)
                for offset in range(wide):
                    filled.append((text, offset > 0))
                    if tall > 1:
                        hanging[column + offset] = (tall - 1, text)
                own = next(cells, None)
        grid.append(filled)
    return grid


def _own_cells(row: "html.HtmlElement") -> Iterator[tuple[str, int, int]]:
    for cell in row.iterchildren("td", "th"):
        yield _cell_text(cell), _span(cell.get("colspan")), _span(cell.get("rowspan"))


def _span(value: str | None) -> int:
    return min(MAX_SPAN, int(value)) if value and value.strip().isdecimal() and int(value) > 0 else 1


def _cell_text(cell: "html.HtmlElement") -> str:
    """The text of a cell, one line a paragraph."""
    inner = Writer()
    line: list[str] = [_one_line(cell.text)]
    for child in cell:
        _walk(child, inner, line)
    _flush(inner, line)
    return inner.layout().text.strip()
