"""Opening the database (库): which ones we speak, how a transaction begins, how the schema is brought up to date.

SQLite runs in WAL mode with synchronous=FULL; writers BEGIN IMMEDIATE, because read-then-write under a plain BEGIN
ends in "database is locked" as soon as two of them meet.  Readers get one consistent snapshot and cannot write.

A `Session` is no ORM's: nothing here maps rows to objects, and one move of a task is over before such a session has
begun.  It holds the driver's connection, and SQLAlchemy's only when somebody composes a statement.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from engine.source import Refused
from store import turns
from store.soundness import network_disk
from store.turns import WAIT_SECONDS

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}",
    "PRAGMA cache_size=-131072",
    "PRAGMA wal_autocheckpoint=8000",  # pages: a sweep touches the same ones again and again
)
# A register fits into memory.  Taken for a disk that seeks, PostgreSQL reads a whole table rather than find a thousand
# rows by its index: of writing a thousand verdicts that was two thirds.
POSTGRES_OPTIONS = "-c random_page_cost=1.1"
MODE = "duban_mode"

# What an operator can mend, by the words of the driver; anything else is a bug and crashes.
MENDABLE = (
    (r"database is locked", "S110", "数据库正被另一个进程占用；请稍后再试"),
    (r"disk is full|No space left on device", "S111", "磁盘已满，本次操作未写入任何内容；请清理磁盘后重试"),
    ("disk I/O error|Input/output error", "S112", "磁盘读写出错，本次操作未写入任何内容；请检查磁盘后重试"),
    (
        "attempt to write a readonly database|unable to open database file",
        "S113",
        "数据库是只读的；请检查数据库文件及所在文件夹的写权限",
    ),
    ("malformed", "S114", "数据库已损坏；请停止使用并从最近的备份恢复"),
    (r'no such table|relation "\w+" does not exist', "S115", "数据库尚未初始化；请管理员先建库"),
    (
        r"connection failed|connection to server|the database system is|connection timeout expired",
        "S117",
        "数据库服务器没有应答，本次操作未写入任何内容；请查看服务器是否已启动、日志里怎么说，恢复后重试",
    ),
)


def open_database(url: str) -> Engine:
    """Open `sqlite:///path` or `postgresql+psycopg://…` and make sure that it answers.

    Raises:
        Refused: S101 another kind of URL, S102 no such folder, S103 not a database file, S104 server out of reach,
            S105 on a network disk.
    """
    address = _address(url)
    if address.drivername == "sqlite":
        database = _open_sqlite(address)
    else:
        asked = {"connect_timeout": 10, "options": POSTGRES_OPTIONS}
        database = create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=asked)
    event.listen(database, "begin", _begin)
    _knock(database, address)
    return database


class Session:
    """One transaction of one jurisdiction (会话), as every repository is handed it.

    `driver` is the database's own connection, which has begun; `connection` is SQLAlchemy's around the same one.
    `execute` has the driver run a statement; what it finds must be read before it is called again.
    `end_of_log` is where the log ends once `store.events` has locked it: nobody else moves it until we are done.
    `settings` are those of `store.settings`, once they were read.
    """

    def __init__(
        self, database: Engine, jurisdiction: str, held: PoolProxiedConnection | Connection, *, is_reading: bool
    ) -> None:
        self.database = database
        self.dialect = database.dialect
        self.jurisdiction = jurisdiction
        self.is_reading = is_reading
        self.end_of_log: Any = None
        self.settings: Mapping[str, str] | None = None
        self.on_postgres = self.dialect.name == "postgresql"
        self._composing = held if isinstance(held, Connection) else None
        self._line = held.connection if isinstance(held, Connection) else held
        driver: Any = self._line.driver_connection
        self.driver = driver
        # for PostgreSQL's driver another cursor is a third of the work of a small statement
        self.execute: Callable[..., Any] = (driver.cursor() if self.on_postgres else driver).execute

    def connection(self) -> Connection:
        """SQLAlchemy's connection in this transaction, made when it is first asked for."""
        if self._composing is None:
            self._composing = Connection(self.database, self._line)
            self._composing.begin()
        return self._composing

    def commit(self) -> None:
        """Have all that was written stay."""
        if self._composing is None:
            self.dialect.do_commit(self._line)
        else:
            self._composing.commit()

    def leave(self) -> None:
        """End what was only read: the driver of PostgreSQL forgets what it has prepared whenever anything is undone."""
        if self.on_postgres:
            self.driver.commit()

    def close(self) -> None:
        """Give the connection back; what was not committed is undone."""
        (self._composing or self._line).close()


@contextmanager
def transaction(database: Engine, jurisdiction: str) -> Iterator[Session]:
    """One transaction of one jurisdiction: committed at the end, undone whole by any exception.

    Raises:
        Refused: S11x when the database cannot be written and an operator can mend it.
    """
    with _session(database, jurisdiction, "write") as session:
        yield session
        session.commit()


@contextmanager
def reading(database: Engine, jurisdiction: str) -> Iterator[Session]:
    """One consistent view of one jurisdiction; it cannot write."""
    with _session(database, jurisdiction, "read") as session:
        yield session
        session.leave()


def migrate(database: Engine) -> None:
    """Bring the schema to the version of this code; a step that fails leaves it as it was.

    Raises:
        Refused: S120 when a newer duban wrote this database.
    """
    from store.migrations import run  # Alembic is heavy and only needed here

    with database.connect().execution_options(**{MODE: "migrate"}) as connection:
        if database.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('duban.migrate'))"))
        run(connection)
        connection.commit()


def migrate_back(database: Engine) -> str:
    """Take back the latest revision of the schema, for going back to the version before; answer the one that holds."""
    from store.migrations import step_back

    with database.connect().execution_options(**{MODE: "migrate"}) as connection:
        revision = step_back(connection)
        connection.commit()
    return revision


def is_current(database: Engine) -> bool:
    """Whether the database has the schema of this program."""
    from store import migrations

    with database.connect() as connection:
        return migrations.is_current(connection)


@contextmanager
def _session(database: Engine, jurisdiction: str, mode: str) -> Iterator[Session]:
    session: Session | None = None
    try:
        with turns.taken(database) if mode == "write" else nullcontext():
            session = Session(database, jurisdiction, _begun(database, mode), is_reading=mode == "read")
            try:
                yield session
            finally:
                session.close()
    except (DatabaseError, database.dialect.loaded_dbapi.DatabaseError) as error:
        refused = _mendable(str(getattr(error, "orig", error)), session)
        if refused is None:
            raise
        raise refused from error


def _mendable(told: str, session: Session | None) -> Refused | None:
    """What an operator can do about an error that the driver told; None when it is a bug.

    A server that goes down over a commit may have it on its disk: only when it is back can anybody see.
    """
    if session is not None and session.on_postgres and session.driver.closed:
        return Refused(
            "S116",
            "数据库服务器中断了，这次操作写入了没有还不能确定；请查看服务器的日志，恢复后先看再办，没有办成的重办",
        )
    return next((Refused(code, words) for sign, code, words in MENDABLE if re.search(sign, told)), None)


def _begun(database: Engine, mode: str) -> PoolProxiedConnection | Connection:
    """A connection in a transaction; PostgreSQL's driver begins by itself with the first statement."""
    if database.dialect.name == "sqlite":
        line = database.raw_connection()
        try:
            _begin_sqlite(line, mode)
        except BaseException:
            line.close()
            raise
        return line
    if mode == "read":
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        connection = database.connect().execution_options(**snapshot)
        connection.begin()
        return connection
    return database.raw_connection()


def _address(url: str) -> URL:
    advice = "请写成 sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名"
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Refused("S101", f"看不懂数据库地址；{advice}") from error
    on_file = address.drivername == "sqlite" and address.database not in (None, "", ":memory:")
    if on_file or address.drivername == "postgresql+psycopg":
        return address
    raise Refused("S101", f"不支持这样的数据库地址（{address.render_as_string()}）；{advice}")


def _open_sqlite(address: URL) -> Engine:
    folder = Path(str(address.database)).absolute().parent
    if not folder.is_dir():
        raise Refused("S102", f"数据库所在的文件夹不存在：{folder}；请先建立该文件夹或改正 DUBAN_DATABASE")
    if disk := network_disk(folder):
        raise Refused("S105", f"{folder} 在网络磁盘（{disk}）上，SQLite 在那里会损坏；请改用本机磁盘或 PostgreSQL")
    database = create_engine(address, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
    event.listen(database, "connect", _prepare_sqlite)
    turns.keep(database)
    return database


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # `_begin` says BEGIN, the driver must not
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """Have SQLAlchemy begin on SQLite as the mode demands, unless a session has begun there."""
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get(MODE, "look")  # a bare one takes no lock before it writes
        _begin_sqlite(connection.connection, mode)


def _begin_sqlite(line: PoolProxiedConnection, mode: str) -> None:
    driver: Any = line.driver_connection
    if driver.in_transaction:
        return
    # Alembic copies whole tables on SQLite, which must not cascade
    patience = 0 if mode == "write" else WAIT_SECONDS * 1000
    pragmas = (
        f"query_only={'ON' if mode == 'read' else 'OFF'}",
        f"foreign_keys={'OFF' if mode == 'migrate' else 'ON'}",
        f"busy_timeout={patience}",
    )
    for pragma in sorted({*pragmas} - {*line.info.get(MODE, ())}):
        driver.execute(f"PRAGMA {pragma}")
    line.info[MODE] = pragmas
    if mode == "write":
        turns.begin(driver)
    else:
        driver.execute("BEGIN IMMEDIATE" if mode == "migrate" else "BEGIN")


def _knock(database: Engine, address: URL) -> None:
    """See that there is a database behind the address."""
    probe = "SELECT count(*) FROM sqlite_master" if address.drivername == "sqlite" else "SELECT 1"
    place = address.render_as_string()
    try:
        with database.connect().execution_options(**{MODE: "read"}) as connection:
            connection.exec_driver_sql(probe)
    except OperationalError as error:
        if address.drivername == "sqlite":
            raise Refused("S103", f"打不开数据库文件 {address.database}（{error.orig}）；请检查路径和权限") from error
        raise Refused("S104", f"连不上数据库服务器 {place}（{error.orig}）；请检查地址、口令和服务是否启动") from error
    except DatabaseError as error:
        raise Refused(
            "S103", f"{address.database} 不是可用的数据库文件（{error.orig}）；请换一个或从备份恢复"
        ) from error
    except UnicodeDecodeError as error:  # so torn that SQLite's own words about it are
        told = f"{address.database} 不是可用的数据库文件（内容已损坏）；请换一个或从备份恢复"
        raise Refused("S103", told) from error
