"""预留 reserve: a file that holds 64 MiB of the disk for the day on which it is full.

On that day it is given up, so that what was begun can be ended, the console can be read and somebody can tidy; it is
laid anew at night when there is room again.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from duban.settings import Settings

SIZE = 64 * 1024**2
ROOM = 16 * SIZE
"""Bytes that must be free for the reserve to be laid: it must not be what fills the disk."""


def file_of(settings: Settings) -> Path:
    """Where the reserve lies: beside the database file, or beside the evidence where the database is a server."""
    beside = settings.database_file or settings.evidence_folder
    return beside.absolute().with_name("duban.reserve")


def is_kept(settings: Settings) -> bool:
    """Whether the reserve is in place, whole."""
    file = file_of(settings)
    return file.is_file() and file.stat().st_blocks * 512 >= SIZE


def lay(settings: Settings) -> bool:
    """Lay the reserve if it is not there and there is room; say whether it is in place."""
    file = file_of(settings)
    if not is_kept(settings) and file.parent.is_dir() and shutil.disk_usage(file.parent).free >= ROOM:
        with suppress(OSError), file.open("wb") as reserved:
            os.posix_fallocate(reserved.fileno(), 0, SIZE)
    return is_kept(settings)


def give_up(settings: Settings) -> bool:
    """Give the reserve back to the disk; say whether there was one."""
    file = file_of(settings)
    if not file.is_file():
        return False
    file.unlink(missing_ok=True)
    return True
