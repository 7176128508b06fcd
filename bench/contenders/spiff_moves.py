"""SpiffWorkflow: each step loads a workflow from SQLite, completes a user task, writes it back with log and letter."""

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench.contenders.raw_moves import SCHEMA


def diagram(steps: Sequence[str]) -> bytes:
    """The steps as a BPMN process of user tasks in a row."""
    nodes = ("begin", *steps, "end")
    tasks = "".join(f'<userTask id="{step}" name="{step}"/>' for step in steps)
    flows = "".join(
        f'<sequenceFlow id="f{place}" sourceRef="{one}" targetRef="{next_}"/>'
        for place, (one, next_) in enumerate(pairwise(nodes))
    )
    body = f'<startEvent id="begin"/>{tasks}<endEvent id="end"/>{flows}'
    space = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    process = f'<process id="life" isExecutable="true">{body}</process>'
    return f'<definitions xmlns="{space}" targetNamespace="duban">{process}</definitions>'.encode()


class Contender:
    """So many workflows, each moved step by step, as its own documentation stores them: as JSON."""

    def __init__(self, folder: Path, tasks: int, steps: Sequence[str]) -> None:
        self._tasks, self._steps = tasks, steps
        parser = BpmnParser()
        parser.add_bpmn_str(diagram(steps))
        self._spec, self._keeper = parser.get_spec("life"), BpmnWorkflowSerializer()
        self._db = sqlite3.connect(folder / "spiff.db", isolation_level=None)
        self._db.executescript(SCHEMA)

    def digest(self) -> str:
        """What all must come to: every workflow through its last step."""
        self.ready()
        self.run()
        done = {self._load(key).is_completed() for key in range(self._tasks)}
        return self._steps[-1] if done == {True} else "unfinished"

    def ready(self) -> None:
        """Begin with fresh workflows."""
        fresh = BpmnWorkflow(self._spec)
        fresh.do_engine_steps()
        kept = self._keeper.serialize_json(fresh)
        self._db.executescript("DELETE FROM task; DELETE FROM log; DELETE FROM outbox;")
        self._db.executemany("INSERT INTO task VALUES (?, ?)", ((key, kept) for key in range(self._tasks)))

    def run(self) -> None:
        """Move every workflow through every step, a transaction each."""
        for step in self._steps:
            for key in range(self._tasks):
                workflow = self._load(key)
                workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
                workflow.do_engine_steps()
                self._db.execute("BEGIN IMMEDIATE")
                kept = self._keeper.serialize_json(workflow)
                self._db.execute("UPDATE task SET state = ? WHERE key = ?", (kept, key))
                self._db.execute("INSERT INTO log VALUES (?, ?)", (key, step))
                self._db.execute("INSERT INTO outbox VALUES (?, ?)", (key, "moved"))
                self._db.execute("COMMIT")

    def _load(self, key: int) -> BpmnWorkflow:
        (kept,) = self._db.execute("SELECT state FROM task WHERE key = ?", (key,)).fetchone()
        return self._keeper.deserialize_json(kept)
