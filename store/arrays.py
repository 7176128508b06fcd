"""Arrays for PostgreSQL (数组): many values of one kind in one text, as the server reads it.

The driver would turn each value into a row of bytes of its own, which takes twice as long.
"""

from collections.abc import Sequence
from typing import Any


def as_array(values: Sequence[str | int | None]) -> str:
    """Values as they are stored, of which each is a text, or each a number or truth, or NULL.

    Raises TypeError for anything else.
    """
    kinds = {*map(type, values)} - {type(None)}
    if all(issubclass(kind, int) for kind in kinds):
        return f"{{{','.join(map(str, values))}}}".replace("None", "NULL")
    if all(issubclass(kind, str) for kind in kinds):
        return f"{{{','.join(map(_quoted, values))}}}"
    raise TypeError(f"no array of {sorted(kind.__name__ for kind in kinds)}")


def _quoted(word: Any) -> str:
    if word is None:
        return "NULL"
    if '"' in word or "\\" in word:
        word = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{word}"'
