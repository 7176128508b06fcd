"""A copy that follows (随行副本): a whole copy of a SQLite file, and beside it what was committed since.

What SQLite writes goes to the end of its write-ahead log first.  So a copy needs the file once, and then only the
frames that were added to that log, up to the last that ends a transaction; SQLite itself puts both together again.
Once the log begins anew — its header tells — a new whole copy is made: whatever it missed is in the file by then.

Frames are counted over before they are kept: a commit that is half on the disk waits for the next turn.  The log may
be read like any file, where opening and closing the database's own would let go of every lock this process holds.
"""

import os
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from engine.source import Refused
from store.ahead import FRAME, HEADER, SALTS, header_in, log_of, page_size
from store.copying import copy_out
from store.durable import sync

FRAMES_AT_ONCE = 1000
COPY, LOG = "duban.db", "duban.db-wal"
KEPT = 2  # whole copies
TRIES = 5
MASK = 0xFFFFFFFF
Words: TypeAlias = NDArray[np.uint32]
Sums: TypeAlias = tuple[int, int]
Turn: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True)
class Followed:
    """What a turn came to: bytes written, and whether a new whole copy had to be made."""

    written: int
    anew: bool


def follow(database: Engine, folder: Path) -> Followed:
    """Bring the copy in `folder` up to the last transaction that was committed.

    Raises Refused S140 when another process is at it.
    """
    source = Path(str(database.url.database))
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        latest = next(copies(folder), None)
        if latest is not None and _goes_on(source, latest):
            written = _add(log_of(source), latest / LOG)
            if _goes_on(source, latest):
                return Followed(written, anew=False)
        return Followed(_begin(database, source, folder), anew=True)


def copies(folder: Path) -> Iterator[Path]:
    """The whole copies with their logs, the latest first."""
    yield from sorted((each for each in folder.glob("[0-9]*[0-9]") if each.is_dir()), reverse=True)


def put_together(copy: Path, target: Path) -> None:
    """Make one database file out of a whole copy and its log, which stay as they are."""
    shutil.copyfile(copy / COPY, target)
    log = log_of(target)
    log.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        shutil.copyfile(copy / LOG, log)
    with closing(sqlite3.connect(target)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(target)


def _goes_on(source: Path, copy: Path) -> bool:
    """Whether the log is still the one that the copy has the beginning of; without any, whether nothing was written."""
    log, kept = _header(log_of(source)), _header(copy / LOG)
    return log == kept and (bool(log) or (copy / COPY).stat().st_mtime_ns == source.stat().st_mtime_ns)


def _begin(database: Engine, source: Path, folder: Path) -> int:
    """Make a whole copy, which gets its name when it and its log are whole; the oldest then go."""
    for left in folder.glob("*.part"):
        shutil.rmtree(left)
    latest = next(copies(folder), None)
    name = f"{int(latest.name) + 1 if latest is not None else 1:06}"
    draft = folder / f"{name}.part"
    for _ in range(TRIES):
        draft.mkdir()
        header, written_at = _header(log_of(source)), source.stat().st_mtime_ns
        copy_out(database, draft / COPY)
        _add(log_of(source), draft / LOG)
        is_same = _header(log_of(source)) == _header(draft / LOG) == header
        if is_same and (header or source.stat().st_mtime_ns == written_at):
            break
        shutil.rmtree(draft)  # the log began anew meanwhile: what came between is in neither
    else:
        raise Refused("S141", "数据库写得太忙，随行副本这一次没有做成；请稍后再试，守护进程也会再试")
    os.utime(draft / COPY, ns=(written_at, written_at))
    size = sum(each.stat().st_size for each in draft.iterdir())
    for path in (*draft.iterdir(), draft):
        sync(path)
    draft.rename(folder / name)
    sync(folder)
    for old in list(copies(folder))[KEPT:]:
        shutil.rmtree(old)
    return size


def _add(log: Path, kept: Path) -> int:
    """Add to the kept log what was committed since; say how many bytes."""
    header = _header(log)
    if not header:
        return 0
    with log.open("rb") as source, kept.open("r+b" if kept.exists() else "w+b") as target:
        end = target.seek(0, os.SEEK_END)
        if not end:
            target.write(header)
            end = HEADER
        for frames in _committed(source.fileno(), header, end, _sums_before(target.fileno(), header, end)):
            target.write(frames)
        target.flush()
        os.fsync(target.fileno())
        return target.tell() - end


def _committed(log: int, header: bytes, start: int, sums: Sums) -> Iterator[bytes]:
    """The frames from `start` on that count out, up to the last that ends a transaction."""
    size = FRAME + page_size(header)
    held = b""
    while raw := os.pread(log, FRAMES_AT_ONCE * size, start + len(held)):
        frames = np.frombuffer(raw[: len(raw) - len(raw) % size], dtype=np.uint8).reshape(-1, size)
        sound, sums = _sound(frames, header, sums)
        heads = frames[:sound, 4:8].copy().view(">u4")[:, 0]
        ends = np.flatnonzero(heads)
        held += raw[: sound * size]
        if len(ends):
            done = len(held) - (sound - 1 - int(ends[-1])) * size
            yield held[:done]
            start, held = start + done, held[done:]
        if sound < FRAMES_AT_ONCE:
            return


def _sound(frames: NDArray[np.uint8], header: bytes, sums: Sums) -> tuple[int, Sums]:
    """How many of the frames belong to this log and count out one after the other, and the sums after the last."""
    order = ">u4" if header[3] & 1 else "<u4"
    counted = np.ascontiguousarray(np.concatenate([frames[:, :8], frames[:, FRAME:]], axis=1))
    words = counted.view(order).astype(np.uint32)
    first, second, turn = _weights(words.shape[1] // 2)
    own = zip(*((words * weights).sum(axis=1, dtype=np.uint32).tolist() for weights in (first, second)), strict=True)
    told = np.ascontiguousarray(frames[:, 16:FRAME]).view(">u4").tolist()
    ours = (frames[:, 8:16] == np.frombuffer(header[SALTS], dtype=np.uint8)).all(axis=1).tolist()
    for place, (one, other) in enumerate(own):
        after = _onward(turn, sums, one, other)
        if not ours[place] or [*after] != told[place]:
            return place, sums
        sums = after
    return len(frames), sums


def _onward(turn: Turn, sums: Sums, first: int, second: int) -> Sums:
    """The sums after a frame whose own are `first` and `second`."""
    a, b, c, d = turn
    return (a * sums[0] + b * sums[1] + first) & MASK, (c * sums[0] + d * sums[1] + second) & MASK


@cache
def _weights(pairs: int) -> tuple[Words, Words, Turn]:
    """What each of so many pairs of words counts in SQLite's two sums, and what comes of the sums before them.

    Word by word they are s0 += x0 + s1; s1 += x1 + s0.  That is linear, so that each word has its own fixed weight.
    """
    first, second = np.zeros(2 * pairs, np.uint32), np.zeros(2 * pairs, np.uint32)
    a, b, c, d = 1, 0, 0, 1  # what the pairs behind make of the sums
    for place in range(2 * pairs - 2, -1, -2):
        first[place], first[place + 1] = (a + b) & MASK, b
        second[place], second[place + 1] = (c + d) & MASK, d
        a, b, c, d = (each & MASK for each in (a + b, a + 2 * b, c + d, c + 2 * d))
    return first, second, (a, b, c, d)


def _sums_before(kept: int, header: bytes, end: int) -> Sums:
    """The sums with which the frame at `end` begins: those of the frame before, or of the header."""
    place = 24 if end == HEADER else end - page_size(header) - 8
    return struct.unpack(">2I", os.pread(kept, 8, place) if end > HEADER else header[place:])


def _header(log: Path) -> bytes:
    """What a log begins with; nothing when there is none, or none yet."""
    try:
        with log.open("rb") as opened:
            return header_in(opened)
    except FileNotFoundError:
        return b""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a", encoding="utf-8") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise Refused("S140", f"另一个进程正在更新 {folder} 里的随行副本；请稍后再试") from None
        yield
