"""一页：a page of a list, how long the whole list is, and how many pages that makes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE = 50


@dataclass(frozen=True)
class Paged(Generic[T]):
    """A page of a list (一页)."""

    lines: tuple[T, ...]
    total: int
    page: int = 1
    at_once: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.at_once))


def place(page: int, total: int, at_once: int = PAGE) -> tuple[int, int]:
    """The page that is meant, among those there are, and how many lines come before it."""
    there = max(1, min(page, -(-total // at_once)))
    return there, (there - 1) * at_once


def mentioning(every: Iterable[T], text: str, words: Callable[[T], Iterable[object]]) -> list[T]:
    """Those of a list that is held whole which say a text in one of their words; all when there is none."""
    said = text.strip().casefold()
    return [each for each in every if not said or any(said in str(word or "").casefold() for word in words(each))]


def cut(every: Sequence[T], page: int) -> Paged[T]:
    """A page of a list that is held whole."""
    there, before = place(page, len(every))
    return Paged(tuple(every[before : before + PAGE]), len(every), there)
