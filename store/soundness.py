"""Whether a database can be trusted (完好): on a disk that locks truly, with every page and reference in place."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

MOUNTS = Path("/proc/mounts")
# SQLite's locks do not hold across machines, and a frozen daemon that wakes there writes over its successor
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs", "lustre")

WRONG_PAGES = text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
ARCHIVER = text("""
    SELECT current_setting('archive_mode') <> 'off', last_archived_wal, last_failed_wal,
           last_failed_time > coalesce(last_archived_time, '-infinity'), (SELECT count(*) FROM pg_stat_replication)
    FROM pg_stat_archiver
""")


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

    PostgreSQL checks every page that it reads, if it was told to; here it says how many were wrong.
    """
    if database.dialect.name != "sqlite":
        with database.connect() as connection:
            wrong = connection.scalar(WRONG_PAGES)
        return [f"PostgreSQL 有 {wrong} 页与校验不符"] if wrong else []
    try:
        return _told(database, thorough=thorough)
    except DatabaseError as error:  # so torn that SQLite cannot even look
        return [str(error.orig)]


def pages_are_guarded(database: Engine) -> bool:
    """Whether a byte that changes on a page can be noticed: on PostgreSQL only with its checksums."""
    if database.dialect.name == "sqlite":
        return True  # by `store.pages`
    with database.connect() as connection:
        return str(connection.scalar(text("SHOW data_checksums"))) == "on"


@dataclass(frozen=True)
class Archiving:
    """How PostgreSQL carries away what it writes ahead, and whether the last time went well."""

    ok: bool
    says: str


def archiving(database: Engine) -> Archiving | None:
    """Whether PostgreSQL archives what it writes ahead, or another is receiving it; None when neither."""
    with database.connect() as connection:
        is_on, archived, failed, worse, receivers = connection.execute(ARCHIVER).one()
    if is_on and worse:
        return Archiving(ok=False, says=f"{failed} 没有归档成")
    if is_on:
        return Archiving(ok=True, says=f"WAL 归档到 {archived or '（还没有）'}")
    return Archiving(ok=True, says=f"有 {receivers} 个接收方在接收 WAL") if receivers else None


def _told(database: Engine, *, thorough: bool) -> list[str]:
    check = "integrity_check" if thorough else "quick_check"
    with database.connect() as connection:
        pages = [str(found) for found in connection.scalars(text(f"PRAGMA {check}")) if found != "ok"]
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all() if thorough else []
    return pages + [f"{row[0]} 第 {row[1]} 行指向不存在的 {row[2]}" for row in dangling]
