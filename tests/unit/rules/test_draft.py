"""Every task becomes a rule or a question; what the words leave open is asked, never guessed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.nouns import (
    AnchorKind,
    Charge,
    Clause,
    Count,
    Deliver,
    Document,
    DueTerm,
    Duration,
    Duty,
    Forbid,
    Level,
    MonthDay,
    PartialDate,
    Question,
    Ratio,
    Rule,
    RulePack,
    Sum,
    Trend,
)
from grammar.duty import read_duties
from rules.drafting.draft import draft
from rules.load import load_text
from rules.writing.dump import dump

LED = Charge(lead=("区司法局",), responsible=("区财政局", "各街镇"), support=("区档案局",), raw="（…）")


def document(*clauses: tuple[str, Charge], issued: date | None = date(2026, 1, 5)) -> Document:
    text, found = "", []
    for number, (words, charge) in enumerate(clauses, 1):
        found.append(Clause(f"一/{number}", words, len(text), len(text) + len(words), charge=charge))
        text += words + "\n"
    return Document("某地/plan.txt", "ab" * 32, text, title="工作要点", issued_on=issued, clauses=tuple(found))


def drafted(words: str, charge: Charge = LED, issued: date | None = date(2026, 1, 5), **said: Any) -> Rule:
    """The one rule that a duty with these fields is drafted as, loaded again from its text."""
    plan = document((words, charge), issued=issued)
    fields: dict[str, Any] = {"kind": "cadence", "action": words, **said}
    duty = Duty(clause="一/1", quote=words, start=0, end=len(words), **fields)
    [rule] = again(draft(plan, [duty])).rules
    return rule


def again(pack: RulePack) -> RulePack:
    loaded, problems = load_text(dump(pack), "draft.yaml")
    assert problems == ()
    assert loaded is not None
    return loaded


def test_a_task_without_a_measurable_duty_is_asked_after_every_half_year() -> None:
    pack = draft(document(("加强队伍建设，提升能力。持续推进。", LED)), [])
    [rule] = pack.rules
    assert (rule.id, rule.state, rule.review) == ("t001", "needs_review", ())
    assert rule.citation.quote == "加强队伍建设，提升能力。"
    assert rule.manual is not None
    assert (rule.manual.by, rule.manual.every) == ("office", "half")


def test_the_charge_becomes_sets_role_and_partners() -> None:
    pack = draft(document(("加强队伍建设。", LED)), [])
    [rule] = pack.rules
    assert rule.bearer.role == "lead"
    assert pack.sets[rule.bearer.set].members == ("区司法局", "区财政局")
    assert rule.bearer.cooperate == ("各街镇", "区档案局")
    assert pack.sets["各街镇"].members == ("各街镇",)


def test_units_charged_without_a_lead_each_bear_the_task() -> None:
    pack = draft(document(("加强队伍建设。", Charge(responsible=("区司法局", "各街镇")))), [])
    [rule] = pack.rules
    assert (rule.bearer.role, pack.sets[rule.bearer.set].members) == ("each", ("区司法局", "各街镇"))


def test_a_task_without_a_charge_asks_who_bears_it() -> None:
    [rule] = draft(document(("加强队伍建设。", Charge())), []).rules
    assert rule.review == ("条款没有写明由谁承担，请确认责任单位。",)


def test_the_unit_named_in_the_sentence_bears_the_duty_and_the_charge_sees_to_it() -> None:
    words = "各部门和各街镇每季度向区政府、区委报告一次"
    rule = drafted(words, subject="各部门和各街镇", per="agency", period="quarter", recipient="区政府、区委")
    assert (rule.bearer.set, rule.bearer.role) == ("各部门、各街镇", "each")
    assert rule.bearer.cooperate[0] == "区司法局"
    assert (rule.window.every, rule.to, rule.test) == ("quarter", ("区政府", "区委"), Deliver("t001.d1", to_each=True))


QUESTION_BEFORE = Question("G101", "「3月1日前」没有说明是否含当日，请确认期限当日是否算按时。", "含当日（03-01）")


@pytest.mark.parametrize(
    ("said", "every", "due"),
    [
        ({"period": "year", "window": {"quarter": 1}}, "year", DueTerm(MonthDay(3, 31), boundary="inclusive")),
        ({"period": "year", "window": {"half": 1}}, "year", DueTerm(MonthDay(6, 30), boundary="inclusive")),
        ({"period": "year", "window": {"month": 2}}, "year", DueTerm(MonthDay(2, 29), boundary="inclusive")),
        ({"period": "year", "window": {"by": "03-01"}}, "year", DueTerm(MonthDay(3, 1), boundary="inclusive")),
        (
            {"period": "year", "window": {"by": "03-01"}, "questions": (QUESTION_BEFORE,)},
            "year",
            DueTerm(MonthDay(3, 1), boundary="unspecified"),
        ),
        (
            {"period": "year", "window": {"year_part": "start"}},
            "year",
            DueTerm(MonthDay(1, 31), boundary="inclusive", vague="年初"),
        ),
        ({"period": "year", "window": {"year_part": "end"}}, "year", DueTerm()),
        ({"period": "half_year"}, "half", DueTerm()),
        ({"period": "two_years"}, "2y", DueTerm()),
        ({"period": "two_months"}, "2mo", DueTerm()),
        (
            {"period": "month", "window": {"by_day": 5}},
            "month",
            DueTerm(None, within=Duration(days=4), of="window.start"),
        ),
        (
            {"period": "quarter", "window": {"month_of_quarter": 3, "by_day": 25}},
            "quarter",
            DueTerm(None, within=Duration(months=2, days=24), of="window.start"),
        ),
        ({"period": "month", "window": {"by_day": 31}}, "month", DueTerm()),
    ],
)
def test_a_recurring_duty_has_its_period_and_its_day(said: Mapping[str, Any], every: str, due: DueTerm) -> None:
    rule = drafted("每期报送一次", **said)
    assert (rule.window.every, rule.due) == (every, due)


@pytest.mark.parametrize(
    ("said", "test"),
    [
        ({"kind": "quota", "at_least": Fraction(2), "unit": "期"}, Count("t001.d1", "期", at_least=Fraction(2))),
        ({"kind": "quota", "at_least": Fraction(60), "unit": "学时"}, Sum("t001.d1", "学时", at_least=Fraction(60))),
        ({"kind": "quota", "at_most": Fraction(3), "unit": "次"}, Count("t001.d1", "次", at_most=Fraction(3))),
        (
            {"kind": "ratio", "at_least": Fraction(95), "unit": "%"},
            Ratio("t001.d1.part", "t001.d1.whole", at_least=Fraction(19, 20)),
        ),
        ({"kind": "headcount", "at_least": Fraction(5), "unit": "名"}, Level("t001.d1", Fraction(5))),
        ({"kind": "other_quantified"}, Trend("t001.d1", "up")),
    ],
)
def test_each_kind_of_duty_has_its_yardstick(said: Mapping[str, Any], test: object) -> None:
    assert drafted("逐步提高", period="year", **said).test == test


def test_a_duty_once_a_term_hangs_on_the_holding_of_a_post() -> None:
    rule = drafted(
        "任期内培训", kind="once_per_term", period="term", per="person", subject="部门负责人", at_least=Fraction(1)
    )
    assert (rule.window.anchor.kind, rule.bearer.per, rule.bearer.set) == (
        AnchorKind.TENURE,
        "post_holding",
        "部门负责人",
    )


def test_a_deadline_is_a_window_from_the_day_of_issue() -> None:
    rule = drafted("年底前完成", kind="deadline", period="once", window={"by": "2026-12-31"})
    assert rule.window.once is not None
    assert (rule.window.once.start, rule.window.once.to) == (date(2026, 1, 5), date(2026, 12, 31))
    assert rule.due == DueTerm(date(2026, 12, 31), boundary="inclusive")


def test_a_dated_duty_of_an_undated_document_is_in_force_from_its_own_year() -> None:
    by = {"by": "2023-12-31"}
    assert drafted("底前完成", kind="deadline", period="once", window=by, issued=None).effective == (
        date(2023, 1, 1),
        None,
    )
    assert drafted("底前完成", kind="deadline", period="once", window=by).effective is None


def test_a_masked_year_stays_masked() -> None:
    rule = drafted(
        "完成评估", kind="count_by_deadline", at_least=Fraction(1), period="once", window={"by": "20*-10-31"}
    )
    assert rule.due.by == PartialDate("20*-10-31", (), "年份不明")


def test_a_number_without_a_day_is_proposed_for_the_end_of_the_year_of_issue() -> None:
    rule = drafted("选取两家示范", kind="other_quantified", at_least=Fraction(2), at_most=Fraction(3), unit="家")
    assert rule.window.once is not None
    assert rule.window.once.to == PartialDate("未写明期限", (date(2026, 12, 31),), "按印发当年年底推定")
    assert rule.review == ("没有写明完成期限（拟按：印发当年年底，2026年12月31日）",)


def test_a_limit_that_counts_from_no_named_event_asks_for_it() -> None:
    rule = drafted("十五个工作日内办结", kind="duration_limit", at_most=Fraction(15), unit="工作日")
    assert rule.due == DueTerm(None, within=Duration(workdays=15), of="t001.d1.start")
    assert "从哪一事件起算" in rule.review[0]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "ratio", "unit": "%"},
        {"kind": "ratio", "unit": "%", "at_least": Fraction(100, 3)},
        {"kind": "quota", "period": "week", "at_least": Fraction(1)},
        {"kind": "other_quantified", "at_least": Fraction(2), "issued": None},
        {"kind": "something new"},
    ],
)
def test_what_no_test_can_say_is_left_to_the_office(said: Mapping[str, Any]) -> None:
    rule = drafted("占一定比例", **said)
    assert rule.test is None
    assert rule.manual is not None


def test_a_prohibition_allows_no_finding() -> None:
    rule = drafted("严禁下达指标", period="year", strength="forbid")
    assert (rule.strength, rule.test) == ("forbid", Forbid("t001.d1"))


def test_questions_are_carried_with_their_proposals() -> None:
    rule = drafted("三月一日前报送", period="year", window={"by": "03-01"}, questions=(QUESTION_BEFORE,))
    assert rule.review == (f"{QUESTION_BEFORE.text}（拟按：含当日（03-01））",)


def test_the_same_document_gives_the_same_bytes() -> None:
    plan = document(("加强队伍建设。", LED), ("推进公开。", Charge(responsible=("各部门",))))
    assert dump(draft(plan, [])) == dump(draft(plan, []))
    assert draft(plan, []).sources[0].file == "plan.txt"
    assert draft(plan, [], file="../docs/plan.txt").sources[0].file == "../docs/plan.txt"


def test_passages_that_are_no_task_are_numbered_apart_and_only_kept_for_their_duties() -> None:
    plan = document(("到二〇二六年底建成。", Charge()), ("加强队伍建设。", LED))
    goal, task = plan.clauses
    plan = replace(plan, clauses=(replace(goal, is_task=False), task))
    duty = Duty(
        goal.id, goal.text, goal.start, goal.end, "deadline", "建成", period="once", window={"by": "2026-12-31"}
    )
    assert [rule.id for rule in draft(plan, [duty]).rules] == ["p001.d1", "t001"]
    assert [rule.id for rule in draft(plan, []).rules] == ["t001"]


def test_units_named_together_do_not_help_each_of_themselves() -> None:
    charge = Charge(lead=("区司法局",), support=("各部门",))
    rule = drafted("各部门领导班子成员每年旁听庭审不少于1次", charge, subject="各部门领导班子成员", per="person")
    assert rule.bearer.cooperate == ("区司法局",)


def test_a_task_is_due_by_the_day_its_assignment_prints() -> None:
    text = "修缮水闸。"
    charge = Charge(lead=("县水利局",), raw="牵头单位：县水利局\n完成时限：2026年8月底前")
    clause = Clause("1", text, 0, len(text), charge=charge)
    document = Document("plan.txt", "0" * 64, text, issued_on=date(2026, 1, 5), clauses=(clause,))
    (rule,) = draft(document, ()).rules
    assert rule.manual is None
    assert (rule.due.by, rule.citation.quote) == (date(2026, 8, 31), text)


def test_a_figure_without_a_day_is_due_by_the_limit_of_its_task() -> None:
    text = "新增学位500个。"
    charge = Charge(lead=("县教育局",), raw="（县教育局牵头，2026年8月底前）")
    clause = Clause("1", text, 0, len(text), charge=charge)
    document = Document("plan.txt", "0" * 64, text, issued_on=date(2026, 1, 5), clauses=(clause,))
    (rule,) = draft(document, read_duties([clause])).rules
    assert isinstance(rule.test, Count)
    assert rule.window is not None
    assert rule.window.once is not None
    assert rule.window.once.to == date(2026, 8, 31)


def test_where_the_document_says_so_the_first_of_several_units_leads() -> None:
    told = "责任单位中列第一位的为牵头单位。"
    text = told + "编制目录。"
    clause = Clause("1", "编制目录。", len(told), len(text), charge=Charge(responsible=("甲局", "乙局")))
    led = draft(Document("p.txt", "0" * 64, text, clauses=(clause,)), ())
    assert [rule.bearer.role for rule in led.rules] == ["lead"]
    plain = draft(Document("p.txt", "0" * 64, "编制目录。", clauses=(replace(clause, start=0, end=5),)), ())
    assert [rule.bearer.role for rule in plain.rules] == ["each"]
