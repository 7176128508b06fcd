"""TABLE is what people read, MACHINE is what runs: they must be one law."""

import itertools

import pytest
from transitions import MachineError

from engine.nouns import Role, TaskState
from workflows.diagram import mermaid
from workflows.standard import ACTION_ZH, DUMPED, MACHINE, ROLE_ZH, STATE_ZH, TABLE, Action, Carrier, fire, target


def test_table_and_machine_hold_the_same_edges() -> None:
    machine = sorted(
        (event.name, edge.source, edge.dest)
        for event in MACHINE.events.values()
        for edges in event.transitions.values()
        for edge in edges
    )
    assert machine == sorted((m.action.value, m.source.value, m.target.value) for m in TABLE)


def test_the_machine_has_no_back_doors() -> None:
    assert set(MACHINE.events) == {action.value for action in Action}


@pytest.mark.parametrize(("action", "state"), list(itertools.product(Action, TaskState)))
def test_an_action_fires_exactly_where_the_table_says(action: Action, state: TaskState) -> None:
    targets = [move.target for move in TABLE if move.action is action and move.source is state]
    for goal in targets:
        left = goal if action is Action.RESUME else None
        assert fire(action, state, left) is goal
    if not targets:
        with pytest.raises(MachineError):
            fire(action, state)


def test_the_table_dumped_for_bulk_answers_what_the_machine_answers() -> None:
    for move in TABLE:
        left = move.target if move.action is Action.RESUME else None
        assert target(move.action, move.source, left) is fire(move.action, move.source, left) is move.target
    assert set(DUMPED) == {(move.action, move.source) for move in TABLE if move.action is not Action.RESUME}
    for action, state in set(itertools.product(Action, TaskState)) - {(move.action, move.source) for move in TABLE}:
        with pytest.raises(MachineError):
            target(action, state)


def test_a_refused_move_leaves_the_carrier_as_it_was() -> None:
    carrier = Carrier(TaskState.ASSIGNED.value)
    with pytest.raises(MachineError):
        MACHINE.events["inspect"].trigger(carrier)
    assert carrier == Carrier(TaskState.ASSIGNED.value)


def test_a_suspended_task_is_never_given_back_to_a_state_it_did_not_leave() -> None:
    with pytest.raises(ValueError, match="guarded"):
        fire(Action.RESUME, TaskState.SUSPENDED, TaskState.VERIFIED)


def test_every_word_has_its_chinese_and_every_action_one_label() -> None:
    assert set(STATE_ZH) == set(TaskState)
    assert set(ROLE_ZH) == set(Role)
    assert set(ACTION_ZH) == set(Action)
    assert len({(move.action, move.label) for move in TABLE}) == len(Action)


def test_the_diagram_draws_every_line_of_the_table_and_where_it_ends() -> None:
    drawing = mermaid().splitlines()
    assert drawing[0] == "stateDiagram-v2"
    assert sum("-->" in line for line in drawing) == len(TABLE) + 3
    assert "    reported --> in_progress: 退回（督办专员）" in drawing
    assert "    [*] --> assigned" in drawing
    assert "    cancelled --> [*]" in drawing
