"""The kinds of column of our own (列): each says once how a word of the house is stored.

`Day` is a whole number (the proleptic ordinal), so that bulk reads get plain integers with `as_number`; `Moment` is
microseconds since 1970 in UTC; `Exact` is a Fraction as "n/d"; `Word` an enum by its value; `Frozen` JSON text.
Each gives SQLAlchemy its reader outright: `process_result_value` would be called through two more functions a value.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, String, Text, type_coerce
from sqlalchemy.types import TypeDecorator

from store.frozen import fraction_text, freeze, thaw

Reader: TypeAlias = Callable[[Any], Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Day(TypeDecorator[date]):
    """A civil day, kept as its ordinal."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else value.toordinal()

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:  # noqa: ARG002
        return lambda value: None if value is None else date.fromordinal(value)


class Moment(TypeDecorator[datetime]):
    """An instant, kept as microseconds since 1970 in UTC; a naive one is a bug."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - EPOCH) // MICROSECOND

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:  # noqa: ARG002
        return lambda value: None if value is None else EPOCH + value * MICROSECOND


class Exact(TypeDecorator[Fraction]):
    """An exact number, kept as "n/d"."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else fraction_text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:  # noqa: ARG002
        return _fraction


class Word(TypeDecorator[StrEnum]):
    """A word of a closed list, kept as its value."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:  # noqa: ARG002
        words: dict[str | None, StrEnum | None] = {None: None, **{word.value: word for word in self.words}}
        return words.__getitem__


class Frozen(TypeDecorator[Any]):
    """A nested noun of the type `kind`, kept as canonical JSON text; what is a text already is taken as frozen."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value if value is None or isinstance(value, str) else freeze(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:  # noqa: ARG002
        kind = self.kind
        return lambda value: None if value is None else thaw(kind, value)


@lru_cache(maxsize=4096)  # most amounts are 1
def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def as_stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Read a column as it is stored: a day as an integer, a noun as its text."""
    kind = column.type
    return type_coerce(column, kind.impl_instance if isinstance(kind, TypeDecorator) else kind)


@lru_cache(maxsize=4096)  # a sweep reads few different days, each a thousand times
def day_of(ordinal: int | None) -> date | None:
    """A day read `as_stored`."""
    return None if ordinal is None else date.fromordinal(ordinal)


def stamp(moment: datetime | None) -> int | None:
    """A moment as it is stored."""
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def ordinal_of(day: date | None) -> int | None:
    """A day as it is stored."""
    return None if day is None else day.toordinal()
