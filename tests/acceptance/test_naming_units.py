"""Story: before a plan is drafted the officer asks which of its names the register knows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

AGENCIES = """agencies:
  - {id: w, name: 青山区水务局}
  - {id: f, name: 青山区财政局, aliases: 区财政}
  - {id: c, name: 青山区河湖管理中心}
"""
PLAN = """青山区河道整治工作方案
一、主要任务
1.疏浚河道。每季度巡查不少于1次。（水务局牵头，区财政、区河湖中心配合）
"""


def test_the_names_of_a_plan_are_told_from_the_register(tmp_path: Path, duban: Callable[..., Any]) -> None:
    (tmp_path / "agencies.yaml").write_text(AGENCIES, encoding="utf-8")
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert duban(tmp_path, "init").returncode == 0
    assert duban(tmp_path, "agencies", "load", "agencies.yaml").returncode == 0
    answer = duban(tmp_path, "agencies", "match", "plan.txt", "--json")
    rows = {row["name"]: (row["how"], row["agency"]) for row in json.loads(answer.stdout)}
    assert rows == {
        "水务局": ("elided", "青山区水务局"),
        "区财政": ("alias", "青山区财政局"),
        "区河湖中心": ("unknown", None),
    }
    assert "青山区河湖管理中心" in duban(tmp_path, "agencies", "match", "plan.txt", "--csv").stdout
