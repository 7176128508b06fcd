"""The tutorial of the command line, typed as it is written: every command does what the page says it does."""

import re
import shlex
import shutil
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
TUTORIAL = HOUSE / "docs" / "tutorial" / "first-plan.md"
EXAMPLE = HOUSE / "examples" / "qinghe"
REPORT = "公布上一年度政府信息公开工作年度报告"


def typed() -> list[str]:
    """What the page has one type, up to where the daemon is started, without its remarks."""
    lines = re.findall(r"^\$ (.+)$", TUTORIAL.read_text(encoding="utf-8").partition("## 5.")[0], re.MULTILINE)
    return [part.strip() for line in lines for part in line.partition(" #")[0].partition("|")[0].split("&&")]


def test_the_tutorial_of_the_first_plan_does_what_it_says(tmp_path: Path, duban: Any) -> None:
    number, told = "", ""
    for line in typed():
        name, *words = shlex.split(line.replace("$EX", str(EXAMPLE)).replace("编号", number))
        if name == "cp":
            shutil.copy(words[0], tmp_path)
        elif name == "duban":
            done = duban(tmp_path, *words)
            told = done.stdout
            assert done.returncode == 0, (line, done.stderr)
        if words[:2] == ["task", "list"]:
            number = next((row.split()[0] for row in told.splitlines() if REPORT in row and "区信访办" in row), number)
    assert "逾期后补办" in told
    posted = [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in (tmp_path / "mail/new").iterdir()
    ]
    assert any("催办通知书" in letter["subject"] for letter in posted)
