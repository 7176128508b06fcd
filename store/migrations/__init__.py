"""The history of the schema (迁移): one Alembic revision a change, found beside this file wherever it is installed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from engine.source import Refused


def run(connection: Connection) -> None:
    """Upgrade the database behind `connection` to the latest revision, inside its transaction.

    Raises:
        Refused: S120 when a newer duban wrote this database.
    """
    settings = _settings(connection)
    present = _present(connection)
    try:
        ScriptDirectory.from_config(settings).get_revision(present or "head")
    except CommandError as error:
        message = f"数据库由更新版本的 duban 建立（{present}），本版本不能读写；请升级 duban，或恢复升级前的备份"
        raise Refused("S120", message) from error
    command.upgrade(settings, "head")


def step_back(connection: Connection) -> str:
    """Take back the latest revision, inside the transaction of `connection`; answer the one that then holds."""
    _present(connection)  # begins the transaction, so that Alembic leaves the commit to us
    command.downgrade(_settings(connection), "-1")
    return str(_present(connection))


def is_current(connection: Connection) -> bool:
    """Whether the database has the schema of this program."""
    return _present(connection) == ScriptDirectory.from_config(_settings(connection)).get_current_head()


def pending(database: Engine) -> list[tuple[str, str]]:
    """The revisions that the database has not seen yet, the first to be made first: number, and what it is for."""
    with database.connect() as connection:
        script, present = ScriptDirectory.from_config(_settings(connection)), _present(connection)
    steps = script.iterate_revisions("head", present or "base")
    return [(each.revision, each.doc) for each in reversed(list(steps))]


def _present(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _settings(connection: Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
