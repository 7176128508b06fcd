"""The labelled plans: the grammar finds their duties and leaves their other numbers alone."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.nouns.document import Clause, Duty
from grammar.duty import read_duties

PLANS = ["000", "001", "002", "003", "004"]
SCORED = ("core", "goal")


@dataclass(frozen=True)
class Plan:
    """A labelled plan and the duties read in its labelled passages."""

    gold: dict[str, Any]
    text: str
    duties: tuple[Duty, ...]


def read_plan(shared: Path, name: str) -> Plan:
    """Read the labelled passages of one plan, so that only the grammar is on trial."""
    gold = json.loads((shared / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    text = next((shared / "seeds").glob(f"{name}_*")).read_text(encoding="utf-8")
    clauses = [
        Clause(part["id"], text[part["start"] : part["end"]], part["start"], part["end"])
        for part in [*gold["tasks"], *gold["passages"]]
    ]
    return Plan(gold, text, read_duties(clauses))


@pytest.fixture(scope="module")
def plans(shared: Path) -> list[Plan]:
    """All five plans, read once."""
    return [read_plan(shared, name) for name in PLANS]


def meet(label: dict[str, Any], duty: Duty) -> bool:
    """Whether quote and label share at least half of the shorter one."""
    shared = min(label["end"], duty.end) - max(label["start"], duty.start)
    return shared * 2 >= min(label["end"] - label["start"], duty.end - duty.start)


def same_values(label: dict[str, Any], duty: Duty) -> bool:
    """Whether period, bounds and window are right; a field the label calls inferred may be empty."""
    inferred = label["inferred"]
    windows = [label["window"], *label["window_alternatives"]]
    number = None if label["at_least"] is None else Fraction(str(label["at_least"]))
    return (
        duty.period in (label["period"], None if label["period"] == "once" else label["period"])
        and (duty.at_least == number or (duty.at_least is None and "at_least" in inferred))
        and ((dict(duty.window) if duty.window else None) in windows or (not duty.window and "window" in inferred))
    )


def test_the_duties_of_the_labelled_plans_are_found(plans: list[Plan]) -> None:
    found = missed = extra = right = 0
    for plan in plans:
        labels = plan.gold["obligations"]
        for label in (label for label in labels if label.get("tier") in SCORED):
            hits = [duty for duty in plan.duties if meet(label, duty)]
            found, missed = found + bool(hits), missed + (not hits)
            right += any(same_values(label, duty) for duty in hits)
        extra += sum(not any(meet(label, duty) for label in labels) for duty in plan.duties)
    score = 2 * found / (2 * found + extra + missed)
    assert score >= 0.9, f"found {found}, missed {missed}, extra {extra}"
    assert right / (found + missed) >= 0.85


def test_numbers_that_are_labelled_as_no_duty_stay_out(plans: list[Plan]) -> None:
    for plan in plans:
        traps = [trap["quote"] for trap in plan.gold["non_obligations"]]
        labels = plan.gold["obligations"]
        loose = [duty.quote for duty in plan.duties if not any(meet(label, duty) for label in labels)]
        assert not [quote for quote in loose if any(trap in quote or quote in trap for trap in traps)]


def test_every_quote_stands_in_its_plan_as_printed(plans: list[Plan]) -> None:
    for plan in plans:
        assert plan.duties
        assert all(plan.text[duty.start : duty.end] == duty.quote for duty in plan.duties)
