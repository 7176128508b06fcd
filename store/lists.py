"""Lists in a standing query (成串的条件): that a column is one of some values, or two columns one of some pairs.

However many there are, they are handed over as one, so that the statement stays the same: SQLAlchemy would write out a
list of bound names anew for every number of them, which for one value costs more than finding it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Dialect,
    String,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from store.arrays import as_array
from store.session import Session
from store.statements import on_postgres


class Some(TypeDecorator[Sequence[Any]]):
    """Any number of values as one: an array on PostgreSQL, a JSON list on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: TypeEngine[Any]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where the database knows arrays, a text of JSON where it does not."""
        return dialect.type_descriptor(ARRAY(self.kind) if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        """How the values are handed over: as the text of an array, or of a JSON list."""
        return as_array if dialect.name == "postgresql" else partial(json.dumps, ensure_ascii=False)


class one_of(FunctionElement[bool]):  # noqa: N801 - it reads as a word of SQL
    """That a column is one of the values that a standing query is asked with under `some`."""

    inherit_cache = True  # no type: of a Boolean SQLAlchemy asks on SQLite whether it is 1, which no index answers

    def __init__(self, column: Column[Any]) -> None:
        stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        super().__init__(column, bindparam("some", type_=Some(stored)))


@compiles(one_of, "sqlite")
def _in_list(element: one_of, compiler: Any, **told: Any) -> str:
    column, some = (compiler.process(each, **told) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({some}))"  # noqa: S608 - our own names


@compiles(one_of, "postgresql")
def _any_of(element: one_of, compiler: Any, **told: Any) -> str:
    column, some = (compiler.process(each, **told) for each in element.clauses)
    return f"{column} = ANY ({some})"


class begins_so(FunctionElement[bool]):  # noqa: N801 - it reads as a word of SQL
    """That a text begins with what a standing query is asked with under `start`; an index answers it.

    On PostgreSQL one does where texts are sorted by their bytes (collation C), as what people begin to type is.
    """

    inherit_cache = True

    def __init__(self, column: Column[str]) -> None:
        super().__init__(column, bindparam("start", type_=String()))


@compiles(begins_so, "sqlite")
def _in_range(element: begins_so, compiler: Any, **told: Any) -> str:
    column, start, last = (compiler.process(each, **told) for each in (*element.clauses, [*element.clauses][1]))
    return f"({column} >= {start} AND {column} < {last} || CAST(x'FF' AS TEXT))"  # no text has that byte


@compiles(begins_so, "postgresql")
def _starts_with(element: begins_so, compiler: Any, **told: Any) -> str:
    column, start = (compiler.process(each, **told) for each in element.clauses)
    return f"starts_with({column}, {start})"


class none_of(one_of):  # noqa: N801 - it reads as a word of SQL
    """That a column is none of those values."""

    inherit_cache = True


@compiles(none_of, "sqlite")
def _not_in_list(element: none_of, compiler: Any, **told: Any) -> str:
    return f"NOT {_in_list(element, compiler, **told)}"


@compiles(none_of, "postgresql")
def _not_joined(element: none_of, compiler: Any, **told: Any) -> str:
    """A join, for which PostgreSQL looks each value up: of ANY of an array it goes through all for each row."""
    column, some = (compiler.process(each, **told) for each in element.clauses)
    return f"NOT EXISTS (SELECT FROM unnest({some}) AS one WHERE one = {column})"


def any_of(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """That a column is one of a few values that are known when a standing query is written."""
    return or_(*(column == value for value in values))


def among(session: Session, first: Column[str], second: Column[str]) -> ColumnElement[bool]:
    """That two columns are one of the pairs, no two alike, that a standing query is asked with, see `as_pairs`."""
    return _among(on_postgres(session), first, second)


def as_pairs(session: Session, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The values under which `among` is asked for these pairs."""
    if on_postgres(session):
        firsts, seconds = zip(*pairs, strict=True)
        return {"firsts": firsts, "seconds": seconds}
    return {"pairs": json.dumps(list(pairs), ensure_ascii=False)}


@cache
def _among(on_postgres: bool, first: Column[str], second: Column[str]) -> ColumnElement[bool]:
    """Of a plain list of pairs SQLite reads the whole table; a subquery it finds in an index.

    PostgreSQL joins them as a table: of a subquery it cannot tell how few rows it leaves, and reads all that it is
    joined to.
    """
    if on_postgres:
        arrays = (bindparam(name, type_=Some(String())) for name in ("firsts", "seconds"))
        wanted = func.unnest(*arrays).table_valued("first", "second", name="wanted").render_derived()
        return and_(first == wanted.c.first, second == wanted.c.second)
    pairs = bindparam("pairs", type_=String())
    each = func.json_each(pairs).table_valued("value").c.value
    return tuple_(first, second).in_(select(*(func.json_extract(each, f"$[{place}]") for place in "01")))
