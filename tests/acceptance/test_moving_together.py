"""Many tasks moved in one go: each by the same table, with its line in the log and its tiding, stopping no other."""

from datetime import date
from typing import Any

import pytest

from duban.services.care import audit
from duban.services.casefile import moving, tasks
from engine.nouns import Role, TaskState
from engine.source import Refused
from store import events, tidings
from store import tasks as register
from store.session import reading
from workflows.standard import Action

DAY = date(2026, 2, 6)
INSPECTOR = tasks.Actor("督查乙", Role.INSPECTOR)


def numbers(house: Any) -> list[str]:
    house.sweep(DAY)
    with reading(house.database, house.settings.jurisdiction) as session:
        return [task.key for task in register.find(session) if task.state is TaskState.ASSIGNED]


def together(house: Any, some: list[str], action: Action, who: tasks.Actor, **more: Any) -> moving.Moved:
    order = moving.Order(action, who, DAY, house.at(DAY), more.pop("reason", None))
    return moving.move_together(house.database, house.settings, some, order, **more)


def verified(house: Any) -> list[str]:
    some = numbers(house)
    contact, officer = tasks.Actor("甲", Role.CONTACT), ("督办甲", Role.OFFICER, DAY)
    assert len(together(house, some, Action.ACCEPT, contact).tasks) == len(some)
    for number in some:
        house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY)
        house.act(number, Action.VERIFY, *officer, reason="已核")
    return some


@pytest.mark.parametrize("at_once", [1, 1000])
def test_what_is_closed_together_is_closed_as_one_by_one(house: Any, at_once: int) -> None:
    some = verified(house)
    done = together(house, some, Action.INSPECT, INSPECTOR, at_once=at_once)
    assert {task.state for task in done.tasks} == {TaskState.INSPECTED}
    with reading(house.database, house.settings.jurisdiction) as session:
        for number in some:
            task = register.get(session, number)
            assert task is not None
            assert (task.state, task.inspected_on, task.verifier) == (TaskState.INSPECTED, DAY, "督办甲")
            last = events.of_subject(session, number)[-1]
            assert (last.kind, last.actor, last.payload["to"]) == ("task.inspect", "督查乙", "inspected")
            told = [each.action for each in tidings.untold(session, DAY) if each.task == number]
            assert told.count("inspect") == 1
    assert audit.verify(house.database, house.settings).sound


def test_one_that_cannot_go_says_why_and_stops_no_other(house: Any) -> None:
    some = verified(house)
    house.act(some[0], Action.INSPECT, "督查丙", Role.INSPECTOR, DAY)
    done = together(house, [*some, "没有这一件"], Action.INSPECT, INSPECTOR)
    assert [task.key for task in done.tasks] == some[1:]
    assert [(number, why.code) for number, why in done.refused] == [(some[0], "W101"), ("没有这一件", "X440")]
    again = together(house, some, Action.INSPECT, tasks.Actor("督办甲", Role.INSPECTOR))
    assert again.tasks == ()


def test_what_needs_evidence_or_a_verdict_is_not_moved_together(sqlite_house: Any) -> None:
    with pytest.raises(Refused, match="X439"):
        together(sqlite_house, numbers(sqlite_house), Action.VERIFY, tasks.Actor("督办甲", Role.OFFICER))


def test_the_ladder_looks_again_where_what_it_asks_about_has_changed(sqlite_house: Any) -> None:
    some = numbers(sqlite_house)
    assert sqlite_house.sweep(DAY).looked_at == 0
    together(sqlite_house, some, Action.ACCEPT, tasks.Actor("甲", Role.CONTACT))
    assert sqlite_house.sweep(DAY).looked_at == len(some)
    assert sqlite_house.sweep(DAY).looked_at == 0
