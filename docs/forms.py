"""写法大全 forms: every way of writing a duty, row by row — its rule, its cases, and the tests that show the rest.

The rows are the rules of examples/forms, numbered by their ids; what one bearer on one day cannot show (a merger, a
ladder, a new version of the pack) is shown by a test of the house, named here.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from rules.load import load
from rules.trying.cases import CaseResult, run

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = HOUSE / "examples" / "forms"
PACKS = ("counting", "time", "figures", "change")
ROWS = 58

BEYOND: dict[int, tuple[str, ...]] = {
    30: ("acceptance/test_officers_powers.py::test_an_extension_moves_the_due_day_and_starts_the_reminders_anew",),
    34: ("unit/engine/test_expand.py::test_the_next_listed_leads_once_the_first_is_gone",),
    35: ("acceptance/test_a_joint_duty.py::test_what_a_partner_has_on_file_counts_and_the_next_sweep_sees_it",),
    49: (
        "acceptance/test_month_after_month.py::test_who_breaches_two_months_running_is_summoned",
        "acceptance/test_month_after_month.py::test_a_month_that_was_met_breaks_the_row",
    ),
    50: ("acceptance/test_known_mistakes.py::test_a_late_filing_ends_the_delay_and_leaves_the_breach_on_record",),
    51: ("acceptance/test_officers_powers.py::test_a_formal_paper_waits_for_the_right_person_and_then_leaves",),
    52: (
        "acceptance/test_amending_a_pack.py::test_a_quota_is_split_by_days_everywhere_alike",
        "acceptance/test_amending_a_pack.py::test_the_strictest_counts_everywhere_alike",
    ),
    53: ("acceptance/test_officers_powers.py::test_a_fact_taken_back_counts_no_more_and_stays_on_file",),
    55: (
        "acceptance/test_reorganising.py::test_evidence_follows_as_the_rule_says",
        "acceptance/test_reorganising.py::test_a_renaming_changes_nothing_but_the_name",
        "acceptance/test_reorganising.py::test_a_split_gives_each_rule_to_whom_it_names_and_the_rest_to_the_first",
    ),
    56: ("acceptance/test_officers_powers.py::test_a_transfer_hands_the_duty_and_its_due_day_to_another_agency",),
    57: (
        "unit/engine/test_roster.py::test_memberships_on_file_join_and_end",
        "unit/engine/test_expand.py::test_the_first_window_of_a_joiner_follows_its_policy",
    ),
}
"""Tests that show what a case cannot, by row."""


class Form(NamedTuple):
    """One rule of the collection with what its cases came to."""

    row: int
    rule: str
    title: str
    file: str
    cases: tuple[CaseResult, ...]


def forms() -> Iterator[Form]:
    """Every rule of the collection, by row."""
    for name in PACKS:
        file = FOLDER / f"{name}.yaml"
        pack, problems = load(file)
        if pack is None:
            raise ValueError([str(problem) for problem in problems])
        results = run(file)
        for rule in pack.rules:
            cases = tuple(result for result in results if result.rule == rule.id)
            yield Form(int(re.findall(r"^r(\d+)", rule.id)[0]), rule.id, rule.title, file.name, cases)


def page(table: Callable[[tuple[str, ...], list[tuple[str, ...]]], str]) -> str:
    """The collection as one table: row, what is written, rule, cases, tests."""
    head = ("式", "写什么", "规则", "用例（名称 → 进展）", "另见测试")
    says = "每种职责怎么写，各有一条规则和界限两侧的用例；`duban pack test examples/forms/*.yaml` 全部试算一遍。"
    return f"# 五十八种写法\n\n{says}\n\n{table(head, [_line(form) for form in forms()])}\n"


def _line(form: Form) -> tuple[str, ...]:
    cases = "<br>".join(f"{case.name} → `{case.expected.split()[0]}`" for case in form.cases)
    tests = "<br>".join(f"`tests/{test}`" for test in BEYOND.get(form.row, ()))
    rule = f"[`{form.rule}`](../../examples/forms/{form.file})"
    return str(form.row), form.title, rule, cases, tests
