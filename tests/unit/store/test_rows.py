"""Rows and nouns: a field that a noun gains must find a column, or it would be forgotten in silence."""

import pytest

from engine.nouns import (
    Agency,
    Clause,
    Document,
    Fact,
    Letter,
    Membership,
    Notice,
    Obligation,
    OfficeAct,
    Person,
    Task,
    Verdict,
    Window,
)
from engine.nouns import Due as DueDay
from store import tables
from store.tables.row import table

ELSEWHERE = {
    "Agency": {"aliases"},  # rows of `alias`
    "Document": {"clauses"},  # rows of `clause`
    "Fact": {"logged"},  # of copies that are made to share acts out, and never stored
    "Letter": {"notices"},  # rows of `letter_notice`
    "Obligation": {"window", "due", "pack", "pack_sha256", "calendar", "readings"},  # columns of its term, below
    "Verdict": {"obligation", "because", "due", "tally"},  # by its number; columns of its grounds
}
PAIRS = [
    (Agency, tables.AgencyRow),
    (Person, tables.PersonRow),
    (Membership, tables.MembershipRow),
    (Document, tables.DocumentRow),
    (Clause, tables.ClauseRow),
    (Obligation, tables.ObligationRow),
    (Task, tables.TaskRow),
    (Fact, tables.FactRow),
    (OfficeAct, tables.OfficeActRow),
    (Verdict, tables.VerdictRow),
    (Notice, tables.NoticeRow),
    (Letter, tables.LetterRow),
]


@pytest.mark.parametrize(("noun", "row"), PAIRS, ids=[noun.__name__ for noun, _ in PAIRS])
def test_every_field_of_a_noun_is_kept(noun: type, row: type[tables.AgencyRow]) -> None:
    fields = set(noun.__dataclass_fields__) - ELSEWHERE.get(noun.__name__, set())  # type: ignore[attr-defined]
    assert fields - set(table(row).c.keys()) == set()


def test_what_an_obligation_froze_stands_in_its_term() -> None:
    columns = set(table(tables.TermRow).c.keys())
    spread = {f"window_{name}" for name in Window.__dataclass_fields__}
    due = {"due_because" if name == "because" else name for name in DueDay.__dataclass_fields__}
    assert spread | due | {"pack", "pack_sha256", "rule", "calendar", "readings"} <= columns


def test_what_a_verdict_says_in_words_stands_in_its_grounds() -> None:
    assert {"because", "due", "tally"} <= set(table(tables.GroundsRow).c.keys())


@pytest.mark.parametrize("row", [getattr(tables, name) for name in tables.__all__ if name.endswith("Row")])
def test_every_row_belongs_to_a_jurisdiction(row: type[tables.AgencyRow]) -> None:
    jurisdiction = table(row).c.jurisdiction
    assert not jurisdiction.nullable
