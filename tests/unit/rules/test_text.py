"""A rule may be written as a sentence: its reading fills the rule, the author's fields complete or contradict it."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from engine.nouns import Count, Deliver, MonthDay, Rule
from engine.source import errors
from rules.checking.checks import check_text
from rules.load import load_text
from rules.writing.dump import dump

HEAD = """\
duban: rulepack/1
pack: test.text
version: 1.0.0
timezone: Asia/Shanghai
sources: [{id: d, file: d.txt, sha256: "%s", issued: "2026-03-02"}]
sets:
  offices: {members: [区司法局]}
phases: [{id: term, from: "2026-01-01", to: "2030-12-31"}]
rules:
- id: half
  title: 半年报告
  source: {doc: d, locator: "1", quote: 报告}
  state: %s
  bearer: {set: offices}
  text: %s
"""


def pack(text: str, *lines: str, state: str = "active") -> str:
    return HEAD % ("0" * 64, state, text) + "".join(f"  {line}\n" for line in lines)


def rule(text: str, *lines: str, state: str = "active") -> Rule:
    loaded, problems = load_text(pack(text, *lines, state=state), "x.yaml")
    assert loaded is not None, problems
    return loaded.rules[0]


def codes(text: str, *lines: str, state: str = "active") -> list[tuple[str, str]]:
    return [
        (str(problem.source).removeprefix("x.yaml:"), problem.code)
        for problem in check_text(pack(text, *lines, state=state), "x.yaml")
    ]


def test_a_sentence_says_whole_rules() -> None:
    read = rule("各部门每半年向区政府报告1次")
    assert (read.strength, read.window.every, read.to, read.test) == ("must", "half", ("区政府",), Deliver("half"))
    assert read.text == "各部门每半年向区政府报告1次"
    assert codes("各部门每半年向区政府报告1次") == []


def test_an_open_question_of_an_active_rule_is_a_problem_with_the_question_the_proposal_and_the_field() -> None:
    [problem] = check_text(pack("各局每年3月1日前报送总结"), "x.yaml")
    assert (str(problem.source), problem.code) == ("x.yaml:15:9", "R263")
    assert "是否含当日" in problem.message
    assert "（拟按：含当日" in problem.message
    assert "due.boundary" in problem.message


def test_a_rule_under_review_carries_the_open_questions_of_its_sentence() -> None:
    read = rule("各局每年3月1日前报送总结", "review: [谁来审？]", state="needs_review")
    assert [question[:4] for question in read.review] == ["谁来审？", "「每年3"]
    assert codes("各局每年3月1日前报送总结", state="needs_review") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("各局每年3月1日前报送总结", "due: {boundary: inclusive}"),
        ("各局每年3月1日前报送总结", "due: {boundary: unspecified}"),
        ("各局每年年初报送计划", 'due: {by: "01-20"}'),
        ("各局每两年评估一次", 'window: {anchor: {kind: fixed, at: "2026-01-01"}}'),
        ("各局定期走访企业", "window: {every: quarter}"),
        ("各级政府每届任期内至少评估一次", "window: {phase: term}"),
        ("党员应占一定比例", 'window: {every: year}\n  test: {ratio: {num: a, den: b, at_least: "30%"}}'),
        ("满意率达95%以上", "window: {every: year}"),
        ("职工三百人以上的企业每月报送一次", 'when: {ge: [staff, "300"]}'),
        ("受理机构自收到申请之日起15个工作日内答复", "due: {within: 15wd, of: request.received}"),
    ],
)
def test_a_field_beside_the_sentence_answers_its_question(text: str, line: str) -> None:
    assert codes(text, line) == []


def test_the_authors_details_are_added_to_what_the_sentence_says() -> None:
    lines = ("test: {count: {of: lecture.law, distinct: session_id}}", "window: {first: {policy: prorate}}")
    read = rule("各局每年举办两期以上法治讲座", *lines)
    assert read.test == Count("lecture.law", "期", at_least=Fraction(2), distinct="session_id")
    assert (read.window.every, read.window.first) == ("year", "prorate")


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        ("各局每年举办两期以上讲座", "window: {every: half}", "16:19"),
        ("各局每年举办两期以上讲座", 'test: {count: {of: x, at_least: "1"}}', "16:35"),
        ("各局每年举办两期以上讲座", "strength: encourage", "16:13"),
        ("各局每年6月底前报送", 'due: {by: "07-31"}', "16:13"),
        ("各局每年3月1日前报送", 'due: {by: "03-02", boundary: inclusive}', "16:13"),
        ("各局2026年底前完成", 'window: {once: {to: "2027-12-31"}}', "16:18"),
    ],
)
def test_a_field_that_says_otherwise_is_a_contradiction(text: str, line: str, place: str) -> None:
    assert codes(text, line) == [(place, "R264")]
    assert load_text(pack(text, line), "x.yaml")[0] is None


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("天气晴好", "", ("15:9", "R261")),
        ("学法每年不少于4次，测试每年不少于2次", "", ("15:9", "R262")),
        ("每年一次", "manual: {ask: 问}", ("10:3", "R110")),
        ('""', "", ("15:9", "R107")),
    ],
)
def test_a_sentence_that_is_no_single_duty_is_refused_where_it_stands(
    text: str, line: str, found: tuple[str, str]
) -> None:
    assert codes(text, *([line] if line else [])) == [found]


def test_what_is_wrong_with_a_field_read_from_a_sentence_is_shown_at_the_sentence() -> None:
    assert codes("各局每年向区委、区政府报告", "to: []") == [("15:9", "R230")]
    assert codes("各局每年举办两期以上讲座", "window: {phase: term}") == [("16:11", "R221"), ("16:19", "R264")]


ROUND = [
    ("各部门每半年向区政府报告1次", []),
    ("各局每年3月1日前报送总结", ["due: {boundary: inclusive}"]),
    ("各局每年3月1日前报送总结", ["due: {boundary: unspecified}"]),
    ("各局每年举办两期以上法治讲座", ["test: {count: {of: lecture.law, distinct: session_id}}"]),
    ("各局每隔两年清理一次", ["window: {every: 2y, anchor: {kind: last_met}}"]),
    ("每名网格员每年接受业务培训不少于40学时", []),
    ("党员应占一定比例", ["window: {every: year}", 'test: {ratio: {num: a, den: b, at_least: "30%"}}']),
]


@pytest.mark.parametrize(("text", "lines"), ROUND)
@pytest.mark.parametrize("state", ["active", "needs_review"])
def test_a_pack_written_out_keeps_its_sentences_and_loads_back_equal(text: str, lines: list[str], state: str) -> None:
    first, _ = load_text(pack(text, *lines, state=state), "x.yaml")
    assert first is not None
    written = dump(first)
    again, problems = load_text(written, "x.yaml")
    assert again is not None, problems
    assert f"text: {text}" in written
    assert [bare(each) for each in again.rules] == [bare(each) for each in first.rules]


def test_what_the_sentence_says_is_not_written_twice() -> None:
    first, _ = load_text(pack("各部门每半年向区政府报告1次"), "x.yaml")
    assert first is not None
    assert not {"window:", "test:", "strength:", "to:"} & set(dump(first).split("rules:")[1].split())


def bare(each: Rule) -> tuple[object, ...]:
    return (each.strength, each.bearer, each.to, each.window, each.due, each.test, each.manual, each.review, each.text)


def test_the_due_day_read_is_the_day_judged() -> None:
    read = rule("各局每年6月底前报送")
    assert (read.due.by, read.due.boundary) == (MonthDay(6, 30), "inclusive")
    assert rule("各局自印发之日起30日内报送").window.once.start == date(2026, 3, 2)  # type: ignore[union-attr]


def test_a_sound_sentence_is_checked_even_if_its_neighbour_is_ill_formed(bent: Callable[..., str]) -> None:
    text = pack("各局每年3月1日前报送总结") + "- id: second\n"
    assert {problem.code for problem in errors(check_text(text, "x.yaml"))} == {"R263", "R101", "R108"}
