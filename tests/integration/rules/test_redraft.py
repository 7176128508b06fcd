"""A new edition of a plan keeps the identities and the settled answers of the rules it leaves alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from documents.read import read
from engine.nouns import RulePack
from grammar.duty import read_duties
from rules.drafting.draft import draft
from rules.drafting.redraft import Redraft, redraft
from rules.drafting.settle import accept_proposals

PLAN = """青河区2026年重点工作方案
青政办发〔2026〕1号
一、主要任务
1.各部门每季度向区政府书面报告一次工作进展。（牵头单位：区司法局）
2.2026年9月底前完成权责清单编制。（责任单位：区委编办）
3.持续优化营商环境，完善投诉处理机制。（牵头单位：区发改委）
4.每年组织不少于两次行政执法检查。（责任单位：区城管局）
"""
NEXT = """青河区2027年重点工作方案
青政办发〔2027〕2号
一、主要任务
1.建立重大行政决策目录并向社会公布。（责任单位：区政府办）
2.各部门每季度向区政府书面报告一次工作进展。（牵头单位：区司法局）
3.每年组织不少于三次行政执法检查。（责任单位：区城管局）
4.持续优化营商环境，完善投诉处理机制。（牵头单位：区商务局）
"""


def drafted(folder: Path, text: str) -> RulePack:
    file = folder / "plan.txt"
    file.write_text(text, encoding="utf-8")
    document = read(file)
    return draft(document, read_duties(document.clauses))


@pytest.fixture
def old(tmp_path: Path) -> RulePack:
    """The pack of last year's plan, answered for and named by the office."""
    return replace(accept_proposals(drafted(tmp_path, PLAN)), name="cn.qinghe.plan", version="1.2.3")


@pytest.fixture
def found(tmp_path: Path, old: RulePack) -> Redraft:
    """This year's plan against it."""
    return redraft(old, drafted(tmp_path, NEXT))


def test_each_rule_is_kept_changed_added_or_dropped(old: RulePack, found: Redraft) -> None:
    by_quote = {rule.citation.quote[:6]: rule.id for rule in old.rules}
    assert found.kept == (by_quote["各部门每季度"],)
    assert set(found.changed) == {by_quote["每年组织不少"], by_quote["持续优化营商"]}
    assert found.added == ("n001",)
    assert found.dropped == (by_quote["2026年9"],)


def test_a_rule_that_stays_keeps_its_answers_and_cites_the_new_edition(old: RulePack, found: Redraft) -> None:
    [before] = [rule for rule in old.rules if rule.id == found.kept[0]]
    [after] = [rule for rule in found.pack.rules if rule.id == before.id]
    assert after == replace(before, citation=replace(before.citation, locator="一/2"))
    assert after.state == "active"


def test_a_rule_that_changed_says_what_it_said_before(found: Redraft) -> None:
    asked = {rule.citation.quote[:4]: rule.review for rule in found.pack.rules if rule.id in found.changed}
    assert "每年组织不少于两次行政执法检查" in asked["每年组织"][0]
    assert "区发改委" in asked["持续优化"][0]
    assert all(rule.state == "needs_review" for rule in found.pack.rules if rule.id in found.changed)


def test_the_pack_is_the_next_version_of_the_old_one(found: Redraft) -> None:
    assert (found.pack.name, found.pack.version) == ("cn.qinghe.plan", "1.3.0")
    assert {rule.bearer.set for rule in found.pack.rules} <= set(found.pack.sets)
    assert found.pack.sources[0].doc_no == "青政办发〔2027〕2号"


def test_the_same_edition_again_keeps_everything(tmp_path: Path, old: RulePack) -> None:
    again = redraft(old, drafted(tmp_path, PLAN))
    assert again.kept == tuple(rule.id for rule in old.rules)
    assert (again.changed, again.added, again.dropped) == ((), (), ())
    assert again.pack.rules == old.rules
