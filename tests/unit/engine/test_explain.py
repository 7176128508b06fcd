"""Explanations: the exact shape, the closed list of codes, and Chinese that says what an officer would say."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest

import engine
from engine.dates import due_of, windows
from engine.judging.judge import judge
from engine.nouns import (
    AllOf,
    Bearer,
    Citation,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Fact,
    FactStatus,
    Forbid,
    Member,
    MonthDay,
    Obligation,
    Pred,
    Rule,
    Standing,
    Sum,
    Verdict,
    WindowTerm,
)
from engine.telling.account import account
from engine.telling.codes import BECAUSE, CODES, REJECTED, STANDING_ZH, UNSUPPORTED, WHAT_IF
from engine.telling.explain import explain, place_zh
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
TO = ("本级党委", "本级政府", "上一级部门")


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def fact(kind: str, on: str, **more: object) -> Fact:
    return Fact(str(more.pop("id", f"{kind}.{on}")), kind, "a", day(on), day(on), **more)  # type: ignore[arg-type]


@pytest.fixture
def told(china: WorkCalendar) -> Callable[..., dict[str, object]]:
    def explained(rule: Rule, as_of: str, facts: Sequence[Fact] = (), **more: object) -> dict[str, object]:
        window = next(w for w in windows(rule, (), date(2026, 1, 1), date(2026, 12, 31)) if w.label == "2026")
        due = due_of(rule.due, window, china)
        one = Obligation("k", "cn.x", "5ha", rule.id, "ag-017", window, due, calendar="cn.workdays@2026")
        file, on = Dossier(facts=tuple(facts), **more), day(as_of)  # type: ignore[arg-type]

        def again(other: Dossier, asked: date) -> Verdict:
            return judge(rule, one, other, china, asked, max(on, asked))

        found = again(file, on)
        named = {"bearer": "区商务委", "pack_id": "cn.x@1.0.0", "document": "长府办〔2022〕7号"}
        return explain(rule, one, found, dossier=file, again=again, **named)  # type: ignore[arg-type]

    return explained


Told = Callable[..., dict[str, object]]


@pytest.fixture
def report(a_rule: Make) -> Rule:
    return a_rule(
        title="部门年度报告",
        citation=Citation("s002", "7", "每年年初向区政府报告本单位上年度法治建设情况"),
        test=Deliver("report", to_each=True),
        to=TO,
        window=WindowTerm("year", about="previous"),
        due=DueTerm(MonthDay(3, 1)),
    )


def test_the_shape_of_an_explanation(told: Told, report: Rule) -> None:
    filed = [fact("report", "02-01", to=TO[0]), fact("report", "02-02", to=TO[1]), fact("report", "02-03", to="区政协")]
    found = told(report, "03-02", filed)
    assert found["verdict"] == "BREACHED"
    assert found["since"] == "2026-03-02"
    assert found["window"] == {"label": "2026", "from": "2026-01-01", "to": "2026-12-31", "about": "2025"}
    test = found["test"]
    assert isinstance(test, dict)
    assert (test["op"], test["need"], test["have"], test["truth"]) == ("deliver", 3, {"lo": 2, "hi": 2}, "F")
    assert test["parts"][2] == {"to": "上一级部门", "ok": False}
    assert test["rejected"] == [{"ev": "report.02-03", "code": "RECIPIENT_NOT_OWED", "act": "2026-02-03"}]
    assert found["because"] == ["DUE_PASSED", "RECIPIENT_MISSING"]
    assert found["would_change"] == [
        {"if": "RECEIPT", "to": "上一级部门", "act_by": "2026-03-01", "then": "OVERTURNED"},
        {"if": "RECEIPT", "then": "CURED"},
        {"if": "EXEMPTION", "then": "EXEMPT"},
    ]


def test_the_chinese_of_a_breach(told: Told, report: Rule) -> None:
    filed = [fact("report", "02-01", to=TO[0]), fact("report", "02-02", to=TO[1])]
    assert told(report, "03-02", filed)["zh"] == (
        "区商务委“部门年度报告”一事，应于2026年3月1日之前（未写明是否含当日，稳妥日为2026年2月28日）报送3处；"
        "截至2026年3月2日，已报2处，缺：上一级部门。"
        "判定为“逾期未办”（自2026年3月2日起）。"
        "依据：长府办〔2022〕7号第7项“每年年初向区政府报告本单位上年度法治建设情况”。"
        "补交送达证明（上一级部门），材料所载办理日期不晚于2026年3月1日的，判定为“按期办结（事后补证）”；"
        "补交送达证明的，判定为“逾期后补办”。"
    )


def test_a_quote_with_its_full_stop_ends_in_one(told: Told, report: Rule) -> None:
    stopped = replace(report, citation=Citation("s002", "7", "每年年初向区政府报告。"))
    assert "“每年年初向区政府报告”。" in str(told(stopped, "03-02")["zh"])


def test_the_page_of_a_breach_says_how_the_day_was_found_and_what_did_not_count(told: Told, report: Rule) -> None:
    filed = [fact("report", "02-01", to=TO[0]), fact("report", "02-03", to="区政协")]
    lines = account(told(report, "03-02", filed)).splitlines()
    assert lines[1] == "判定：逾期未办（BREACHED，自 2026-03-02 起；按 2026-03-02 判，所知截至 2026-03-02）"
    assert "时限的由来：" in lines
    assert "  1. ✓ 本级党委" in lines
    assert "  3. ✗ 上一级部门" in lines
    assert any("2026-02-03" in line and "report.02-03" in line for line in lines[lines.index("未计入：") :])
    assert len(lines[lines.index("怎样会改变：") :]) >= 3


def test_what_is_filed_twice_or_cannot_be_sized_is_told_like_what_was_turned_away(told: Told, a_rule: Make) -> None:
    counted = a_rule(test=Count("x", at_least=F(2), distinct="session"), window=WindowTerm("year"))
    twice = [fact("x", "02-03", id="late", attrs={"session": "春"}), fact("x", "02-01", attrs={"session": "春"})]
    summed = a_rule(test=Sum("x", unit="学时", at_least=F(60), distinct="record"), window=WindowTerm("year"))
    old = fact("x", "02-01", id="old", quantity=F(40), attrs={"record": "1"})
    new = fact("x", "02-01", id="old2", quantity=F(20), attrs={"record": "1"})
    odd = fact("x", "03-01", id="odd", quantity=F(3), unit="期", attrs={"record": "2"})
    for rule, facts, said in (
        (counted, twice, [("late", "SAME_AGAIN")]),
        (counted, [*twice, fact("x", "04-01", attrs={"session": "秋"})], [("late", "SAME_AGAIN")]),
        (summed, [old, new, odd], [("old", "CORRECTED"), ("odd", "SIZE_UNKNOWN")]),
        (summed, [replace(old, status=FactStatus.REJECTED), new], [("old", "REJECTED")]),
    ):
        test = told(rule, "06-01", facts)["test"]
        assert isinstance(test, dict)
        assert [(one["ev"], one["code"]) for one in test["rejected"]] == said
        assert {one["code"] for one in test["rejected"]} <= set(REJECTED)


def test_what_one_part_of_a_test_leaves_out_and_another_counts_counts(told: Told, a_rule: Make) -> None:
    hours = Sum("x", unit="学时", at_least=F(60), convert={"天": F(8)})
    law = Sum("x", unit="学时", at_least=F(20), where=Pred("eq", "about_law", (True,)))
    rule = a_rule(test=AllOf((hours, law)), window=WindowTerm("year"))
    filed = [
        fact("x", "02-01", quantity=F(5), unit="天", attrs={"about_law": True}),
        fact("x", "02-02", quantity=F(5), unit="学时", attrs={"about_law": False}),
        fact("x", "02-03", quantity=F(5), unit="期", attrs={"about_law": False}),
    ]
    test = told(rule, "06-01", filed)["test"]
    assert isinstance(test, dict)
    assert [(one["ev"], one["code"]) for one in test["rejected"]] == [("x.02-03", "SIZE_UNKNOWN")]


def test_people_do_not_stand_in_for_each_other(told: Told, a_rule: Make) -> None:
    rule = a_rule(
        test=Count("x", at_least=F(1), distinct="session"), window=WindowTerm("year"), bearer=Bearer("s", per="person")
    )
    facts = [fact("x", f"02-0{n}", member=who, attrs={"session": "春"}) for n, who in ((1, "p1"), (2, "p2"), (3, "p1"))]
    test = told(rule, "06-01", facts, members=(Member("p1"), Member("p2")))["test"]
    assert isinstance(test, dict)
    assert [(one["ev"], one["code"]) for one in test["rejected"]] == [("x.02-03", "SAME_AGAIN")]


def test_an_explanation_stays_small_however_much_was_kept_out(told: Told, a_rule: Make) -> None:
    rule = a_rule(test=Count("x", at_least=F(2)), window=WindowTerm("year"), due=DueTerm("end"))
    refused = [fact("x", "02-01", id=f"{n:032d}", status=FactStatus.REJECTED) for n in range(3000)]
    found = told(rule, "06-01", refused)
    test = found["test"]
    assert isinstance(test, dict)
    assert (len(test["rejected"]), test["rejected_count"]) == (20, 3000)
    assert len(json.dumps(found, ensure_ascii=False).encode()) <= 16 * 1024


@pytest.mark.parametrize("as_of", ["01-01", "02-28", "03-01", "03-02", "12-31"])
@pytest.mark.parametrize("status", list(FactStatus))
def test_every_explanation_is_json_in_known_codes(told: Told, report: Rule, as_of: str, status: FactStatus) -> None:
    found = told(report, as_of, [fact("report", "02-01", to=to, id=to, status=status) for to in TO])
    again = json.loads(json.dumps(found, ensure_ascii=False))
    assert set(again["because"]) <= set(BECAUSE)
    assert {one["if"] for one in again["would_change"]} <= set(WHAT_IF)
    assert {one["code"] for one in again["test"]["rejected"]} <= set(REJECTED)
    assert again["zh"].endswith("。")


def test_what_would_lift_a_prohibition_is_its_withdrawal(told: Told, a_rule: Make) -> None:
    rule = a_rule(test=Forbid("bad"), window=WindowTerm("year"), due=DueTerm("end"))
    assert told(rule, "06-01", [fact("bad", "03-01")])["would_change"] == [
        {"if": "WITHDRAWAL", "then": "OPEN"},
        {"if": "EXEMPTION", "then": "EXEMPT"},
    ]


def test_every_code_the_engine_uses_is_in_the_closed_list() -> None:
    room = Path(engine.__file__).parent
    texts = [path.read_text("utf-8") for path in sorted(room.rglob("*.py")) if "nouns" not in path.parts]
    bodies = [re.sub(r"__all__ = \[.*?\]", "", text, flags=re.DOTALL) for text in texts]
    used = {code for body in bodies for code in re.findall(r'"((?:E_)?[A-Z]{2,}(?:_[A-Z]+)*)"', body)}
    standings = {standing.value for standing in Standing}
    assert used - set(CODES) - standings == set()


def test_every_standing_and_code_has_its_chinese() -> None:
    assert set(STANDING_ZH) == set(Standing)
    lists = (UNSUPPORTED, WHAT_IF, REJECTED, BECAUSE)
    assert all(re.search("[\u4e00-\u9fff]", said) for codes in lists for said in codes.values())


def test_a_code_that_means_two_things_says_the_same_kind_of_thing() -> None:
    shared = [code for code in BECAUSE if code in REJECTED or code in WHAT_IF]
    assert shared == ["CONDITION_NOT_MET"]


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("7", "第7项"),
        ("二/(二)/7", "二（二）第7项"),
        ("二/(三)", "二（三）"),
        ("第三章/第十一条/(三)", "第三章第十一条（三）"),
        ("四/第一阶段", " 四/第一阶段"),
        ("三#1", " 三#1"),
    ],
)
def test_a_locator_is_said_as_an_officer_would_write_it(locator: str, said: str) -> None:
    assert place_zh(locator) == said
