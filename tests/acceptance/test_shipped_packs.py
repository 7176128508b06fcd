"""An office takes a pack that ships: it finds it by name, reads it, tries it, loads its register and publishes it."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.clock import SHANGHAI
from duban.services import setup
from duban.services.plans import packs
from duban.services.register import directory
from duban.services.rulebook import unknown_members, with_sets
from duban.settings import Settings
from engine.nouns import RulePack
from engine.roster import agencies_in
from rules.load import load
from rules.packs import shipped, shipped_file

NOW = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
LOCAL = [name for name in shipped() if (shipped_file(name).parent / "agencies.csv").is_file()]
SMALLEST = "cn.sichuan.qingyang.fazhi-2009"
UNNAMED = ("相关", "有关", "成员单位")
"""Words of a plan that leave open whom it means."""


def register(database: Engine, name: str) -> Settings:
    """An office that has loaded the register beside a pack."""
    settings = Settings()
    setup.init(database, settings, by="测试", now=NOW)
    file = shipped_file(name).parent / "agencies.csv"
    directory.load_agencies(database, settings, file, by="测试", on=date(2009, 1, 1), now=NOW)
    return settings


def test_the_list_counts_what_ships(tmp_path: Path, duban: Any) -> None:
    told = json.loads(duban(tmp_path, "pack", "list", "--shipped", "--json").stdout)
    assert [one["name"] for one in told] == list(shipped())
    assert all(one["rules"] == one["active"] + one["needs_review"] and one["cases"] for one in told)


def test_a_shipped_pack_is_shown_checked_and_tried_by_its_name(tmp_path: Path, duban: Any) -> None:
    shown = duban(tmp_path, "pack", "show", SMALLEST, "--shipped")
    assert shown.stdout == shipped_file(SMALLEST).read_text(encoding="utf-8")
    checked = duban(tmp_path, "pack", "check", SMALLEST, "cn.central.fazhi", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["ok"]) == (0, True)
    tried = duban(tmp_path, "pack", "test", SMALLEST, "--json")
    assert (tried.returncode, json.loads(tried.stdout)["failed"]) == (0, 0)


def test_a_copy_of_a_shipped_pack_is_compared_with_it_by_name(tmp_path: Path, duban: Any) -> None:
    text = shipped_file(SMALLEST).read_text(encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(text.replace("strength: must", "strength: in_principle", 1), encoding="utf-8")
    told = duban(tmp_path, "pack", "diff", SMALLEST, "ours.yaml", "--json")
    assert (told.returncode, len(json.loads(told.stdout)["changed"])) == (1, 1)


def test_a_name_that_does_not_ship_is_answered_with_those_that_do(tmp_path: Path, duban: Any) -> None:
    for words in (["check", "nowhere"], ["test", "nowhere"], ["publish", "nowhere"], ["show", "nowhere", "--shipped"]):
        refused = duban(tmp_path, "pack", *words)
        assert refused.returncode == 1
        assert "R407" in refused.stderr
        assert "cn.central.fazhi" in refused.stderr


@pytest.mark.parametrize("name", LOCAL)
def test_the_register_beside_a_pack_knows_whoever_the_plan_names(name: str, sqlite_database: Engine) -> None:
    settings = register(sqlite_database, name)
    pack, _ = load(shipped_file(name))
    assert pack is not None
    roster = directory.roster(sqlite_database, settings)
    unknown = {member for _, member in unknown_members(roster, pack)}
    assert {member for member in unknown if not any(word in member for word in UNNAMED)} == set()


def labels_of(pack: RulePack, shared: Path) -> Any:
    """The labels of the plan that a pack was drawn from."""
    labels = (json.loads(file.read_text("utf-8")) for file in sorted((shared / "gold").glob("[0-9]*.json")))
    return next(one for one in labels if one["source"]["sha256"] in {source.sha256 for source in pack.sources})


@pytest.mark.parametrize("name", LOCAL)
def test_whoever_the_plan_charges_with_a_task_bears_it_or_helps(
    name: str, sqlite_database: Engine, shared: Path
) -> None:
    settings = register(sqlite_database, name)
    pack, _ = load(shipped_file(name))
    assert pack is not None
    assert pack.effective is not None
    roster, on = with_sets(directory.roster(sqlite_database, settings), pack), pack.effective[0]
    named: dict[str, set[str]] = {}
    for rule in pack.rules:
        for called in (rule.bearer.set, *rule.bearer.cooperate):
            found = {agency.id for agency in agencies_in(called, pack.sets, roster, on)}
            named.setdefault(rule.citation.locator, set()).update(found)
    left_out = [
        (task["id"], unit)
        for task in labels_of(pack, shared)["tasks"]
        for unit in (*task["lead"], *task["responsible"], *task["support"])
        if not {agency.id for agency in agencies_in(unit, pack.sets, roster, on)} <= named[task["id"]]
    ]
    assert left_out == []


def test_a_shipped_pack_is_published_by_its_name(sqlite_database: Engine) -> None:
    settings = register(sqlite_database, SMALLEST)
    done = packs.publish(
        sqlite_database,
        settings,
        shipped_file(SMALLEST),
        by="督办甲",
        on=date(2010, 1, 4),
        now=NOW,
        approved_by="领导丁",
    )
    assert (done.name, done.new) == (SMALLEST, True)
    assert done.obligations > 0


def test_a_shipped_pack_is_answered_by_its_name(tmp_path: Path, duban: Any) -> None:
    replies = 'by: 督办专员\ndate: "2026-01-05"\nreport.dept: {due.boundary: inclusive}\n'
    (tmp_path / "replies.yaml").write_text(replies, encoding="utf-8")
    done = duban(tmp_path, "pack", "answer", "cn.shanghai.changning.fazhi-2022", "replies.yaml", "-o", "confirmed.yaml")
    assert done.returncode == 0, done
    settled, _ = load(tmp_path / "confirmed.yaml")
    shipped, _ = load(shipped_file("cn.shanghai.changning.fazhi-2022"))
    assert settled is not None
    assert shipped is not None
    waiting = [{rule.id for rule in pack.rules if rule.state == "needs_review"} for pack in (shipped, settled)]
    assert waiting[0] - waiting[1] == {"report.dept"}
