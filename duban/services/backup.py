"""备份与恢复：copy an SQLite database while it is used, check the copy, and put a copy back.

A copy that was never read back is no backup: both ways end with SQLite's own integrity check.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from duban.settings import Settings
from engine.source import Refused

PG_DUMP = "这是 PostgreSQL 数据库；请用 pg_dump 备份、pg_restore 恢复（见 docs/how-to/database.md）"


@dataclass(frozen=True)
class Copied:
    """What a backup or a restoration came to; `before` is where the database that was replaced now lies."""

    file: str
    size: int
    before: str | None = None


def backup(settings: Settings, to: Path) -> Copied:
    """Copy the database to `to` without stopping anybody, and check the copy.

    Raises Refused X301 for PostgreSQL, X302 when there is nothing to copy, X303 when `to` is already there.
    """
    source = _file(settings)
    if not source.is_file():
        raise Refused("X302", f"找不到数据库文件 {source}；请检查设置，或先运行 duban init")
    if to.exists():
        raise Refused("X303", f"{to} 已经存在，备份不覆盖旧文件；请换一个文件名")
    if not to.parent.is_dir():
        raise Refused("X304", f"文件夹 {to.parent} 不存在；请先建好")
    _copy(source, to)
    _check(to)
    return Copied(str(to), to.stat().st_size)


def restore(settings: Settings, file: Path, *, now: datetime) -> Copied:
    """Put the copy `file` in the place of the database, which is kept beside it under a new name.

    Raises Refused X301 for PostgreSQL, X305 when `file` is no sound duban database, X306 when it is not there.
    """
    target = _file(settings)
    if not file.is_file():
        raise Refused("X306", f"找不到备份文件 {file}；请检查路径")
    _check(file)
    fresh = target.with_name(f"{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    _copy(file, fresh)
    before = _set_aside(target, now)
    fresh.replace(target)
    return Copied(str(target), target.stat().st_size, before)


def _file(settings: Settings) -> Path:
    address = make_url(settings.database_url)
    if address.get_backend_name() != "sqlite":
        raise Refused("X301", PG_DUMP)
    return Path(address.database or "")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _check(file: Path) -> None:
    """Make sure that `file` is whole and ours."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'obligation'").fetchone() is not None
    except sqlite3.DatabaseError:
        sound = ours = False
    if not (sound and ours):
        raise Refused("X305", f"{file} 不是完好的督办数据库，没有改动任何内容；请换一份备份")


def _set_aside(target: Path, now: datetime) -> str | None:
    """Move the present database and its log out of the way; say where it went."""
    if not target.is_file():
        return None
    kept = target.with_name(f"{target.name}.{now:%Y%m%d-%H%M%S}")
    _copy(target, kept)  # takes in what still stands in the write-ahead log
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return str(kept)
