"""Every pack that ships is sound: it checks, passes its own cases, and says in its own words all that its plan says.

The plans themselves do not ship.  Where one stands beside the checkout (the `shared` fixture, found by its SHA-256),
the quotes are held against it, and every task and duty of its labels must be covered.
"""

import hashlib
import json
import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.nouns import Rule, RulePack, SourceFile
from engine.source import errors
from engine.telling.posts import ALSO_CALLED, POST_ZH, WHOLE_SCOPE
from notifications import audience
from rules.checking.checks import check
from rules.load import load
from rules.marks import Json, read_shipped
from rules.packs import shipped, shipped_file
from rules.trying.cases import run
from rules.writing.wording import say_set

LONGEST_QUOTE = 40
LONGEST_QUOTE_OF_A_STATUTE = 60
LONGEST_TITLE = 20
LONGEST_COPY = 12
DONE = {"MET", "MET_IN_GRACE"}
NOT_DONE = {"BREACHED", "BELOW_PRINCIPLE", "NOT_DONE", "UNKNOWN", "CURED"}

each_pack = pytest.mark.parametrize("name", shipped())


@cache
def pack_of(name: str) -> RulePack:
    pack, problems = load(shipped_file(name))
    assert pack is not None, [str(problem) for problem in problems]
    return pack


@cache
def said(name: str) -> dict[str, Json]:
    """The rules of a pack as they are written, by id."""
    return {rule["id"]: rule for rule in read_shipped(shipped_file(name))["rules"]}


@cache
def seeds(shared: Path) -> dict[str, Path]:
    """The plans beside the checkout, by their SHA-256."""
    return {hashlib.sha256(plan.read_bytes()).hexdigest(): plan for plan in sorted((shared / "seeds").glob("*.txt"))}


def plan_of(name: str, shared: Path) -> tuple[SourceFile, Path] | None:
    """The plan that a pack was drawn from, with the pack's word for it; None when it cites what ships beside it."""
    found = [(one, seeds(shared)[one.sha256]) for one in pack_of(name).sources if one.sha256 in seeds(shared)]
    return found[0] if found else None


def labels_of(plan: Path) -> Any:
    """The labels of a plan: its tasks, passages and obligations."""
    return json.loads((plan.parents[1] / "gold" / f"{plan.name[:3]}.json").read_text("utf-8"))


def squeezed(text: str) -> str:
    return "".join(text.split())


def shares(text: str, source: str, length: int) -> bool:
    """Whether a piece of `text` that long stands word for word in `source`."""
    return any(text[at : at + length] in source for at in range(len(text) - length + 1))


def test_the_baseline_and_the_plans_ship() -> None:
    assert "cn.central.fazhi" in shipped()
    assert all(pack_of(name).name == name for name in shipped())


@each_pack
def test_a_shipped_pack_has_no_error_and_cites_only_what_it_says_is_elsewhere(name: str) -> None:
    found = check(shipped_file(name))
    assert [str(problem) for problem in errors(found)] == []
    beside = {one.file for one in pack_of(name).sources if (shipped_file(name).parent / one.file).is_file()}
    absent = {one.file for one in pack_of(name).sources} - beside
    assert sum(problem.code == "R301" for problem in found) == len(absent)


@each_pack
def test_every_case_of_a_shipped_pack_passes(name: str) -> None:
    results = run(shipped_file(name))
    assert [f"{one.rule} {one.name}: {one.expected} / {one.got}" for one in results if one.result != "passed"] == []
    assert results


@each_pack
def test_every_tested_rule_has_cases_on_both_sides_of_its_edge(name: str) -> None:
    one_sided = [
        rule.id
        for rule in pack_of(name).rules
        if rule.test is not None and not ({*_expected(name, rule)} & DONE and {*_expected(name, rule)} & NOT_DONE)
    ]
    assert one_sided == []


@each_pack
def test_every_way_of_asking_by_hand_has_a_pair_of_cases(name: str) -> None:
    asked: dict[object, set[str]] = {}
    for rule in pack_of(name).rules:
        if rule.manual is not None:
            way = (rule.manual.every, rule.manual.by, rule.strength, rule.window)
            asked.setdefault(way, set()).update(_expected(name, rule))
    assert {way: expected for way, expected in asked.items() if not {"MANUAL", "MET"} <= expected} == {}


def _expected(name: str, rule: Rule) -> list[str]:
    return [case["expect"] for case in said(name)[rule.id].get("tests", ())]


@each_pack
def test_what_is_in_force_is_settled_and_the_rest_says_what_is_open(name: str) -> None:
    assert [rule.id for rule in pack_of(name).rules if (rule.state == "active") == bool(rule.review)] == []
    assert {rule.state for rule in pack_of(name).rules} <= {"active", "needs_review"}


@each_pack
def test_titles_are_short_and_each_rule_has_its_own(name: str) -> None:
    titles = Counter(rule.title for rule in pack_of(name).rules)
    assert [title for title, times in titles.items() if times > 1 or len(title) > LONGEST_TITLE] == []


@each_pack
def test_quotes_are_short(name: str, shared: Path) -> None:
    longest = LONGEST_QUOTE if plan_of(name, shared) else LONGEST_QUOTE_OF_A_STATUTE
    assert [rule.id for rule in pack_of(name).rules if len(rule.citation.quote) > longest] == []


@each_pack
def test_quotes_are_word_for_word_and_end_with_their_clause(name: str, shared: Path, tmp_path: Path) -> None:
    plan = plan_of(name, shared)
    if plan is not None:
        shutil.copy(plan[1], tmp_path / plan[0].file)
    assert [str(problem) for problem in check(shipped_file(name), sources=(tmp_path,))] == []


@each_pack
def test_titles_are_in_our_own_words(name: str, shared: Path) -> None:
    plan = plan_of(name, shared)
    files = [plan[1]] if plan else [shipped_file(name).parent / one.file for one in pack_of(name).sources]
    source = squeezed("".join(file.read_text("utf-8") for file in files))
    titles = {rule.id: squeezed(rule.title) for rule in pack_of(name).rules}
    assert {rule: title for rule, title in titles.items() if shares(title, source, LONGEST_COPY + 1)} == {}


@each_pack
def test_every_task_and_duty_of_the_plan_is_covered(name: str, shared: Path) -> None:
    plan = plan_of(name, shared)
    if plan is None:
        return
    labels = labels_of(plan[1])
    quotes: dict[str, list[str]] = {}
    for rule in pack_of(name).rules:
        quotes.setdefault(rule.citation.locator, []).append(squeezed(rule.citation.quote))
    assert [task["id"] for task in labels["tasks"] if task["id"] not in quotes] == []
    assert [duty["quote"] for duty in labels["obligations"] if not _covered(duty, quotes)] == []


def _covered(duty: Any, quotes: dict[str, list[str]]) -> bool:
    """Whether a rule at the duty's place quotes the duty, or a piece of it that is not shorter than a quarter."""
    wanted = squeezed(duty["quote"])
    return any(shares(quote, wanted, -(-len(wanted) // 4)) for quote in quotes.get(duty["task_id"], ()))


@each_pack
def test_whoever_bears_a_rule_is_called_in_chinese(name: str) -> None:
    pack = pack_of(name)
    bearers = {each for rule in pack.rules for each in (rule.bearer.set, *rule.bearer.cooperate)}
    called = {each: say_set(each, pack.sets) for each in bearers}
    assert {each: words for each, words in called.items() if re.search("[A-Za-z]{2,}", words)} == {}


def test_what_is_only_known_by_hearsay_is_not_in_force() -> None:
    rules = pack_of("cn.central.fazhi").rules
    grades = {rule.id: rule.citation.also[0].removeprefix("证据等级") for rule in rules}
    assert set(grades.values()) == set("TESK")
    assert [rule.id for rule in rules if grades[rule.id] == "K" and rule.state == "active"] == []


def test_a_rung_may_be_addressed_to_every_post_that_letters_know_and_to_no_other() -> None:
    assert set(POST_ZH) == {*audience.STAND_INS, *audience.SUPERVISION, WHOLE_SCOPE}
    assert set(ALSO_CALLED.values()) <= set(POST_ZH)
