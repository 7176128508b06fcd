"""A plan held against a file of agencies: names written as the register has them, the rest asked about."""

from datetime import date
from pathlib import Path

import pytest

from duban.services.plans.naming import names_in
from duban.services.plans.reading import Wishes, drafted
from rules.load import load_text

PLAN = """青山区河道整治工作方案
一、主要任务
1.疏浚河道。每季度巡查不少于1次。（区水务局牵头，区财政局、各街道配合）
2.完善制度。健全长效机制。（水务局、区河湖中心负责）
"""
AGENCIES = """agencies:
  - {id: w, name: 青山区水务局}
  - {id: f, name: 青山区财政局}
  - {id: c, name: 青山区河湖管理中心}
  - {id: s, name: 东河街道, sets: 各街道}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "agencies.yaml").write_text(AGENCIES, encoding="utf-8")
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_a_draft_names_the_agencies_of_the_register(plan: Path) -> None:
    wishes = Wishes(agencies=plan.parent / "agencies.yaml", on=date(2026, 6, 1))
    text, _ = drafted(plan, wishes=wishes)
    pack, problems = load_text(text, "draft.yaml")
    assert pack is not None, problems
    members = {member for term in pack.sets.values() for member in term.members}
    assert {"青山区水务局", "区河湖中心"} <= members
    assert not {"区水务局", "水务局"} & members
    asked = [line for rule in pack.rules for line in rule.review]
    assert sum("区河湖中心" in line and "青山区河湖管理中心" in line for line in asked) == 1
    assert not any("各街道" in line for line in asked)


def test_names_are_taken_from_a_plan_and_from_a_pack_alike(plan: Path) -> None:
    text, _ = drafted(plan)
    pack = plan.with_name("draft.yaml")
    pack.write_text(text, encoding="utf-8")
    assert {"区水务局", "区财政局", "水务局", "区河湖中心", "各街道"} <= set(names_in(plan)) & set(names_in(pack))


def test_a_standing_task_reports_as_often_as_the_office_chose(plan: Path) -> None:
    for every in ("year", "half", "quarter", "month"):
        pack, _ = load_text(drafted(plan, wishes=Wishes(standing=every))[0], "draft.yaml")
        assert pack is not None
        assert [rule.manual.every for rule in pack.rules if rule.manual] == [every]
