"""An office takes up a plan that has been in force for years: what was due before its first day is left alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.services.judgement import simulation
from duban.services.plans import pack_diff, packs
from engine.nouns import Standing
from store import obligations
from store import packs as register
from store.session import reading
from tests.acceptance.conftest import PACK, House, settled

OLD = PACK.replace('effective: {from: "2026-01-01", to: null}', 'effective: {from: "2023-01-01", to: null}')
ON, SINCE = date(2026, 3, 10), date(2026, 1, 1)
FOLLOWED = """- id: publish.year
  title: 公开年度报告
  source: {doc: plan, locator: "2", quote: 各部门应当于每年3月1日前报告}
  state: active
  strength: must
  bearer: {set: depts, role: each}
  window: {every: year}
  due: {by: "04-01", boundary: inclusive}
  after: {rule: report.year}
  test: {deliver: {of: report.public}}
"""


@pytest.fixture
def sqlite_blank(sqlite_database: Engine, tmp_path: Path) -> House:
    """An office that has not published anything yet."""
    return settled(sqlite_database, tmp_path)


def no_office() -> Any:
    raise AssertionError("both packs are files")


def publish(house: House, text: str, on: date = ON, since: date | None = SINCE) -> packs.Published:
    file = house.folder / "pack.yaml"
    file.write_text(text, encoding="utf-8")
    who = {"by": "督办甲", "approved_by": "领导丁"}
    return packs.publish(house.database, house.settings, file, on=on, now=house.at(on), since=since, **who)


def entered(house: House) -> list[Any]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return obligations.find(session)


def labels(house: House, rule: str) -> set[str]:
    return {each.obligation.window.label for each in entered(house) if each.obligation.rule == rule}


def test_what_was_due_before_that_day_is_neither_entered_nor_breached_and_it_is_said(unpublished_house: House) -> None:
    house = unpublished_house
    done = publish(house, OLD)
    assert {label for label in labels(house, "report.year") if label < "2026"} == set()
    assert done.passed_over == 2 * 2 * 3  # two agencies, two rules, 2023 to 2025
    assert done.told.endswith("自 2026-01-01 起督办：应于此前办结的 12 件不展开，也不判逾期。")
    house.sweep(date(2026, 3, 11))
    breached = [each for each in entered(house) if each.standing is Standing.BREACHED]
    assert {each.obligation.window.label for each in breached} == {"2026"}  # due on 1 March, since January ours


def test_later_sweeps_and_later_versions_keep_to_that_day(unpublished_house: House) -> None:
    house = unpublished_house
    publish(house, OLD)
    for month in (4, 5, 6):
        house.sweep(date(2026, month, 1))
    assert min(labels(house, "lecture")) == "2026"
    second = OLD.replace("version: 1.0.0", "version: 2.0.0").replace('at_least: "2"', 'at_least: "3"')
    done = publish(house, second, on=date(2026, 7, 2), since=None)
    assert (done.since, min(labels(house, "lecture"))) == (SINCE, "2026")
    with reading(house.database, house.settings.jurisdiction) as session:
        assert {each.since for each in register.find(session)} == {SINCE}


def test_a_later_day_takes_nothing_off_the_register_again(sqlite_blank: House) -> None:
    house = sqlite_blank
    publish(house, OLD, since=None)
    before = {each.obligation.key for each in entered(house)}
    second = OLD.replace("version: 1.0.0", "version: 2.0.0").replace("举办两期", "举办三期")
    done = publish(house, second, on=date(2026, 7, 2), since=date(2026, 7, 1))
    assert before <= {each.obligation.key for each in entered(house)}
    assert done.difference is not None
    assert done.difference.counts()["superseded"] == 0


def test_the_difference_and_the_simulation_leave_out_what_the_publication_leaves_out(sqlite_blank: House) -> None:
    house = sqlite_blank
    publish(house, OLD)
    wider = OLD.replace("version: 1.0.0", "version: 2.0.0") + FOLLOWED
    file = house.folder / "wider.yaml"
    file.write_text(wider, encoding="utf-8")
    since = date(2026, 3, 20)
    where = (house.database, house.settings)
    shown = packs.preview(*where, file, on=ON, since=since)
    named = pack_diff.effect(*where, str(house.folder / "pack.yaml"), str(file), no_office, on=ON, since=since)
    played = simulation.simulate(*where, first=ON, last=date(2026, 12, 31), pack=file, since=since)
    keys = {each.obligation.key for each in entered(house)}
    done = publish(house, wider, since=since)
    assert shown is not None
    assert done.difference is not None
    assert replace(shown, was={}, now={}) == replace(done.difference, was={}, now={})
    assert named.rows() == shown.rows()
    added = {each.obligation.key for each in entered(house)} - keys
    assert {one.key for one in shown.amendment.added} == added
    assert played.trial is not None
    begun = {each.obligation.key for each in entered(house) if each.obligation.window.first <= date(2026, 12, 31)}
    assert set(played.trial.final) == begun


def test_a_duty_that_another_still_follows_is_entered_though_it_was_due_before(sqlite_blank: House) -> None:
    house = sqlite_blank
    publish(house, OLD + FOLLOWED, since=date(2026, 3, 5))
    assert "2026" in labels(house, "report.year")  # due on 1 March, but the publication of April hangs on it
    assert "2025" not in labels(house, "report.year")
