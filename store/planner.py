"""Words to the planner (给查询规划的话): what SQLite cannot know of its tables, so that it goes by the right index.

Without statistics it takes any first column of an index for one that narrows to a few rows.  Every table begins with
its jurisdiction, which narrows to nothing: of a log of two million lines it would read all to find three.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class unindexed(FunctionElement[Any]):  # noqa: N801 - it reads as a word of SQL
    """A column without its indexes: for where one narrows to a million, and another to what is wanted.

    PostgreSQL, which counts, is told nothing.
    """

    inherit_cache = True

    def __init__(self, column: Column[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(unindexed)
def _as_it_is(element: unindexed, compiler: Any, **told: Any) -> str:
    return str(compiler.process(element.clauses, **told))


@compiles(unindexed, "sqlite")
def _by_no_index(element: unindexed, compiler: Any, **told: Any) -> str:
    return f"+{compiler.process(element.clauses, **told)}"


class nearly_all(FunctionElement[bool]):  # noqa: N801 - it reads as a word of SQL
    """A condition that nearly all rows meet."""

    inherit_cache = True

    def __init__(self, condition: ColumnElement[bool]) -> None:
        super().__init__(condition)


@compiles(nearly_all)
def _plainly(element: nearly_all, compiler: Any, **told: Any) -> str:
    return str(compiler.process(element.clauses, **told))


@compiles(nearly_all, "sqlite")
def _likely(element: nearly_all, compiler: Any, **told: Any) -> str:
    return f"likelihood({compiler.process(element.clauses, **told)}, 0.999999)"
