"""备份与恢复：copy a database while it is used, prove the copy, and put a copy where there is nothing.

A copy that was never read back is no backup: it is opened, every page and reference is checked, and its log is
recomputed, before it gets its name.  The bytes of evidence are mirrored beside it, each once.  Restoring overwrites
nothing: a SQLite file is set aside under a new name, a PostgreSQL database must be empty.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from duban.services.setup import opened
from duban.settings import Settings
from engine.source import Refused
from store import events, evidence, jurisdictions
from store.copying import copy_in, copy_out, is_empty
from store.durable import sync
from store.following import COPY, copies, put_together
from store.session import open_database, reading
from store.soundness import faults
from store.vault import Vault

EVIDENCE = "evidence"


@dataclass(frozen=True)
class Copied:
    """What a backup or a restoration came to; `before` is where the database that was replaced now lies."""

    file: str
    size: int
    files: int = 0
    before: str | None = None


def backup(settings: Settings, to: Path) -> Copied:
    """Copy the database to `to` without stopping anybody, with the evidence beside it, and prove the copy.

    Raises Refused X302 when there is nothing to copy, X303 when `to` is already there, X304 when it has no folder,
    X305 when the copy is not sound, S1xx when the disk does not take it.
    """
    source = settings.database_file
    if source is not None and not source.is_file():
        raise Refused("X302", f"找不到数据库文件 {source}；请检查设置，或先建库")
    if to.exists():
        raise Refused("X303", f"{to} 已经存在，备份不覆盖旧文件；请换一个文件名")
    if not to.parent.is_dir():
        raise Refused("X304", f"文件夹 {to.parent} 不存在；请先建好")
    with _drafted(to) as draft:
        with opened(settings) as database:
            copy_out(database, draft)
        prove(draft)
        files = _mirrored(draft, settings.evidence_folder, to.parent / EVIDENCE)
    return Copied(str(to), to.stat().st_size, files)


def restore(settings: Settings, file: Path, *, now: datetime) -> Copied:
    """Put the copy `file` where the settings say that the database is, and its evidence where that is.

    `file` may be the folder of a copy that followed, of which the latest is taken, or of one such copy.  Raises Refused
    X305 when it is no sound copy, X306 when it is not there, X307 when it would overwrite.
    """
    with _proved(file) as whole:
        return _restored(settings, whole, file.parent if (file / COPY).is_file() else whole.parent, now)


def _restored(settings: Settings, file: Path, beside: Path, now: datetime) -> Copied:
    target = settings.database_file
    if target is None:
        return _restored_to_server(settings, file, beside)
    fresh = target.with_name(f"{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    shutil.copyfile(file, fresh)
    sync(fresh)
    before = _set_aside(target, now)
    fresh.replace(target)
    files = _mirrored(target, beside / EVIDENCE, settings.evidence_folder)
    return Copied(str(target), target.stat().st_size, files, before)


def copy_to_look_at(file: Path, to: Path) -> Copied:
    """Put a copy of the backup `file` at `to`, to be looked at; nothing else is touched.

    Raises Refused X303 when `to` is already there, X305 or X306 as `restore` does.
    """
    with _proved(file) as whole:
        if to.exists():
            raise Refused("X303", f"{to} 已经存在，备份不覆盖旧文件；请换一个文件名")
        with _drafted(to) as draft:
            shutil.copyfile(whole, draft)
    return Copied(str(to), to.stat().st_size)


def prove(file: Path) -> dict[str, int]:
    """See that a copy is whole and ours: every page, every reference, every line of every log.

    Answers how many lines each jurisdiction's log has.  Raises Refused X305.
    """
    try:
        copy = open_database(f"sqlite:///{file}")
    except Refused:
        raise _unsound(file) from None
    try:
        lines = {} if faults(copy, thorough=True) else _lines(copy)
    except Refused:  # no such table, a malformed page: whatever it is, it is no copy of ours
        lines = {}
    finally:
        copy.dispose()
    if not lines or -1 in lines.values():
        raise _unsound(file)
    return lines


def _lines(copy: Engine) -> dict[str, int]:
    """How many lines the log of each jurisdiction has, -1 where it is broken."""
    with reading(copy, "") as session:
        places = jurisdictions.known(session)
    found = {}
    for place in places:
        with reading(copy, place) as session:
            found[place] = -1 if events.verify(session) else events.head(session).position
    return found


def _restored_to_server(settings: Settings, file: Path, beside: Path) -> Copied:
    with opened(settings) as database:
        if not is_empty(database):
            raise Refused("X307", "目标数据库里已有内容，恢复不覆盖；请新建一个空库，改好 DUBAN_DATABASE 后再恢复")
        copy_in(file, database)
    files = _mirrored(file, beside / EVIDENCE, settings.evidence_folder)
    return Copied(settings.jurisdiction, file.stat().st_size, files)


@contextmanager
def opened_copy(file: Path) -> Iterator[Engine]:
    """A copy as a database, closed again at the end."""
    database = open_database(f"sqlite:///{file}")
    try:
        yield database
    finally:
        database.dispose()


def _mirrored(copy: Path, source: Path, target: Path) -> int:
    with opened_copy(copy) as database:
        return mirror(database, source, target)


def mirror(database: Engine, source: Path, target: Path) -> int:
    """Copy the files that a database speaks of and that are not at the target yet; say how many there are."""
    from_, to = Vault(source), Vault(target)
    wanted = sorted(set(_files_of(database)))
    for sha256, size in wanted:
        if not to.path(sha256).is_file() and from_.path(sha256).is_file():
            with from_.open(sha256) as content:
                to.put(content, size)
    return len(wanted)


def _files_of(database: Engine) -> Iterator[tuple[str, int]]:
    with reading(database, "") as session:
        places = jurisdictions.known(session)
    for place in places:
        with reading(database, place) as session:
            yield from evidence.files(session)


@contextmanager
def _drafted(to: Path, *, kept: bool = True) -> Iterator[Path]:
    """A file that gets its name when all that was to be done with it is done and it is synced, if it is to be kept."""
    draft = to.with_name(f"{to.name}.part{os.getpid()}")
    try:
        draft.touch()  # where nothing can be written, the system says so by the file's name
        yield draft
        if kept:
            sync(draft)
            draft.replace(to)
            sync(to.parent)
    finally:
        for rest in (draft, *(draft.with_name(draft.name + suffix) for suffix in ("-wal", "-shm", "-journal"))):
            rest.unlink(missing_ok=True)


@contextmanager
def _proved(file: Path) -> Iterator[Path]:
    """The copy as one file that is proved: as it is, or put together out of one that followed."""
    copy = file if (file / COPY).is_file() else next(copies(file), None)
    if file.is_file():
        prove(file)
        yield file
    elif copy is not None:
        with _drafted(file / "whole.db", kept=False) as whole:
            put_together(copy, whole)
            prove(whole)
            yield whole
    else:
        raise Refused("X306", f"找不到备份文件 {file}；请检查路径")


def _unsound(file: Path) -> Refused:
    return Refused("X305", f"{file} 不是完好的督办数据库，没有改动任何内容；请换一份备份")


def _set_aside(target: Path, now: datetime) -> str | None:
    """Keep the present database under a new name, with what still stands in its write-ahead log."""
    if not target.is_file():
        return None
    kept = target.with_name(f"{target.name}.{now:%Y%m%d-%H%M%S}")
    target.replace(kept)
    for suffix in ("-wal", "-shm"):
        log = target.with_name(target.name + suffix)
        if log.exists():
            log.replace(kept.with_name(kept.name + suffix))
    return str(kept)
