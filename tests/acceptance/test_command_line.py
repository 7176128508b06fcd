"""The command line is a contract: shapes, exit codes, and what must not be loaded to start it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = """
  tests:
    - {as_of: "2026-03-01", given: [], expect: OPEN}
    - {name: late, as_of: "2026-03-02", given: [], expect: %s}
"""
LIGHT = """
import sys
from duban.cli.main import run
for words in (["--help"], ["pack", "check", "pack.yaml"], ["pack", "test", "pack.yaml"], ["parse", "read.txt"]):
    sys.argv = ["duban", *words]
    try:
        run()
    except SystemExit as left:
        assert left.code == 0, words
heavy = {"sqlmodel", "sqlalchemy", "fastapi", "alembic"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a pack whose first rule carries two cases."""
    pack = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8")
    test = "test: {deliver: {of: report.annual}}"
    for name, expected in (("pack.yaml", "BREACHED"), ("wrong.yaml", "MET")):
        (tmp_path / name).write_text(pack.replace(test, test + CASES % expected), encoding="utf-8")
    (tmp_path / "read.txt").write_text(
        "工作要点\n\n1．各部门应当于每年3月1日前报告。（区司法局负责）\n", encoding="utf-8"
    )
    return tmp_path


def test_cases_that_pass_end_with_zero(folder: Path, duban: Any) -> None:
    done = duban(folder, "pack", "test", "pack.yaml", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["passed"], told["failed"], told["unsupported"]) == (0, 2, 0, 0)
    assert set(told["cases"][0]) >= {"rule", "name", "result", "expected", "got", "because"}


def test_one_failing_case_among_several_files_ends_with_one(folder: Path, duban: Any) -> None:
    done = duban(folder, "pack", "test", "pack.yaml", "wrong.yaml", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["passed"], told["failed"]) == (1, 3, 1)


def test_a_pack_is_only_warned_of_a_source_that_is_not_there(folder: Path, duban: Any) -> None:
    done = duban(folder, "pack", "check", "pack.yaml")
    assert done.returncode == 0
    assert "R301" in done.stderr


def test_packs_are_compared_without_a_database(folder: Path, duban: Any) -> None:
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    (folder / "new.yaml").write_text(text.replace('by: "03-01"', 'by: "03-15"'), encoding="utf-8")
    done = duban(folder, "pack", "diff", "pack.yaml", "new.yaml", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["changed"] == [{"id": "report.year", "fields": ["due"]}]
    was, now = duban(folder, "pack", "diff", "pack.yaml", "new.yaml").stdout.split("→")
    assert was.startswith('改动  report.year due：{by: "03-01"')
    assert '{by: "03-15"' in now
    assert duban(folder, "pack", "diff", "pack.yaml", "pack.yaml").returncode == 0


def test_starting_parse_and_pack_checks_loads_no_database_library(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_main_job_runs_from_the_command_line(folder: Path, duban: Any) -> None:
    (folder / "duban.toml").write_text('jurisdiction = "示例区"\noffice_email = "dc@x.example"\n', encoding="utf-8")
    (folder / "a.yaml").write_text("agencies:\n  - {name: 区司法局, sets: [各部门]}\n", encoding="utf-8")
    (folder / "p.csv").write_text("姓名,单位,岗位,邮箱\n甲,区司法局,联络员,a@x.example\n", encoding="utf-8")
    (folder / "f.csv").write_text(
        "事项,单位,日期\nreport.annual,区司法局,2026-02-20\nlecture.law,无此局,2026-02-20\n", encoding="utf-8"
    )
    for words in (
        ["init"],
        ["agencies", "load", "a.yaml", "--on", "2026-01-04"],
        ["people", "load", "p.csv", "--on", "2026-01-04"],
        ["pack", "publish", "pack.yaml", "--on", "2026-01-05"],
    ):
        assert duban(folder, *words).returncode == 0, words
    swept = duban(folder, "sweep", "--on", "2026-02-06", "--json")
    assert json.loads(swept.stdout) == {
        "as_of": "2026-02-06",
        "looked_at": 4,
        "verdicts_changed": 4,
        "notices": 1,
        "letters": 1,
        "next_look": "2026-02-13",
    }
    assert json.loads(duban(folder, "send", "--on", "2026-02-06", "--json").stdout)["accepted"] == 1
    loaded = duban(folder, "facts", "load", "f.csv", "--on", "2026-02-20", "--json")
    assert loaded.returncode == 1
    assert "f.csv:3:2: F113" in loaded.stderr
    assert json.loads(loaded.stdout)["recorded"] == 1
    rows = duban(folder, "task", "list", "--on", "2026-02-20", "--csv").stdout.splitlines()
    assert any("按期办结" in row for row in rows)
    number = next(row.split(",")[0] for row in rows if "按期办结" in row)
    explained = json.loads(duban(folder, "explain", number[:8], "--on", "2026-02-20", "--json").stdout)
    assert (explained["verdict"], explained["test"]["have"]["lo"]) == ("MET", 1)
    assert duban(folder, "audit", "verify").returncode == 0
    assert duban(folder, "backup", "copy.db").returncode == 0
    assert duban(folder, "restore", "copy.db", "--yes").returncode == 0
    assert duban(folder, "backup", "copy.db").returncode == 1
    replay = duban(folder, "simulate", "--from", "2026-01-01", "--to", "2026-12-31", "--json")
    assert json.loads(replay.stdout)["standings"] == {"MET": 1, "OPEN": 1}
    examined = json.loads(duban(folder, "doctor", "--json").stdout)
    assert {finding["subject"]: finding["ok"] for finding in examined["findings"]}["规则包"] is True
