"""常量列 constants: columns that say the same of every row, made once and shared.

A column repeated by strides would take no memory, but numpy walks it number by number; a real one it reads in strides.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MADE: dict[tuple[type, int], NDArray[Any]] = {}


def constant(value: int | np.signedinteger[Any] | bool, rows: int) -> NDArray[Any]:
    """So many rows that all say `value`: a plain number as a day, others as they are; nobody may write to it."""
    kind = type(value) if isinstance(value, bool | np.signedinteger) else np.int32
    return _shared(kind, int(value), rows)


def once(columns: Mapping[str, NDArray[Any] | None]) -> dict[str, Any]:
    """The columns with those that say the same kept once: the processor then has them at hand.

    One due day for all bearers of a rule is the common case, and so is one that is safe and hard alike.
    """
    kept: dict[str, NDArray[Any]] = {}
    for name, column in columns.items():
        if column is None:
            continue
        if len(column) and column.min() == column.max():
            kept[name] = _shared(column.dtype.type, int(column[0]), len(column))
        else:
            alike = (one for one in kept.values() if one.dtype == column.dtype and np.array_equal(one, column))
            kept[name] = next(alike, column)
    return {**dict.fromkeys(columns), **kept}


def _shared(kind: type, value: int, rows: int) -> NDArray[Any]:
    made = _MADE.get((kind, value))
    if made is None or len(made) < rows:
        made = np.full(rows, value, dtype=kind)
        made.flags.writeable = False
        _MADE[kind, value] = made
    return made[:rows]
