"""改件 copies: a frozen noun with some of its fields changed.

Says what `dataclasses.replace` says, several times quicker: it copies the fields at once and runs no `__init__`, which
the nouns of this house do not need.  Field names are not checked, so it is for the hot paths of the engine only.
"""

from typing import Any, TypeVar

Noun = TypeVar("Noun")


def changed(noun: Noun, **fields: Any) -> Noun:
    """The same noun but for `fields`."""
    copy = object.__new__(type(noun))
    copy.__dict__.update(noun.__dict__, **fields)
    return copy
