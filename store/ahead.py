"""The write-ahead log (预写日志) as the file that it is: its name, its beginning, and what its pages measure.

Layout as https://sqlite.org/fileformat2.html#walformat says: a header, then frames, each a head and a page.
"""

from pathlib import Path
from typing import BinaryIO

HEADER, FRAME = 32, 24
"""Bytes before the first frame, and before the page in each."""
SALTS = slice(16, 24)
"""Where the header says which log this is: SQLite chooses these bytes anew whenever it begins the log anew."""
_WIDEST = 65_536


def log_of(file: Path) -> Path:
    """Where the log of a database file lies."""
    return file.with_name(f"{file.name}-wal")


def header_in(log: BinaryIO) -> bytes:
    """What an opened log begins with; nothing when it has not begun."""
    found = log.read(HEADER)
    return found if len(found) == HEADER else b""


def page_size(header: bytes) -> int:
    """How many bytes a page has."""
    return as_page_size(header[8:12])


def as_page_size(told: bytes) -> int:
    """A page size as SQLite writes it, in a log or a database file; 1 stands for what two bytes cannot hold."""
    size = int.from_bytes(told)
    return _WIDEST if size == 1 else size
