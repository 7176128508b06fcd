"""Frozen nouns as JSON text and back (存放形式): what is too nested for columns of its own.

A dataclass becomes an object without the fields that still have their default; a Fraction becomes "n/d", a day its
ISO form, a tuple a list.  The text is canonical (sorted keys, no spaces), so equal nouns have equal texts.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

PLAIN = (str, bool, int)
AS_IS = frozenset((*PLAIN, NoneType))
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def freeze(noun: object) -> str:
    """Write a noun as canonical JSON text."""
    return canonical(_plain(noun))


@lru_cache(maxsize=4096)  # ten thousand obligations share a handful of ladders and derivations
def thaw(kind: Any, text: str) -> Any:
    """Read back the noun of type `kind` that `freeze` wrote."""
    return _reader(kind)(json.loads(text))


def canonical(plain: object) -> str:
    """Write plain JSON values in the one form that is hashed and compared."""
    return _write_json(plain)


def _writer_of_json() -> Callable[[object], str]:
    """How JSON is written: `encode` would build the writer anew for every value, which costs more than writing it."""
    make = json.encoder.c_make_encoder  # type: ignore[attr-defined]
    if make is None:
        return _JSON.encode
    write = make(None, _JSON.default, json.encoder.encode_basestring, None, ":", ",", True, False, True)
    return lambda plain: "".join(write(plain, 0))


_write_json = _writer_of_json()
quoted: Callable[[str], str] = json.encoder.encode_basestring
"""A text as canonical JSON."""


def fraction_text(number: Fraction) -> str:
    """Write an exact number as "n/d"."""
    return f"{number.numerator}/{number.denominator}"


def _plain(noun: Any) -> Any:
    kind: Any = type(noun)
    return noun if kind in AS_IS else _writer(kind)(noun)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """How a noun of type `kind` is turned into plain JSON values; sought once a type, for sweeps write thousands."""
    if issubclass(kind, str):
        return str.__str__  # a StrEnum is written as its value
    if issubclass(kind, Fraction):
        return fraction_text
    if issubclass(kind, date):
        return date.isoformat
    if issubclass(kind, tuple | list):
        return lambda items: [_plain(item) for item in items]
    if issubclass(kind, Mapping):
        return lambda pairs: {key: _plain(value) for key, value in pairs.items()}
    return _fields_writer(kind)


def _fields_writer(kind: Any) -> Callable[[Any], Any]:
    """Write a dataclass as an object without the fields that still have their default."""
    slots = [(f.name, _default(f)) for f in fields(kind)]

    def write(noun: Any) -> dict[str, Any]:
        written, values = {}, noun.__dict__
        for name, default in slots:
            value = values[name]
            # no default, or one of None, is told by `is`: comparing a Fraction with it costs more than writing it
            if value is not default and (default is None or default is MISSING or value != default):
                written[name] = _plain(value)
        return written

    return write


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How a value of type `kind` is read back from plain JSON."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in PLAIN or origin is Literal:
        return _as_written
    if kind is date:
        return date.fromisoformat
    if kind is Fraction or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind  # both are made from their text
    if is_dataclass(kind):
        return lambda plain: _dataclass(kind, plain)
    if origin is tuple:
        return _tuple(arguments)
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return lambda plain: {key: _reader(arguments[1])(value) for key, value in plain.items()}
    if origin in (Union, UnionType):
        return _union(arguments)
    raise TypeError(f"no reader for {kind}")


def _tuple(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if arguments[-1] is Ellipsis:
        return lambda plain: tuple(map(_reader(arguments[0]), plain))
    return lambda plain: tuple(_reader(kind)(value) for kind, value in zip(arguments, plain, strict=True))


def _union(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    some = [argument for argument in arguments if argument is not NoneType]
    if all(argument in PLAIN for argument in some):
        return _as_written
    (only,) = some
    return lambda plain: None if plain is None else _reader(only)(plain)


def _dataclass(kind: Any, plain: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _reader(hints[name])(value) for name, value in plain.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _as_written(plain: Any) -> Any:
    return plain
