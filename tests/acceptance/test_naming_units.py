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


ENDED = """agencies:
  - {id: w, name: 青山区水务局}
  - {id: o, name: 青山区水利局, until: "2025-12-31", successor: w}
"""
OLD_PLAN = """青山区河道整治工作方案
一、主要任务
1.疏浚河道。每季度巡查不少于1次。（青山区水利局负责）
青山区人民政府
2026年1月5日
"""


def test_a_draft_by_a_file_of_agencies_names_who_took_over_and_notes_it(
    tmp_path: Path, duban: Callable[..., Any]
) -> None:
    (tmp_path / "agencies.yaml").write_text(ENDED, encoding="utf-8")
    (tmp_path / "plan.txt").write_text(OLD_PLAN, encoding="utf-8")
    text = duban(tmp_path, "draft", "plan.txt", "--agencies", "agencies.yaml").stdout
    assert "members: [青山区水务局]" in text
    assert "原文“青山区水利局”，现由青山区水务局承接" in text


def test_a_draft_by_the_register_follows_renamings_and_mergers(tmp_path: Path, duban: Callable[..., Any]) -> None:
    names = (
        "agencies:\n  - {id: w, name: 青山区水务局}\n  - {id: o, name: 青山区水利局}\n  - {id: h, name: 青山区河道所}\n"
    )
    (tmp_path / "agencies.yaml").write_text(names, encoding="utf-8")
    plan = OLD_PLAN.replace("青山区水利局负责", "青山区水利局牵头，青山区河道所、青山区水务局配合")
    (tmp_path / "plan.txt").write_text(plan, encoding="utf-8")
    doc = ("--doc", "青编〔2026〕1号", "--from", "2026-02-01", "--on", "2026-02-01")
    assert duban(tmp_path, "init").returncode == 0
    assert duban(tmp_path, "agencies", "load", "agencies.yaml", "--on", "2026-01-01").returncode == 0
    merged = duban(tmp_path, "agencies", "merge", "青山区水利局", "--into", "青山区水务局", *doc)
    assert merged.returncode == 0, merged.stderr
    renamed = duban(tmp_path, "agencies", "rename", "青山区河道所", "青山区河湖中心", *doc)
    assert renamed.returncode == 0, renamed.stderr
    answer = duban(tmp_path, "agencies", "match", "plan.txt", "--on", "2026-03-01", "--json")
    rows = {row["name"]: (row["how"], row["agency"]) for row in json.loads(answer.stdout)}
    assert rows == {
        "青山区水利局": ("successor", "青山区水务局"),
        "青山区河道所": ("alias", "青山区河湖中心"),
        "青山区水务局": ("name", "青山区水务局"),
    }
    text = duban(tmp_path, "draft", "plan.txt", "--registered", "--on", "2026-03-01").stdout
    assert "现由青山区水务局承接" in text
    assert "查不到" not in text
