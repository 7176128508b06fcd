"""写法大全 forms: every way of writing a duty, row by row — its rule, its cases, and the tests that show the rest.

The rows are the rules of examples/forms, numbered by their ids; what one bearer on one day cannot show (a merger, a
ladder, a new version of the pack) is shown by a test of the house, named here.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from rules.cases import CaseResult, run
from rules.load import load

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = HOUSE / "examples" / "forms"
PACKS = ("counting", "time", "figures", "change")
ROWS = 58

BEYOND: dict[int, tuple[str, ...]] = {
    30: ("acceptance/test_officers_powers.py::test_an_extension_moves_the_due_day_and_starts_the_reminders_anew",),
    34: ("unit/engine/test_expand.py::test_the_next_listed_leads_once_the_first_is_gone",),
    49: ("acceptance/test_month_after_month.py::test_a_month_that_was_met_breaks_the_row",),
    51: ("acceptance/test_officers_powers.py::test_a_formal_paper_waits_for_the_right_person_and_then_leaves",),
    56: ("acceptance/test_officers_powers.py::test_a_transfer_hands_the_duty_and_its_due_day_to_another_agency",),
    57: ("unit/engine/test_roster.py::test_memberships_on_file_join_and_end",),
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
