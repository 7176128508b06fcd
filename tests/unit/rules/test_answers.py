"""Proposals are accepted, answers put in, and what nobody answered stays open."""

from dataclasses import replace
from datetime import date

import pytest

from engine.nouns import (
    Charge,
    Clause,
    Confirmation,
    Document,
    DueTerm,
    Duty,
    MonthDay,
    PartialDate,
    Phase,
    Question,
    Rule,
    RulePack,
    WindowTerm,
)
from rules.checking.checks import check_text
from rules.drafting.answers import Answer, answered
from rules.drafting.draft import draft
from rules.drafting.settle import accept_proposals
from rules.load import load_text
from rules.writing.compare import compare
from rules.writing.dump import dump

WORDS = "每年3月1日前报送"
BEFORE = Question("G101", "「3月1日前」没有说明是否含当日，请确认期限当日是否算按时。", "含当日（03-01）")
SHARE = Question("G107", "「一定比例」没有数值，请确认比例不低于多少。", None)
YEARLY = {"kind": "cadence", "period": "year", "recipient": "区政府"}


@pytest.fixture
def pack() -> RulePack:
    """A draft with a day before which, an early year, a share without a number and no end."""
    clauses = tuple(
        Clause(f"{n}", WORDS, n * 20, n * 20 + len(WORDS), charge=Charge(lead=("区司法局",))) for n in range(1, 5)
    )
    plan = Document("plan.txt", "0" * 64, "", issued_on=date(2026, 1, 5), clauses=clauses)
    said = [
        {**YEARLY, "window": {"by": "03-01"}, "questions": (BEFORE,)},
        {**YEARLY, "window": {"year_part": "start"}},
        {"kind": "ratio", "questions": (SHARE,)},
        {"kind": "other_quantified", "at_least": 2, "unit": "家"},
    ]
    duties = [
        Duty(clause.id, WORDS, clause.start, clause.end, action="报送", **fields)
        for clause, fields in zip(clauses, said, strict=True)
    ]
    return draft(plan, duties)


def rules(pack: RulePack) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.rules}


def test_accepting_the_proposals_activates_every_rule_that_has_one(pack: RulePack) -> None:
    accepted = rules(accept_proposals(pack))
    assert [rule.state for rule in accepted.values()] == ["active", "active", "needs_review", "active"]
    assert accepted["t001.d1"].due == DueTerm(MonthDay(3, 1), boundary="inclusive")
    assert accepted["t002.d1"].due == DueTerm(MonthDay(1, 31), boundary="inclusive")
    once = accepted["t004.d1"].window.once
    assert once is not None
    assert once.to == date(2026, 12, 31)


def test_an_accepted_pack_can_be_published(pack: RulePack) -> None:
    assert check_text(dump(accept_proposals(pack)), "x.yaml") == ()


def test_who_accepted_a_date_is_kept_with_its_wording(pack: RulePack) -> None:
    once = rules(accept_proposals(pack, "王某", date(2026, 3, 2)))["t004.d1"].window.once
    assert once is not None
    assert isinstance(once.to, PartialDate)
    assert (once.to.confirmed, once.to.confirmation) == ("2026-12-31", Confirmation("王某", date(2026, 3, 2)))


def staged(pack: RulePack, *candidates: date) -> RulePack:
    """A draft of one duty in a phase whose beginning is masked."""
    first = replace(pack.rules[0], window=WindowTerm(phase="p1"), due=DueTerm(), review=("年份被掩码（拟按：2009年）",))
    start = PartialDate("20*年4月初", candidates, "第二阶段是2010年")
    return replace(pack, rules=(first,), phases=(Phase("p1", start, date(2009, 12, 31)),))


def test_accepting_a_duty_settles_the_days_of_its_phase_too(pack: RulePack) -> None:
    masked = staged(pack, date(2009, 4, 1))
    assert accept_proposals(masked).phases == (Phase("p1", date(2009, 4, 1), date(2009, 12, 31)),)
    [answer] = [Answer("t001.d1", True, {}, "王某", date(2026, 3, 2))]
    done, problems = answered(masked, [answer])
    assert (problems, done.rules[0].state) == ((), "active")
    start = done.phases[0].start
    assert isinstance(start, PartialDate)
    assert (start.confirmed, start.confirmation) == ("2009-04-01", Confirmation("王某", date(2026, 3, 2)))
    assert check_text(dump(done), "x.yaml") == ()


def test_a_phase_that_may_be_read_in_two_ways_keeps_its_duties_open(pack: RulePack) -> None:
    masked = staged(pack, date(2008, 4, 1), date(2009, 4, 1))
    assert accept_proposals(masked).rules == masked.rules
    done, problems = answered(masked, [Answer("t001.d1", True, {})])
    assert (done.rules, [problem.code for problem in problems]) == (masked.rules, ["R602"])


def test_a_phase_that_nobody_accepted_stays_masked(pack: RulePack) -> None:
    masked = staged(pack, date(2009, 4, 1))
    asked = replace(masked, rules=(replace(masked.rules[0], review=("是哪一年？",)),))
    assert accept_proposals(asked).phases == asked.phases


def test_an_answer_says_what_holds(pack: RulePack) -> None:
    answers = [
        Answer("t001.d1", False, {"due.by": "02-15", "due.boundary": "exclusive"}),
        Answer("t002.d1", True, {}),
        Answer("t003.d1", False, {"set": ["区财政局", "区司法局"], "manual.every": "year"}),
    ]
    done, problems = answered(pack, answers)
    assert problems == ()
    settled = rules(done)
    assert [rule.state for rule in settled.values()] == ["active", "active", "active", "needs_review"]
    assert settled["t001.d1"].due == DueTerm(MonthDay(2, 15), boundary="exclusive")
    assert done.sets[settled["t003.d1"].bearer.set].members == ("区财政局", "区司法局")
    assert check_text(dump(done), "x.yaml") == ()


def test_what_cannot_be_answered_so_is_told_and_left_alone(pack: RulePack) -> None:
    answers = [
        Answer("t009", True, {}),
        Answer("t003.d1", True, {}),
        Answer("t001.d1", False, {"due.by": "06-31"}),
    ]
    done, problems = answered(pack, answers)
    assert done.rules == pack.rules
    assert sorted(problem.code for problem in problems) == ["R103", "R601", "R602"]


def test_two_packs_are_compared_by_rule(pack: RulePack) -> None:
    newer = accept_proposals(pack)
    difference = compare(pack, newer)
    assert (difference.added, difference.removed) == ((), ())
    assert ("t002.d1", "due") in [(change.rule, change.field) for change in difference.changed]
    assert not compare(pack, pack)
    assert compare(draft(Document("x", "0" * 64, ""), []), pack).added == tuple(rules(pack))


def test_a_set_that_no_rule_names_any_more_goes_with_its_last_rule(pack: RulePack) -> None:
    first = pack.rules[0]
    assert {rule.bearer.set for rule in pack.rules} == {"区司法局"}
    moved, problems = answered(
        pack, [Answer(rule.id, False, {"bearer.set": ["区财政局"], "due.by": "03-01"}) for rule in pack.rules]
    )
    assert problems == ()
    assert set(moved.sets) == {"区财政局"}
    half, _ = answered(pack, [Answer(first.id, False, {"bearer.set": ["区财政局"]})])
    assert set(half.sets) == {"区司法局", "区财政局"}


def test_what_the_rules_rest_on_is_compared_too() -> None:
    text = (
        'duban: rulepack/1\npack: a\nversion: 1.0.0\ntimezone: Asia/Shanghai\neffective: {from: "2026-01-01"}\n'
        f'sources: [{{id: d, file: d.txt, sha256: "{"0" * 64}"}}]\nsets: {{s: {{members: [甲, 乙]}}}}\n'
        "ladders: {l: [{id: one, at: due-3wd, send: 提醒}, {id: two, at: breach+1wd, send: 催办}]}\n"
        'rules: [{id: r, title: 报, source: {doc: d, locator: "1", quote: 报}, strength: must, bearer: {set: s}, '
        "window: {every: year}, test: {deliver: {of: f}}}]\n"
    )
    newer = (
        text.replace("1.0.0", "1.1.0")
        .replace("[甲, 乙]", "[甲]")
        .replace("due-3wd", "due-5wd")
        .replace("2026-01-01", "2026-07-01")
    )
    old, new = (load_text(each, "x.yaml")[0] for each in (text, newer))
    assert old is not None
    assert new is not None
    assert not compare(old, old)
    difference = compare(old, new)
    assert (difference.added, difference.removed, difference.changed) == ((), (), ())
    rung = "id: one, at: due-?wd, send: 提醒, release: human"
    assert [str(change) for change in difference.around] == [
        '规则包 effective：{from: "2026-01-01", to: null} → {from: "2026-07-01", to: null}',
        "单位组 s members：[甲, 乙] → [甲]",
        f"阶梯 l one：{{{rung.replace('?', '3')}}} → {{{rung.replace('?', '5')}}}",
    ]
