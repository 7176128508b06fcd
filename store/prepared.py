"""Standing statements made ready for the driver (备好的语句): compiled once a process, then run past SQLAlchemy.

SQLAlchemy takes twice as long to run a compiled query as SQLite to answer it for one row, and recording a fact asks a
dozen.  What it knows is kept: the text, how values are stored, how columns are read back.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Delete, Dialect, Executable, Insert, Select, Update
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Execute = Callable[..., Any]
"""What has the driver run a statement with values, and answers the cursor."""


class Prepared(NamedTuple):
    """A statement as the driver takes it: `order` is that of its values where they have no names."""

    text: str
    order: Sequence[str] | None
    known: Mapping[str, Any]
    writers: Sequence[tuple[str, Convert]]
    readers: Sequence[tuple[int, Convert]]
    row: type

    def ask(self, execute: Execute, values: Mapping[str, Any]) -> list[Any]:
        """All rows that it finds."""
        rows = execute(self.text, self._bound(values)).fetchall()
        if not self.readers:
            return list(map(self.row._make, rows))  # type: ignore[attr-defined]
        return [self._read(row) for row in rows]

    def rows(self, driver: Any, values: Mapping[str, Any], most: int) -> Iterator[list[Any]]:
        """The rows that it finds as the driver has them, at most so many at a time."""
        cursor = driver.cursor()
        cursor.execute(self.text, self._bound(values))
        while rows := cursor.fetchmany(most):
            yield rows
        cursor.close()

    def run(self, execute: Execute, values: Mapping[str, Any]) -> int:
        """Have done what it says; say how many rows it touched."""
        touched: int = execute(self.text, self._bound(values)).rowcount
        return touched

    def _bound(self, values: Mapping[str, Any]) -> Mapping[str, Any] | list[Any]:
        """The values as they are stored, as the driver takes them."""
        bound = {**self.known, **values}
        for name, write in self.writers:
            bound[name] = write(bound[name])
        return bound if self.order is None else [bound[name] for name in self.order]

    def _read(self, row: Sequence[Any]) -> Any:
        cells = list(row)
        for place, read in self.readers:
            cells[place] = read(cells[place])
        return self.row(*cells)


@lru_cache(maxsize=1024)
def prepared(statement: Executable, dialect: Dialect, names: tuple[str, ...] | None = None) -> Prepared | None:
    """A statement made ready, an insertion with `names`; None for one that is written out anew for its values."""
    if not isinstance(statement, Select | Update | Insert | Delete):
        return None
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    columns = compiled._result_columns
    kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
    reading = ((place, _reader(column.type, dialect)) for place, column in enumerate(columns))
    writing = ((name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in kinds.items())
    return Prepared(
        compiled.string,
        tuple(compiled.positiontup) if compiled.positional else None,
        {name: bind.effective_value for bind, name in compiled.bind_names.items() if not bind.required},
        tuple((name, write) for name, write in writing if write is not None),
        tuple((place, read) for place, read in reading if read is not None),
        namedtuple("Found", [column.keyname for column in columns], rename=True),
    )


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
