"""读文件：any file an office sends → a `Document` with its heading, clauses and charges, or a refusal that helps.

`documents.formats` finds the reader, `layout` is what every reader makes, `heading` and `clauses` read that.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from documents.clauses import read_clauses
from documents.formats import layout_of
from documents.heading import read_heading
from documents.layout import Layout
from documents.running import separate_items
from documents.script import script_of
from documents.tables import read_columns
from documents.wrapped import unwrapped
from engine.nouns.document import Document
from engine.source import Refused
from grammar.fold import to_simplified

LIMIT = 50 * 1024 * 1024  # bytes


def read(path: Path, encoding: str | None = None) -> Document:
    """Read a document; every clause's text is `document.text[start:end]`.

    Raises `Refused` D1xx when the file cannot be read, saying why and what to do.
    """
    content = _content(Path(path))
    layout = layout_of(content, Path(path), encoding)
    if not layout.text.strip():
        raise _without_words(path)
    return document_of(layout, Path(path), hashlib.sha256(content).hexdigest())


def document_of(layout: Layout, path: Path, sha256: str) -> Document:
    """The document that a layout holds."""
    plain = to_simplified(layout.text)
    tables = [(table, columns) for table in layout.tables if (columns := read_columns(table))]
    printed = list(layout.lines(without=[table for table, _ in tables]))
    printed = unwrapped(layout.text, printed, [plain[line.start : line.end] for line in printed])
    lines = [item for line in printed for item in separate_items(layout.text, line, plain[line.start : line.end])]
    spelled = [plain[line.start : line.end] for line in lines]
    heading = read_heading(lines, spelled)
    kept = [n for n in range(len(lines)) if n not in heading.furniture]
    clauses = read_clauses(layout, [lines[n] for n in kept], [spelled[n] for n in kept], tables)
    return Document(
        file=str(path),
        sha256=sha256,
        text=layout.text,
        title=layout.title or heading.title,
        doc_number=heading.doc_number,
        issuer=heading.issuer,
        issued_on=heading.issued_on,
        script=script_of(layout.text, plain),
        clauses=tuple(replace(clause, anchor=layout.anchor_at(clause.start)) for clause in clauses),
    )


def _content(path: Path) -> bytes:
    if not path.exists():
        raise Refused("D101", f"{path}：没有这个文件；请检查路径")
    if path.is_dir():
        raise Refused("D102", f"{path}：这是一个文件夹；请指定其中的一个文件")
    size = path.stat().st_size
    if size > LIMIT:
        raise Refused("D103", f"{path}：文件有 {size // 1024 // 1024} MB，超过 50 MB；请拆分或只保留正文后重试")
    content = path.read_bytes()
    if not content.strip():
        raise _without_words(path)
    return content


def _without_words(path: Path) -> Refused:
    return Refused(
        "D104", f"{path}：文件里没有文字，是空白的，或只有图片；扫描件请先做文字识别（OCR），或索取文字版后重试"
    )
