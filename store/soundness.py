"""Whether a database can be trusted (完好): on a disk that locks truly, with every page and reference in place."""

from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

MOUNTS = Path("/proc/mounts")
# SQLite's locks do not hold across machines, and a frozen daemon that wakes there writes over its successor
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs", "lustre")


def network_disk(folder: Path) -> str | None:
    """The kind of network disk on which a folder lies, or None when it lies on this machine."""
    mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.is_file() else ""
    kind = disk_kind(PurePosixPath(folder.resolve().as_posix()), mounts)
    return kind if kind in NETWORK else None


def disk_kind(folder: PurePosixPath, mounts: str) -> str:
    """The kind of the disk mounted nearest above a folder, from the lines of /proc/mounts; "" when unknown."""
    lines = (line.split() for line in mounts.splitlines())
    disks = [(words[1].replace("\\040", " "), words[2]) for words in lines if len(words) > 2]
    above = [(len(point), place, kind) for place, (point, kind) in enumerate(disks) if folder.is_relative_to(point)]
    return max(above, default=(0, 0, ""))[2]  # of two on one point the later hides the earlier


def faults(database: Engine, *, thorough: bool = False) -> list[str]:
    """What SQLite finds wrong with its file, in its own words: quickly at the start, thoroughly once a week.

    PostgreSQL checks its pages by itself; there it is always empty.
    """
    if database.dialect.name != "sqlite":
        return []
    try:
        return _told(database, thorough=thorough)
    except DatabaseError as error:  # so torn that SQLite cannot even look
        return [str(error.orig)]


def _told(database: Engine, *, thorough: bool) -> list[str]:
    check = "integrity_check" if thorough else "quick_check"
    with database.connect() as connection:
        pages = [str(found) for found in connection.scalars(text(f"PRAGMA {check}")) if found != "ok"]
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all() if thorough else []
    return pages + [f"{row[0]} 第 {row[1]} 行指向不存在的 {row[2]}" for row in dangling]
