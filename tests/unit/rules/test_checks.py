"""Every refusal of semantics-rulings I, with its own code and place."""

from collections.abc import Callable

import pytest

from engine.source import Severity, errors
from rules.checking.checks import check_text

ONCE = 'window: {once: {from: "2026-01-01", to: "2026-06-30"}}'


def codes(text: str) -> list[tuple[str, str]]:
    return [(str(p.source).removeprefix("x.yaml:"), p.code) for p in errors(check_text(text, "x.yaml"))]


def test_a_sound_pack_passes(pack_text: str) -> None:
    assert check_text(pack_text, "x.yaml") == ()


@pytest.mark.parametrize(
    ("lines", "place", "code"),
    [
        ({"due": 'due: {by: "03-31", within: 5d, of: filed}'}, "17:8", "R210"),
        ({"due": "due: {within: 5d, before: 5d, of: filed}"}, "17:8", "R210"),
        ({"due": "due: {within: 5d}"}, "17:17", "R211"),
        ({"due": 'due: {by: "03-31", of: filed}'}, "17:26", "R211"),
        ({"due": "due: {within: 5d, of: filed, boundary: exclusive}"}, "17:42", "R212"),
        ({"due": "due: {within: 5wd, of: filed, day: calendar}"}, "17:38", "R213"),
        ({"due": "due: {within: 1d5wd, of: filed, day: working}"}, "17:40", "R213"),
        ({"due": "due: {grace: 0d}"}, "17:16", "R214"),
        ({"window": "ladder: standard"}, "10:3", "R220"),
        ({"window": "window: {}"}, "16:11", "R220"),
        ({"window": "window: {about: previous}"}, "16:11", "R220"),
        ({"window": "window: {once: {}}"}, "16:18", "R220"),
        ({"window": "window: {every: year, phase: p1}"}, "16:11", "R221"),
        ({"window": 'window: {once: {from: "2026-07-01", to: "2026-06-30"}}'}, "16:43", "R223"),
        ({"window": "window: {every: year, tolling: ['']}"}, "16:35", "R202"),
        ({"window": "window: {anchor: {kind: event}}"}, "16:20", "R211"),
        ({"window": "window: {phase: p9}"}, "16:19", "R202"),
        ({"bearer": "bearer: {set: nobody}"}, "15:17", "R202"),
        ({"bearer": 'bearer: {set: offices, roll_up: {met_share_at_least: "120%"}}'}, "15:56", "R233"),
        ({"due": "ladder: nowhere"}, "17:11", "R202"),
        ({"due": "after: {rule: other}"}, "17:17", "R202"),
        ({"due": "after: {rule: report}"}, "17:17", "R207"),
        ({"due": "review: [哪一天？]"}, "17:11", "R203"),
        ({"due": 'due: {by: "01-31", vague: 年初}'}, "17:29", "R204"),
        ({"due": 'effective: {from: "2026-01-01", to: "2026-01-01"}'}, "17:39", "R223"),
        ({"test": "test: {deliver: {of: x, to_each: true}}"}, "18:36", "R230"),
        ({"test": "test: {count: {of: x}}"}, "18:17", "R231"),
        ({"test": "test: {sum: {of: x}}"}, "18:15", "R231"),
        ({"test": "test: {level: {of: x}}"}, "18:17", "R231"),
        ({"test": "test: {ratio: {num: x, den: y}}"}, "18:17", "R231"),
        ({"test": "test: {k_of: {k: 2, of: [{deliver: {of: x}}]}}"}, "18:20", "R232"),
        ({"test": "test: {k_of: {k: 0, of: [{deliver: {of: x}}]}}"}, "18:20", "R232"),
        ({"test": 'test: {ratio: {num: x, den: y, at_least: "101%"}}'}, "18:44", "R233"),
        ({"test": 'test: {count: {of: x, at_least: "3", at_most: "2"}}'}, "18:49", "R234"),
        ({"test": 'test: {count: {of: x, at_least: "50%"}}'}, "18:35", "R235"),
        ({"test": 'test: {sum: {of: x, at_least: "5", convert: {天: "8%"}}}'}, "18:51", "R235"),
        ({"test": 'test: {all: [{any: [{count: {of: x, at_least: "5%"}}]}]}'}, "18:49", "R235"),
        ({"test": "test: {trend: {of: x, direction: up, versus: baseline}}"}, "18:17", "R236"),
        ({"test": "manual: {ask: 问, every: half}"}, "18:27", "R224"),
        (
            {
                "window": 'window: {once: {from: "2026-01-01", to: "2026-12-31"}}',
                "test": 'test: {sum: {of: x, at_least: "5", carry: {}}}',
            },
            "18:45",
            "R237",
        ),
        (
            {"test": "test: {deliver: {of: x}}\n  exempt: [{if: {has: leave}, reason: 离岗, effect: prorate}]"},
            "19:51",
            "R238",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    bent: Callable[..., str], lines: dict[str, str], place: str, code: str
) -> None:
    assert codes(bent(**lines)) == [(place, code)]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ('{as_of: "2026-01-01", given: [], expect: OPEN, window: "2026Q1"}', "R241"),
        ('{as_of: "2026-01-01", given: [], expect: OPEN, window: "26"}', "R241"),
        ('{as_of: "2026-01-01", given: [], expect: SUPERSEDED}', "R246"),
        ('{as_of: "2026-01-01", given: [], expect: OPEN, events: [{act: extend, day: "2026-01-01"}]}', "R242"),
        (
            '{as_of: "2026-01-01", given: [], expect: OPEN, events: [{act: extend, day: "2026-01-01", to: 月底}]}',
            "R242",
        ),
        (
            '{as_of: "2026-01-01", given: [], expect: OPEN, events: [{act: judge, day: "2026-01-01", value: 好}]}',
            "R242",
        ),
        (
            '{as_of: "2026-01-01", given: [], expect: OPEN, events: [{act: confirm, day: "2026-01-01", of: boundary}]}',
            "R242",
        ),
        ('{as_of: "2026-01-01", given: [{fact: x, day: "2026-01-02", retracted: "2026-01-01"}], expect: OPEN}', "R243"),
        (
            '{as_of: "2026-01-01", roster: [{id: a}], given: [{fact: x, day: "2026-01-02", member: b}], expect: OPEN}',
            "R202",
        ),
        ('{as_of: "2026-01-01", given: [{day: "2026-01-02"}], expect: OPEN}', "R101"),
        ('{as_of: "2026-02-30", given: [], expect: OPEN}', "R103"),
        ('{as_of: "2026-01-01", given: [{fact: x, day: "2026-01-02", attrs: {a: 0.5}}], expect: OPEN}', "R008"),
    ],
)
def test_a_case_that_cannot_be_meant_is_refused(pack_text: str, case: str, code: str) -> None:
    assert [found for _, found in codes(f"{pack_text}  tests:\n  - {case}\n")] == [code]


@pytest.mark.parametrize(
    ("start", "line", "code"),
    [
        ("offices", "offices: {of: agency}", "R206"),
        ("offices", "offices: {members: [a], where: {has: b}}", "R206"),
    ],
)
def test_a_set_is_given_by_attributes_or_by_names(bent: Callable[..., str], start: str, line: str, code: str) -> None:
    assert [found for _, found in codes(bent(**{start: line}))] == [code]


def test_names_are_given_once(pack_text: str) -> None:
    rule = pack_text[pack_text.index("- id: report") :]
    [problem] = check_text(pack_text + rule, "x.yaml")
    assert (str(problem.source), problem.code) == ("x.yaml:19:7", "R201")
    assert "第 10 行" in problem.message


@pytest.mark.parametrize(
    ("rungs", "code"),
    [
        ("[{id: a, at: prev+5wd, send: 催办}]", "R208"),
        ("[{id: a, at: breach+1wd, send: 催办}, {id: b, at: due-3wd, send: 提醒}]", "R208"),
        ("[{id: a, at: due-3wd, send: 提醒}, {id: b, at: due-7wd, send: 提醒}]", "R208"),
        ("[{id: a, at: due-7wd, send: 提醒}, {id: a, at: due-3wd, send: 提醒}]", "R201"),
        ("[{id: a, at: breach+1wd, send: 督查通报, release: auto}]", "R209"),
        ("[{id: a, at: due-3wd, send: 提醒, to: [contact, zhangsan]}]", "R202"),
        ("[{id: a, at: due-3wd, send: 提醒, to: [contact], cc: [区纪委]}]", "R202"),
        ("[{id: a, at: window.end+9d, send: 提醒}, {id: b, at: window.end+3d, send: 提醒}]", "R208"),
    ],
)
def test_a_ladder_keeps_its_order_and_its_sanctions_wait_for_a_person(pack_text: str, rungs: str, code: str) -> None:
    text = pack_text.replace("rules:\n", f"ladders: {{l: {rungs}}}\nrules:\n")
    assert [found for _, found in codes(text)] == [code]


def test_the_end_of_a_window_may_lie_on_either_side_of_the_due_day(pack_text: str) -> None:
    rungs = "[{id: a, at: breach+1wd, send: 甲}, {id: b, at: window.end+9d, send: 乙}, {id: c, at: prev+1wd, send: 丙}]"
    assert codes(pack_text.replace("rules:\n", f"ladders: {{l: {rungs}}}\nrules:\n")) == []


def test_there_is_one_working_calendar(pack_text: str) -> None:
    assert codes(pack_text.replace("timezone:", "calendar: cn.workdays\ntimezone:")) == []
    assert codes(pack_text.replace("timezone:", "calendar: us.holidays\ntimezone:")) == [("4:11", "R202")]


def test_a_month_day_in_a_window_that_is_no_year_is_doubted(bent: Callable[..., str]) -> None:
    [problem] = check_text(bent(window=ONCE), "x.yaml")
    assert (problem.code, problem.severity) == ("R216", Severity.WARNING)


def test_a_sound_rule_is_checked_even_if_its_neighbour_is_ill_formed(bent: Callable[..., str]) -> None:
    text = bent(bearer="bearer: {set: nobody}") + "- id: second\n"
    assert [code for _, code in codes(text)] == ["R202", "R101", "R108"]


def test_an_ill_formed_rule_is_held_to_its_names_all_the_same(bent: Callable[..., str]) -> None:
    text = bent(due='due: {by: "02-30", vague: 年初}', bearer="bearer: {set: nobody, per: thing}")
    assert codes(text) == [("15:17", "R202"), ("15:30", "R105"), ("17:13", "R103"), ("17:29", "R204")]


def test_a_rule_that_is_ill_formed_is_there_for_those_that_name_it(pack_text: str, bent: Callable[..., str]) -> None:
    rule = pack_text[pack_text.index("- id: report") :].replace("id: report", "id: second")
    text = bent(due='due: {by: "02-30"}') + rule + "  after: {rule: report}\n"
    assert codes(text) == [("17:13", "R103")]


@pytest.mark.parametrize(
    ("start", "line", "said"),
    [
        ("offices", "offices: {members: 区司法局}", [("7:22", "R104"), ("17:11", "R202")]),
        ("offices", "other: 区司法局", [("7:10", "R104"), ("15:17", "R202"), ("17:11", "R202")]),
    ],
)
def test_what_is_ill_formed_outside_the_rules_hides_no_wrong_name(
    bent: Callable[..., str], start: str, line: str, said: list[tuple[str, str]]
) -> None:
    assert codes(bent(**{start: line, "due": "ladder: nowhere"})) == said


def test_a_version_that_is_none_hides_nothing_of_the_rules(bent: Callable[..., str]) -> None:
    text = bent(due="review: [哪一天？]").replace("version: 1.0.0", "version: one")
    assert codes(text) == [("3:10", "R106"), ("17:11", "R203")]
