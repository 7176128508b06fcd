"""Cases are judged by the engine and compared with what they expect."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.source import Refused
from rules.trying.cases import CaseResult, run, run_text


def only(text: str) -> CaseResult:
    [result] = run_text(text, "x.yaml")
    return result


def test_all_fifty_cases_of_deliveries_pass(shared: Path) -> None:
    results = run(shared / "rulepack" / "cases-deliver.yaml")
    assert len(results) == 50
    assert [result for result in results if result.result != "passed"] == []


def test_the_cases_of_the_worked_rules_pass(shared: Path) -> None:
    results = run(shared / "rulepack" / "examples.yaml")
    assert [result.result for result in results] == ["passed"] * 3


def test_a_failed_case_says_what_was_expected_and_what_came_out(pack_text: str) -> None:
    known = 'as_of: "2026-04-01", window: "2026", given: [{report.filed: "2026-03-31"}]'
    result = only(f'{pack_text}  tests:\n  - {{name: c, {known}, expect: BREACHED, hard: "2026-03-30"}}\n')
    assert (result.rule, result.name, result.result) == ("report", "c", "failed")
    assert result.expected == "BREACHED hard=2026-03-30"
    assert result.got == "MET hard=2026-03-31"


@pytest.mark.parametrize(
    ("lines", "case"),
    [
        (  # a fact recorded after known_at does not exist yet
            {},
            (
                'as_of: "2026-04-02", window: "2026", known_at: "2026-04-01", '
                'given: [{fact: report.filed, day: "2026-03-30", recorded: "2026-04-02"}], expect: BREACHED'
            ),
        ),
        (  # an extension granted in time moves the due day
            {},
            (
                'as_of: "2026-04-02", window: "2026", given: [], expect: OPEN, hard: "2026-04-10", '
                'events: [{act: extend, day: "2026-03-20", to: "2026-04-10"}]'
            ),
        ),
        (  # without a label the window of the earliest fact is meant
            {},
            'as_of: "2026-07-01", given: [{report.filed: "2024-05-01"}], expect: CURED, reached_on: "2024-05-01"',
        ),
        (  # people measured one by one; a share decides
            {
                "bearer": 'bearer: {set: offices, per: person, roll_up: {met_share_at_least: "50%"}}',
                "test": 'test: {sum: {of: hours, at_least: "60"}}',
            },
            (
                'as_of: "2027-01-01", window: "2026", roster: [{id: a}, {id: b}], '
                'given: [{fact: hours, day: "2026-03-01", qty: "60", member: a}], expect: MET, members_met: 1'
            ),
        ),
        (  # one duty each holding of a post
            {
                "bearer": "bearer: {set: offices, per: post_holding}",
                "window": "window: {anchor: {kind: tenure}}",
                "due": "due: {by: end}",
                "test": 'test: {count: {of: training, at_least: "1"}}',
            },
            'as_of: "2026-02-01", roster: [{id: a, from: "2022-01-01", to: "2026-01-01"}], given: [], expect: BREACHED',
        ),
        (  # a chain: the next window opens the day after the duty was met
            {"window": "window: {every: 2y, anchor: {kind: last_met, at: 2021-06-30}}", "due": "due: {by: end}"},
            (
                'as_of: "2025-01-01", window: "2023-05-02", given: [{report.filed: "2023-05-01"}], '
                'expect: OPEN, hard: "2025-05-01"'
            ),
        ),
        (  # a clock that an event starts
            {"window": "window: {anchor: {kind: event, event: asked}}", "due": "due: {within: 15wd, of: asked}"},
            'as_of: "2026-03-01", given: [{asked: "2026-02-26"}], expect: OPEN, hard: "2026-03-18"',
        ),
        (  # judged by hand
            {"test": "manual: {ask: 问, every: half}", "window": "ladder: standard", "due": "to: [区政府]"},
            (
                'as_of: "2026-03-01", window: 2026H1, given: [], expect: MET, '
                'events: [{act: judge, day: "2026-02-02", value: met}]'
            ),
        ),
    ],
)
def test_a_case_brings_all_it_needs(bent: Callable[..., str], lines: dict[str, str], case: str) -> None:
    result = only(f"{bent(**lines)}  tests:\n  - {{{case}}}\n")
    assert result.result == "passed", result


def test_a_duty_that_follows_another_waits_for_it(pack_text: str) -> None:
    follower = """\
- id: publish
  title: 公开
  source: {doc: d, locator: "1", quote: 公开}
  strength: must
  bearer: {set: offices}
  window: {every: year}
  due: {by: "04-30", boundary: inclusive}
  after: {rule: report, upon: met}
  test: {deliver: {of: report.published}}
  tests:
  - {as_of: "2026-04-01", window: "2026", given: [], expect: PENDING}
  - {as_of: "2026-04-01", window: "2026", given: [{report.filed: "2026-03-01"}], expect: OPEN}
"""
    assert [result.result for result in run_text(pack_text + follower, "x.yaml")] == ["passed", "passed"]


def test_a_masked_year_waits_for_its_confirmation(bent: Callable[..., str]) -> None:
    due = 'due: {by: {text: "20*年10月31日", candidates: ["2025-10-31", "2026-10-31"], confirmed: null}}'
    text = bent(window='window: {once: {from: "2025-01-01", to: "2026-12-31"}}', due=due)
    early, late = '[{report.filed: "2025-05-01"}]', '[{report.filed: "2026-05-01"}]'
    act = '[{act: confirm, of: due.by, day: "2026-11-01", value: "2025-10-31"}]'
    cases = f"""  tests:
  - {{as_of: "2024-12-31", given: [], expect: PENDING, next_look: "2025-01-01"}}
  - {{as_of: "2025-01-01", given: [], expect: UNKNOWN, because: YEAR_MASKED}}
  - {{as_of: "2025-06-01", given: {early}, expect: MET, reached_on: "2025-05-01"}}
  - {{as_of: "2026-06-01", given: {late}, expect: UNKNOWN, reached_on: null}}
  - {{as_of: "2026-10-31", given: {late}, events: {act}, expect: UNKNOWN}}
  - {{as_of: "2026-11-01", given: {late}, events: {act}, expect: CURED, hard: "2025-10-31"}}
"""
    assert [result for result in run_text(text + cases, "x.yaml") if result.result != "passed"] == []


def test_a_window_that_does_not_exist_fails_the_case(pack_text: str) -> None:
    result = only(f'{pack_text}  tests:\n  - {{as_of: "2026-04-01", window: "2019", given: [], expect: OPEN}}\n')
    assert result.result == "failed"
    assert "没有名为“2019”的周期" in result.got


def test_a_pack_with_errors_runs_no_case(bent: Callable[..., str]) -> None:
    with pytest.raises(Refused) as refused:
        run_text(bent(due='due: {by: "06-31"}'), "x.yaml")
    assert refused.value.code == "R400"
    assert [problem.code for problem in refused.value.problems] == ["R103"]
