"""Whole plans, from the file to a draft that loads: documents, grammar and rules together."""

from functools import cache
from pathlib import Path

import pytest

from documents.read import read
from engine.nouns import Document, RulePack
from engine.source import errors
from grammar.duty import read_duties
from rules.checking.checks import check_text
from rules.drafting.draft import draft
from rules.drafting.settle import accept_proposals
from rules.load import load_text
from rules.writing.dump import dump

PLANS = ["000", "001", "002", "003", "004"]


@cache
def plan(folder: Path, name: str) -> tuple[Document, RulePack]:
    [file] = (folder / "seeds").glob(f"{name}_*.txt")
    document = read(file)
    return document, draft(document, read_duties(document.clauses))


@pytest.mark.parametrize("name", PLANS)
def test_every_task_becomes_a_rule(shared: Path, name: str) -> None:
    document, pack = plan(shared, name)
    cited = {rule.citation.locator for rule in pack.rules}
    assert [clause.id for clause in document.clauses if clause.is_task and clause.id not in cited] == []
    assert all(rule.state == "needs_review" for rule in pack.rules)


@pytest.mark.parametrize("name", PLANS)
def test_a_draft_loads_with_its_quotes_verbatim(shared: Path, name: str) -> None:
    _, pack = plan(shared, name)
    text = dump(pack)
    loaded, problems = load_text(text, "draft.yaml")
    assert (loaded is not None, problems) == (True, ())
    assert errors(check_text(text, "draft.yaml", [shared / "seeds"])) == []


@pytest.mark.parametrize("name", PLANS)
def test_what_has_a_proposal_can_be_accepted_and_published(shared: Path, name: str) -> None:
    _, pack = plan(shared, name)
    accepted = accept_proposals(pack)
    assert any(rule.state == "active" for rule in accepted.rules)
    assert errors(check_text(dump(accepted), "draft.yaml", [shared / "seeds"])) == []


def test_drafting_twice_gives_the_same_bytes(shared: Path) -> None:
    document, pack = plan(shared, "002")
    assert dump(draft(document, read_duties(document.clauses))) == dump(pack)
