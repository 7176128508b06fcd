"""Seals on pages (页封): whether a byte of the SQLite file changed that nobody wrote.

Whatever is written goes through the write-ahead log first.  So of a file whose pages were digested when the log was
begun, every page that the log does not name must still be as it was — tables of state, indexes and the space between
rows alike.  The digests lie beside the file.  When SQLite has begun the log anew meanwhile nobody can tell what was
written, and the pages are sealed afresh.  Nothing is locked: what a checkpoint moves while we read, the log names.

The database is opened once and never closed: closing it would let go of every lock that SQLite holds in this process.
"""

import os
import zlib
from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, TypeAlias

from sqlalchemy import Engine

from store.ahead import FRAME, SALTS, as_page_size, header_in, log_of, page_size

Digests: TypeAlias = "array[int]"
NARROWEST = 512  # bytes of a page
PATIENCE = 1000
"""Milliseconds to wait for readers of old pages before the log is begun anew; nobody writes meanwhile."""


@dataclass(frozen=True)
class Log:
    """A write-ahead log: the mark by which SQLite knows one from the next, and the pages written since it began."""

    salts: bytes
    written: frozenset[int]


def kept_beside(file: Path) -> Path:
    """Where the digests of a file's pages lie."""
    return file.with_name(f"{file.name}.pages")


def changed(file: Path) -> list[int] | None:
    """The pages, counted from 1, that changed though nobody wrote them; None when that cannot be told."""
    known = _kept(file)
    if known is None:
        return None
    salts, before = known
    now = _digests(file)
    log = _log(file)  # read after the pages: whatever was moved into them meanwhile is named here
    if log is None or log.salts != salts:
        return None
    differ = [page for page, (was, is_) in enumerate(zip(before, now, strict=False), 1) if was != is_]
    lost = range(len(now) + 1, len(before) + 1)
    return [page for page in (*differ, *lost) if page not in log.written]


def begin_log(database: Engine) -> bool:
    """Have the log moved into the file, so that the next words begin it anew; False when somebody reads old pages."""
    with closing(database.raw_connection()) as held:
        driver = held.driver_connection
        assert driver is not None
        waits = driver.execute("PRAGMA busy_timeout").fetchone()[0]
        driver.execute(f"PRAGMA busy_timeout={PATIENCE}")
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        driver.execute(f"PRAGMA busy_timeout={waits}")
        return not busy


def seal(file: Path) -> bool:
    """Keep a digest of every page; False when the log is not begun or was begun anew meanwhile, or the disk is full."""
    log = _log(file)
    digests = _digests(file)
    after = _log(file)
    if log is None or after is None or after.salts != log.salts:
        return False
    draft = kept_beside(file).with_suffix(".draft")
    try:
        draft.write_bytes(log.salts + digests.tobytes())
        draft.replace(kept_beside(file))
    except OSError:
        return False
    return True


def _kept(file: Path) -> tuple[bytes, Digests] | None:
    place = kept_beside(file)
    if not place.is_file():
        return None
    told, digests = place.read_bytes(), array("I")
    size = SALTS.stop - SALTS.start
    if len(told) < size or (len(told) - size) % digests.itemsize:
        return None
    digests.frombytes(told[size:])
    return told[:size], digests


def _digests(file: Path) -> Digests:
    """A digest of every page; no change of up to four bytes side by side leaves it as it was."""
    told = file.stat()
    place = _opened(file, told.st_dev, told.st_ino)
    size = max(as_page_size(os.pread(place, 2, 16)), NARROWEST)  # the header may be what was torn
    pages = (os.pread(place, size, at) for at in range(0, told.st_size, size))
    return array("I", map(zlib.crc32, pages))


@cache
def _opened(file: Path, _device: int, _inode: int) -> int:
    return os.open(file, os.O_RDONLY | os.O_CLOEXEC)


def _log(file: Path) -> Log | None:
    """The log of a file as it is now; None when nothing was written since it was last emptied."""
    place = log_of(file)
    if not place.is_file():
        return None
    with place.open("rb") as log:
        header = header_in(log)
        return Log(header[SALTS], frozenset(_frames(log, page_size(header), header[SALTS]))) if header else None


def _frames(log: BinaryIO, size: int, salts: bytes) -> Iterator[int]:
    """The page of each frame of this log; those of an older log lie behind them."""
    while len(frame := log.read(FRAME)) == FRAME and frame[8:16] == salts:
        yield int.from_bytes(frame[:4])
        log.seek(size, os.SEEK_CUR)
