"""What can never come to pass, what is said twice, and figures of the wrong kind: each refused with its own code."""

from collections.abc import Callable

import pytest

from engine.source import Severity
from rules.checking.checks import check_text

RUNG = "ladders: {l: [%s]}\nrules:\n"


def codes(text: str) -> list[tuple[str, str]]:
    return [(str(p.source).removeprefix("x.yaml:"), p.code) for p in check_text(text, "x.yaml")]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ({"due": "when: {all: [{eq: [kind, dept]}, {eq: [kind, street]}]}"}, ("17:9", "R272")),
        ({"due": "when: {all: [{eq: [kind, dept]}, {not: {in: [kind, dept, street]}}]}"}, ("17:9", "R272")),
        ({"due": "when: {all: [{ge: [staff, 10]}, {le: [staff, 5]}]}"}, ("17:9", "R272")),
        ({"due": "when: {all: [{ge: [level, county]}, {le: [level, town]}]}"}, ("17:9", "R272")),
        ({"due": "when: {all: [{has: x}, {not: {has: x}}]}"}, ("17:9", "R272")),
        ({"test": "test: {forbid: {of: x, where: {all: [{eq: [a, true]}, {eq: [a, false]}]}}}"}, ("18:33", "R272")),
        ({"offices": "offices: {where: {all: [{eq: [kind, dept]}, {eq: [kind, gov]}]}}"}, ("7:20", "R272")),
        ({"due": "when: {ge: [staff, 60人]}"}, ("17:22", "R274")),
        ({"due": "when: {any: [{le: [kind, dept]}, {has: x}]}"}, ("17:28", "R274")),
        ({"due": 'due: {by: "2026-03-31", boundary: inclusive}'}, ("17:13", "R278")),
        (
            {"window": 'window: {once: {from: "2026-05-01"}}', "due": 'due: {by: "2026-03-31", boundary: inclusive}'},
            ("17:13", "R278"),
        ),
        ({"due": "due: {before: 5d, of: window.start}"}, ("17:17", "R278")),
        ({"due": "due: {by: end}", "test": 'test: {count: {of: x, at_least: "1.5"}}'}, ("18:35", "R275")),
        ({"test": 'test: {ratio: {num: x, den: y, at_least: "12"}}'}, ("18:44", "R233")),
        ({"test": 'test: {all: [{count: {of: x, at_least: "3"}}, {forbid: {of: x}}]}'}, ("18:49", "R281")),
        ({"test": 'test: {all: [{level: {of: x, at_least: "5"}}, {level: {of: x, at_most: "4"}}]}'}, ("18:49", "R281")),
        ({"due": "repeat: [{breaches: 2, then: 谈心}]"}, ("17:32", "R276")),
        ({"test": 'test: {sum: {of: x, at_least: "5", carry: {expires_after: 一年}}}'}, ("18:61", "R286")),
        ({"test": 'test: {sum: {of: x, unit: 时, at_least: "5", convert: {时: "2"}}}'}, ("18:60", "R285")),
        ({"window": "window: {every: 2y, anchor: {kind: fixed}}", "due": "due: {by: end}"}, ("16:31", "R211")),
        ({"due": "repeat: [{breaches: 2, then: 约谈, within: 一年}]"}, ("17:44", "R276")),
    ],
)
def test_what_can_never_be_is_refused(bent: Callable[..., str], lines: dict[str, str], found: tuple[str, str]) -> None:
    assert codes(bent(**lines)) == [found]


SPREAD = 'test: {count: {of: x, at_least: "1", at_most: "3", spread: [{each: %s, at_least: "%s"}]}}'


@pytest.mark.parametrize(
    ("spread", "every", "found"),
    [
        (("quarter", "1"), "year", ("18:89", "R273")),
        (("half", "2"), "year", ("18:86", "R273")),
        (("half", "1"), "half", ("18:70", "R273")),
    ],
)
def test_parts_fit_into_the_whole(
    bent: Callable[..., str], spread: tuple[str, str], every: str, found: tuple[str, str]
) -> None:
    text = bent(window=f"window: {{every: {every}}}", due="due: {by: end}", test=SPREAD % spread)
    assert codes(text) == [found]
    assert codes(bent(due="due: {by: end}", test=SPREAD % ("half", "1"))) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ({"due": "on_amend: split"}, ("17:13", "R277")),
        ({"window": "window: {every: year, level: continuous}"}, ("16:32", "R225")),
        (
            {"test": 'test: {sum: {of: x, at_least: "5", cap: [{where: {has: a}, max: "5"}]}}'},
            ("18:67", "R284"),
        ),
        ({"due": "exempt: [{if: {eq: [kind, gov]}, reason: 政府}]\n  when: {eq: [kind, dept]}"}, ("17:17", "R270")),
        ({"test": 'test: {ratio: {num: x, den: y, at_least: "1"}}'}, ("18:44", "R282")),
        (
            {
                "window": 'window: {once: {from: "2026-01-01", to: "2026-06-30"}}',
                "due": 'effective: {from: "2026-07-01"}',
            },
            ("16:43", "R278"),
        ),
        ({"window": "window: {every: month}", "due": "ladder: standard"}, None),
    ],
)
def test_what_is_only_odd_is_doubted(
    bent: Callable[..., str], lines: dict[str, str], found: tuple[str, str] | None
) -> None:
    problems = check_text(bent(**lines), "x.yaml")
    assert all(problem.severity is Severity.WARNING for problem in problems)
    assert codes(bent(**lines)) == ([found] if found else [])


@pytest.mark.parametrize(
    ("rungs", "code"),
    [
        ("{id: a, at: due-7d, send: 提醒, only_if: breached}", "R279"),
        ("{id: a, at: window.start, send: 提醒, only_if: breached}", "R279"),
        ("{id: a, at: due-7d, send: 提醒, only_if: not_acked}", "R279"),
        ("{id: a, at: due-7d, send: 提醒, enter_if: {all: [{eq: [u, true]}, {eq: [u, false]}]}}", "R272"),
        ("{id: a, at: due-9d, send: 提醒, requires: ack}, {id: b, at: due-7d, send: 提醒, only_if: not_acked}", None),
    ],
)
def test_a_rung_that_never_speaks_is_refused(pack_text: str, rungs: str, code: str | None) -> None:
    text = pack_text.replace("rules:\n", RUNG % rungs)
    assert [found for _, found in codes(text)] == ([code] if code else [])


def test_a_rung_before_its_window_opens_is_doubted(bent: Callable[..., str]) -> None:
    text = bent(window="window: {every: month}", due="ladder: l").replace(
        "rules:\n", RUNG % "{id: a, at: due-40d, send: 提醒}"
    )
    assert [code for _, code in codes(text)] == ["R279"]


def test_a_case_before_its_rule_is_in_force_is_doubted_unless_it_says_so(pack_text: str) -> None:
    text = pack_text.replace("window: {every: year}", 'window: {every: year}\n  effective: {from: "2026-01-01"}')
    case = '  tests: [{as_of: "2025-06-01", given: [], expect: %s}]\n'
    assert [code for _, code in codes(text + case % "OPEN")] == ["R280"]
    assert codes(text + case % "PENDING") == []


def again(text: str, **changed: str) -> str:
    """The pack with its rule a second time under another id, some words changed."""
    rule = text[text.index("- id: report") :].replace("id: report", "id: again")
    for old, new in changed.values():
        rule = rule.replace(old, new)
    return text + rule


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"due": ('"03-31"', '"06-30"')},
    ],
)
def test_two_active_rules_that_lay_the_same_duty_are_one_too_many(
    pack_text: str, changed: dict[str, tuple[str, str]]
) -> None:
    [problem] = check_text(again(pack_text, **changed), "x.yaml")
    assert (str(problem.source), problem.code) == ("x.yaml:19:7", "R271")
    assert "第 10 行" in problem.message


@pytest.mark.parametrize(
    "changed",
    [
        {"facts": ("of: report.filed", "of: report.other")},
        {"window": ("every: year", "every: half")},
        {"state": ("state: active", "state: needs_review")},
        {"when": ("window:", "when: {has: x}\n  window:")},
        {"to": ("window:", "to: [区委]\n  window:")},
    ],
)
def test_rules_that_differ_in_facts_window_state_or_condition_stand_side_by_side(
    pack_text: str, changed: dict[str, tuple[str, str]]
) -> None:
    assert "R271" not in [code for _, code in codes(again(pack_text, **changed))]


def test_a_rule_that_takes_over_from_another_stands_beside_it(pack_text: str) -> None:
    until, since = 'effective: {from: "2020-01-01", to: "2030-01-01"}', 'effective: {from: "2030-01-01"}'
    text = pack_text.replace("  window:", f"  {until}\n  window:")
    assert codes(again(text, time=(until, since))) == []


@pytest.mark.parametrize(
    ("state", "found"),
    [("needs_review", [("17:17", "R283")]), ("suspended", [("17:17", "R283")]), ("active", [])],
)
def test_a_duty_in_force_does_not_wait_for_one_that_is_not(
    bent: Callable[..., str], state: str, found: list[tuple[str, str]]
) -> None:
    waiting = bent(due="after: {rule: first}")
    begin = waiting.index("- id: report")
    rule = waiting[begin:].replace("id: report", "id: first").replace("  after: {rule: first}\n", "")
    assert codes(waiting + rule.replace("state: active", f"state: {state}")) == found


def test_a_duty_that_is_itself_to_be_reviewed_may_wait_for_another_such(bent: Callable[..., str]) -> None:
    waiting = bent(due="after: {rule: first}").replace("state: active", "state: needs_review")
    begin = waiting.index("- id: report")
    rule = waiting[begin:].replace("id: report", "id: first").replace("  after: {rule: first}\n", "")
    assert codes(waiting + rule) == []
