"""The vault (文件库): the bytes of evidence on disk, each file under the digest of what it holds.

A file is written beside its place, synced, and moved there in one step; whoever finds it finds all of it.  The same
bytes are kept once.  Nothing here is ever changed or deleted, and no name that a sender chose becomes a path.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO, Literal

from engine.source import Refused
from store.durable import sync

PIECE = 1024 * 1024  # bytes
INCOMING = "incoming"
READ_ONLY = 0o440

# What an operator can mend; anything else is a bug and crashes.
MENDABLE = {
    errno.ENOSPC: ("S131", "磁盘已满，文件没有收下；请清理磁盘后重试"),
    errno.EDQUOT: ("S131", "磁盘已满，文件没有收下；请清理磁盘后重试"),
    errno.EIO: ("S132", "文件库读写出错，文件没有收下；请检查磁盘后重试"),
    errno.EROFS: ("S133", "文件库是只读的，文件没有收下；请检查文件夹的写权限"),
    errno.EACCES: ("S133", "文件库是只读的，文件没有收下；请检查文件夹的写权限"),
    errno.EPERM: ("S133", "文件库是只读的，文件没有收下；请检查文件夹的写权限"),
}


@dataclass(frozen=True)
class Kept:
    """A file as the vault keeps it; `new` when it was not there before."""

    sha256: str
    size: int
    new: bool


@dataclass(frozen=True)
class Damage:
    """A file that the vault no longer has as it was put there."""

    sha256: str
    why: Literal["missing", "changed"]


class Vault:
    """The folder in which the bytes of evidence lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: BinaryIO, limit: int, look: Callable[[bytes | mmap], object] = len) -> Kept:
        """Keep all that `source` holds, at most `limit` bytes; synced to the disk when this returns.

        `look` is shown the bytes before they get a place; what it raises keeps them out.

        Raises:
            Refused: S130 when there is more than `limit`, S131–S133 when the disk does not take it.
        """
        try:
            return self._put(source, limit, look)
        except OSError as error:
            if error.errno not in MENDABLE:
                raise
            raise Refused(*MENDABLE[error.errno]) from error

    def open(self, sha256: str) -> BinaryIO:
        """The bytes of a file.

        Raises:
            Refused: S134 when it is gone.
        """
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise Refused(
                "S134", f"文件库里没有 {sha256[:12]}…，它曾经登记过；请从备份恢复文件库，再核对一遍"
            ) from None

    def path(self, sha256: str) -> Path:
        """Where a file lies, if it is there."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def damaged(self, files: Iterable[tuple[str, int]]) -> Iterator[Damage]:
        """Of these files, given as (digest, size), those that are missing or hold other bytes; each is read whole."""
        for sha256, size in sorted(set(files)):
            path = self.path(sha256)
            if not path.is_file():
                yield Damage(sha256, "missing")
            elif path.stat().st_size != size or _digest(path) != sha256:
                yield Damage(sha256, "changed")

    def _put(self, source: BinaryIO, limit: int, look: Callable[[bytes | mmap], object]) -> Kept:
        incoming = self.folder / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        draft = incoming / secrets.token_hex(16)
        try:
            digest, size = _write(source, draft, limit)
            _show(draft, size, look)
            return Kept(digest, size, self._place(draft, digest, size))
        finally:
            draft.unlink(missing_ok=True)

    def _place(self, draft: Path, sha256: str, size: int) -> bool:
        """Move a finished file to its place unless sound bytes lie there already; say whether it was moved."""
        place = self.path(sha256)
        if place.is_file() and place.stat().st_size == size and _digest(place) == sha256:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(place)
        for folder in (place.parent, place.parent.parent, self.folder):
            sync(folder)
        return True


def _write(source: BinaryIO, draft: Path, limit: int) -> tuple[str, int]:
    """Copy into a new file, readable only, and sync it; answer the digest and size of what was written."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY), "wb") as target:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > limit:
                raise Refused("S130", f"文件超过 {limit // 1024 // 1024} MB；请压缩图片、拆分文件，或改为填写链接")
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def _show(draft: Path, size: int, look: Callable[[bytes | mmap], object]) -> None:
    """Show the bytes without reading them into memory."""
    if not size:
        look(b"")
        return
    with draft.open("rb") as source, mmap(source.fileno(), 0, access=ACCESS_READ) as content:
        look(content)


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
