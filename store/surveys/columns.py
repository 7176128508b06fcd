"""The columns of a board (台面的列): words and terms by number, every obligation, and every verdict ever given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.nouns import Standing
from store.movements import Version
from store.surveys.sought import Moment

Ints: TypeAlias = NDArray[np.int32]
Codes: TypeAlias = NDArray[np.int8]
Places: TypeAlias = NDArray[np.intp]
STANDINGS: tuple[Standing | None, ...] = (None, *Standing)
"""Every standing by its code; none before the first sweep."""
CODE: Mapping[str | None, int] = {standing: code for code, standing in enumerate(STANDINGS)}
MOMENTS = 6
"""So many past days are kept worked out."""


class Words(dict[str, int]):
    """Words by number in the order in which they were met; more are added, none is ever renumbered."""

    def __missing__(self, word: str) -> int:
        return self.setdefault(word, len(self))

    @property
    def ranks(self) -> Ints:
        """The place of each word in the order of the alphabet."""
        found = np.empty(len(self), dtype=np.int32)
        found[[self[word] for word in sorted(self)]] = np.arange(len(self), dtype=np.int32)
        return found


class Term(NamedTuple):
    """What a list tells of a term; days as ordinals, `safe` that which was frozen."""

    number: int
    pack: str
    pack_sha256: str
    rule: str
    window_first: int
    window_label: str
    safe: int


@dataclass(frozen=True)
class Terms:
    """The terms in the order of their numbers, and their days and rules in columns."""

    rows: tuple[Term, ...] = ()

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.rows[-1].number if self.rows else 0

    @cached_property
    def places(self) -> Ints:
        """The place of each term, by its number."""
        found = np.zeros(self.last + 1, dtype=np.int32)
        found[[row.number for row in self.rows]] = np.arange(len(self.rows), dtype=np.int32)
        return found

    @cached_property
    def safe(self) -> Ints:
        """The day on which each is due as it was frozen."""
        return np.array([row.safe for row in self.rows], dtype=np.int32)

    @cached_property
    def window_first(self) -> Ints:
        """The day on which each begins."""
        return np.array([row.window_first for row in self.rows], dtype=np.int32)

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Every rule that has a term, in the order of the alphabet."""
        return tuple(sorted({row.rule for row in self.rows}))

    @cached_property
    def rule(self) -> Ints:
        """The place of the rule of each among `rules`."""
        places = {rule: place for place, rule in enumerate(self.rules)}
        return np.array([places[row.rule] for row in self.rows], dtype=np.int32)


class Said(NamedTuple):
    """One thing that verdicts say, by number of the obligation, those on one in the order in which they were given."""

    obligations: Ints
    values: NDArray[Any]
    as_of: Ints
    known_at: Ints

    def put(self, column: NDArray[Any], numbers: Ints, moment: Moment | None) -> NDArray[Any]:
        """Write over a column, which is of the obligations of these numbers, what had last been said by a moment."""
        given = slice(None) if moment is None else self._given(moment)
        # of several values for one place numpy keeps the last
        column[np.searchsorted(numbers, self.obligations[given])] = self.values[given]
        return column

    def _given(self, moment: Moment) -> NDArray[np.bool_]:
        is_given: NDArray[np.bool_] = self.as_of <= moment.as_of.toordinal()
        return is_given & (self.known_at <= moment.known_at.toordinal())


@dataclass(frozen=True)
class Board:
    """Every obligation of a register, in the order of its number: whose, about whom, of which term, how it stands."""

    version: Version
    numbers: Ints
    bearers: Ints
    subjects: Ints
    of_term: Ints
    standings: Codes
    agencies: Words
    people: Words
    terms: Terms
    moved: Said
    """The days on which verdicts called those due whose day may be another than the one that was frozen."""
    history: Said | None = None
    """The standings of every verdict ever given."""
    stood: dict[Moment, Codes] = field(default_factory=dict)
    """How they stood at the moments that were asked for last."""

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def age(self) -> int:
        """How far the register had moved."""
        return self.version.number

    @cached_property
    def every(self) -> Places:
        """Every place."""
        return np.arange(len(self))

    @property
    def last(self) -> int:
        """The number of the last obligation."""
        return int(self.numbers[-1]) if len(self) else 0

    def places(self, numbers: Ints) -> Places:
        """The places of obligations, by number."""
        return np.searchsorted(self.numbers, numbers)

    @cached_property
    def by_number(self) -> Places:
        """The place of each obligation, by its number."""
        found = np.zeros(self.last + 1, dtype=np.intp)
        found[self.numbers] = self.every
        return found

    def at(self, moment: Moment | None) -> Codes:
        """How each stands; or stood at a moment, of a board that has its history."""
        if moment is None or self.history is None:
            return self.standings
        found = self.stood.get(moment)
        if found is None:
            found = self.history.put(np.zeros(len(self), dtype=np.int8), self.numbers, moment)
            for oldest in list(self.stood)[: len(self.stood) - MOMENTS + 1]:
                self.stood.pop(oldest, None)
            self.stood[moment] = found
        return found

    def due(self, moment: Moment | None) -> Ints:
        """The day on which each is due, or was at a moment: as its verdict has it, else as it was frozen."""
        return self._due if moment is None else self.moved.put(self._frozen.copy(), self.numbers, moment)

    @cached_property
    def _frozen(self) -> Ints:
        return self.terms.safe[self.of_term]

    @cached_property
    def _due(self) -> Ints:
        return self.moved.put(self._frozen.copy(), self.numbers, None)


NONE: Ints = np.empty(0, dtype=np.int32)
NO_CODES: Codes = np.empty(0, dtype=np.int8)
UNMOVED = Said(NONE, NONE, NONE, NONE)


def empty() -> Board:
    """A board of a register without obligations."""
    return Board(Version(), NONE, NONE, NONE, NONE, NO_CODES, Words(), Words(), Terms(), UNMOVED)
