"""Durable (落盘): what is on disk is there after a power cut."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Have a file's bytes, or the names in a folder, survive a power cut."""
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
