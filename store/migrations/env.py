"""Alembic's way in: it is handed an open connection by `store.migrations.run` and never reads an ini file."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from store.tables import METADATA


def as_stored(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Print our own columns by what they are stored as, so that an old revision outlives a new column kind."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl.__class__.__name__}()".replace("AutoString", "String")
    return False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, render_item=as_stored)
with context.begin_transaction():
    context.run_migrations()
