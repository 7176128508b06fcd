"""平白的值 plain: a view as templates may see it — text on one line, numbers, lists and tables of these."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias, get_type_hints

from engine.dates import say_day

Plain: TypeAlias = str | int | list["Plain"] | dict[str, "Plain"] | None

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff]"
)
"""What no reader sees: controls, zero-width signs, signs that turn text around, and our own marks."""


WRITERS: dict[Any, Callable[[Any], Plain]] = {}
"""How values of each type met so far are shown."""


def plain(value: Any) -> Plain:
    """A view as templates may see it: strings on one line, numbers, lists and tables of these; days in Chinese."""
    return (WRITERS.get(type(value)) or _writer(type(value)))(value)


def plain_fields(view: Any) -> dict[str, Plain]:
    """The fields of a view by name, each as templates may see it."""
    values = dict(vars(view))
    kind: Any = type(view)
    texts, others = _fields(kind)
    words = " ".join(filter(None, map(values.__getitem__, texts)))
    if clean(words) != words:  # where all that is said is clean, each word of it is
        values.update({name: clean(values[name]) for name in texts})
    for name in others:
        values[name] = plain(values[name])
    return values


@cache
def _fields(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which fields of a view are texts, and which are neither texts nor numbers."""
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    texts = tuple(name for name in names if hints[name] is str)
    return texts, tuple(name for name in names if hints[name] not in (str, int, bool))


def clean(text: str) -> str:
    """A text on one line, without what no reader sees."""
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    return " ".join(INVISIBLE.sub("", text).split())


def _writer(kind: Any) -> Callable[[Any], Plain]:
    """How a value of a type is shown; sought once a type, for a digest run shows thousands."""
    found = WRITERS[kind] = _sought(kind)
    return found


def _sought(kind: Any) -> Callable[[Any], Plain]:
    if kind is type(None) or issubclass(kind, int):
        return _as_is
    if kind is str:
        return clean
    if issubclass(kind, str):
        return lambda value: clean(str.__str__(value))
    if issubclass(kind, date):
        return say_day
    if issubclass(kind, Mapping):
        return lambda value: {str(key): plain(item) for key, item in value.items()}
    if issubclass(kind, Sequence):
        return lambda value: [plain(item) for item in value]
    if is_dataclass(kind):
        return plain_fields
    return _unfit


def _as_is(value: Any) -> Plain:
    return value  # type: ignore[no-any-return]


def _unfit(value: Any) -> Plain:
    raise TypeError(f"a template cannot be shown a {type(value).__name__}")
