"""来源文件：the text of any file that a pack may cite, for the comparison of quotes."""

from pathlib import Path

from engine.source import Refused


def source_text(path: Path) -> str | None:
    """The text of a source document in any format we read; None when it cannot be read."""
    from documents.read import read

    try:
        return read(path).text
    except Refused:
        return None
