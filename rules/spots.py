"""A spot in a written pack (位置): a value together with the way to it, so that a check can point at what it minds."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.source import Problem, Severity
from rules.marks import Json, Written


@dataclass(frozen=True)
class Spot:
    """One value of a text and its place; asking for a part that is not there gives a spot that holds nothing."""

    written: Written
    path: tuple[str | int, ...] = ()

    @property
    def value(self) -> Json:
        """What stands here, None when nothing does."""
        value = self.written.value
        for step in self.path:
            value = _part(value, step)
        return value

    def __bool__(self) -> bool:
        return self.value is not None

    def __contains__(self, key: str) -> bool:
        value = self.value
        return isinstance(value, dict) and key in value

    def at(self, *steps: str | int) -> "Spot":
        """The spot that lies further down that way."""
        return Spot(self.written, (*self.path, *steps))

    def get(self, key: str, default: Json = None) -> Json:
        """The value under `key`."""
        value = self.value
        return value.get(key, default) if isinstance(value, dict) else default

    def items(self) -> Iterator["Spot"]:
        """The entries of a list, or the values of a mapping, each at its own spot."""
        value = self.value
        if isinstance(value, list):
            yield from (self.at(index) for index in range(len(value)))
        elif isinstance(value, dict):
            yield from (self.at(key) for key in value)

    def wrong(self, code: str, message: str) -> Problem:
        """An error at this spot."""
        return Problem(self.written.source(self.path), code, message)

    def doubtful(self, code: str, message: str) -> Problem:
        """A warning at this spot."""
        return Problem(self.written.source(self.path), code, message, Severity.WARNING)


def _part(value: Json, step: str | int) -> Json:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
