"""The five seed plans, and more real documents, scored against their labels."""

import json
import runpy
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from documents.read import read
from duban.services.plans.parsing import parsed


def scored(shared: Path, labels: str, sources: str) -> Counter[str]:
    """Header, tasks, ids and charges of every labelled document; duties are another room's."""
    tool: dict[str, Any] = runpy.run_path(str(shared / "tools" / "score_import.py"))
    total: Counter[str] = Counter()
    for label in sorted((shared / labels).glob("*.json")):
        gold = json.loads(label.read_text(encoding="utf-8")) | {"obligations": []}
        source = next((shared / sources).glob(f"{label.stem}*"))
        document = read(source)
        assert all(document.text[c.start : c.end] == c.text for c in document.clauses)
        total.update(tool["score"](gold, parsed(document, ()), source.read_text(encoding="utf-8")))
    return total


@pytest.mark.parametrize(("labels", "sources"), [("gold", "seeds"), ("gold_more", "more")])
def test_tasks_ids_charges_and_heads_agree_with_the_labels(shared: Path, labels: str, sources: str) -> None:
    total = scored(shared, labels, sources)
    found = total["task_tp"]
    assert 2 * found / (2 * found + total["task_fp"] + total["task_fn"]) >= 0.99
    assert total["id_ok"] >= 0.99 * found
    assert total["charge_ok"] >= 0.98 * found
    assert total["head_ok"] == total["head_n"]


def test_offsets_are_those_of_the_file(shared: Path) -> None:
    for label in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(label.read_text(encoding="utf-8"))
        clauses = {c.id: c for c in read(next((shared / "seeds").glob(f"{label.stem}*"))).clauses}
        for task in [*gold["tasks"], *gold.get("passages", [])]:
            assert (clauses[task["id"]].start, clauses[task["id"]].end) == (task["start"], task["end"])


def test_a_long_plan_takes_time_in_proportion(shared: Path, tmp_path: Path) -> None:
    seed = next((shared / "seeds").glob("000*")).read_text(encoding="utf-8")
    long = tmp_path / "long.txt"
    long.write_text(seed * 10, encoding="utf-8")
    read(long)
    began = time.perf_counter()
    read(long)
    assert time.perf_counter() - began < 3.0  # 114,000 characters; a plan of 10,000 has 0.3 s
