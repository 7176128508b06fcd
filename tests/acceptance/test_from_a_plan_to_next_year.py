"""Story: a real plan comes in; drafted, its questions answered, published, it binds its agencies this year and next."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.nouns import RulePack
from rules.load import load

TOGETHER = re.compile("各|相关|有关|等")


def read_pack(file: Path) -> RulePack:
    pack, problems = load(file)
    assert pack is not None, problems
    return pack


def roster_of(pack: RulePack) -> str:
    """The units that the draft names as a table; each belongs to every set that is named together."""
    names = sorted({name for term in pack.sets.values() if term.of == "agency" for name in term.members})
    together = "、".join(name for name in names if TOGETHER.search(name))
    units = [name for name in names if not TOGETHER.search(name)]
    return "编号,名称,单位组\n" + "".join(f"u{place},{name},{together}\n" for place, name in enumerate(units))


def test_seed_002_binds_its_agencies_the_year_after(shared: Path, tmp_path: Path, duban: Callable[..., Any]) -> None:
    # given the plan as the office received it, drafted
    [plan] = (shared / "seeds").glob("002_*.txt")
    (tmp_path / "plan.txt").write_bytes(plan.read_bytes())
    assert duban(tmp_path, "draft", "plan.txt", "-o", "draft.yaml").returncode == 0
    drafted = read_pack(tmp_path / "draft.yaml")
    assert {rule.state for rule in drafted.rules} == {"needs_review"}
    # when an officer answers the one question that has no proposal, takes the others as proposed, and publishes
    [open_] = [rule for rule in drafted.rules for question in rule.review if "（拟按：" not in question]
    answers = f'by: 王某\ndate: "2022-07-10"\n{open_.id}: {{per: person, set: {open_.bearer.set}}}\n'
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    settled = duban(tmp_path, "pack", "answer", "draft.yaml", "answers.yaml", "--accept", "-o", "pack.yaml")
    assert settled.returncode == 0, settled.stderr
    (tmp_path / "agencies.csv").write_text(roster_of(drafted), encoding="utf-8")
    assert duban(tmp_path, "pack", "check", "pack.yaml").returncode == 0
    assert duban(tmp_path, "init").returncode == 0
    loaded = duban(tmp_path, "agencies", "load", "agencies.csv", "--on", "2022-07-01")
    assert loaded.returncode == 0, loaded.stderr
    published = duban(tmp_path, "pack", "publish", "pack.yaml", "--on", "2022-07-10")
    assert published.returncode == 0, published.stderr
    # then nothing waits any more, and next year the same agencies owe the same again
    assert {rule.state for rule in read_pack(tmp_path / "pack.yaml").rules} == {"active"}
    assert duban(tmp_path, "sweep", "--on", "2023-01-04").returncode == 0
    told = duban(tmp_path, "task", "list", "--on", "2023-01-04", "--limit", "5000", "--json")
    tasks = json.loads(told.stdout)
    next_year = {task["matter"] for task in tasks if task["window"] == "2023" and task["due"].startswith("2023-")}
    yearly = {rule.title for rule in drafted.rules if rule.window and rule.window.every == "year"}
    assert len(yearly) > 3
    assert yearly - next_year == {open_.title}  # counted person by person, and the office has named nobody yet
