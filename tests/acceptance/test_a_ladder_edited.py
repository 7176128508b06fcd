"""A ladder edited while cases are open: the open ones keep the ladder that they began with, later ones have the new."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.nouns import Notice
from store import notices
from store.session import reading

PACK = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8")
RUNG = "{{id: {id}, at: due-{days}d, only_if: not_met, send: {send}, to: [contact], release: auto, stop_on: [met]}}"


def pack(version: str, *rungs: tuple[str, int, str], amending: str = "by_start") -> str:
    """The office's pack with a ladder of its own for the yearly report."""
    own = "\n".join(f"    - {RUNG.format(id=name, days=days, send=send)}" for name, days, send in rungs)
    text = PACK.replace("version: 1.0.0", f"version: {version}")
    text = text.replace(
        "  test: {deliver: {of: report.annual}}",
        "  test: {deliver: {of: report.annual}}\n  ladder: own\n  on_amend: " + amending,
    )
    return text.replace("rules:\n", f"ladders:\n  own:\n{own}\nrules:\n", 1)


def of_the_report(house: Any) -> list[Notice]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return [each for each in notices.find(session) if each.rung in ("old", "older", "new")]


def run(house: Any, first: date, last: date) -> None:
    for n in range((last - first).days + 1):
        house.sweep(first + timedelta(days=n))
        house.send(first + timedelta(days=n))


@pytest.mark.parametrize("amending", ["by_start", "by_due", "split", "strictest"])
def test_open_cases_keep_the_ladder_that_they_began_with(unpublished_house: Any, amending: str) -> None:
    house = unpublished_house
    house.publish(pack("1.0.0", ("old", 20, "旧提醒函"), ("older", 5, "旧预警提示"), amending=amending))
    run(house, date(2026, 2, 6), date(2026, 2, 10))
    assert {each.rung for each in of_the_report(house)} == {"old"}
    # the office edits the ladder while the reports are due
    house.publish(pack("1.1.0", ("new", 10, "新提醒函"), amending=amending), on=date(2026, 2, 11))
    run(house, date(2026, 2, 11), date(2026, 2, 28))
    assert {each.rung for each in of_the_report(house)} == {"old", "older"}
    assert len(of_the_report(house)) == 4
    # the reports of the next year begin with the new one
    run(house, date(2027, 2, 1), date(2027, 2, 28))
    assert {each.rung for each in of_the_report(house) if each.decided_on.year == 2027} == {"new"}
