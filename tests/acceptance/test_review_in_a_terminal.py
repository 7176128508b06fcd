"""An officer at a real terminal: reads the question, types the answer, sees what became of it."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from rules.load import load

PLAN = """青河区2026年重点工作方案
青政办发〔2026〕1号
一、主要任务
1.各部门于每年3月1日前向区政府报告上年度工作。（牵头单位：区司法局）
2.每年年初报送工作要点。（责任单位：区政府办）
"""
DUBAN = [sys.executable, "-c", "from duban.cli.main import run; run()"]
PATIENCE = 120


def until(screen: int, awaited: str, seen: str = "") -> str:
    """What the terminal shows until these words come."""
    give_up = time.monotonic() + PATIENCE
    while awaited not in seen:
        assert time.monotonic() < give_up, seen
        if select.select([screen], [], [], 1)[0]:
            seen += os.read(screen, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
    return seen


def test_the_questions_of_a_draft_are_answered_at_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    house = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(house), "TERM": "xterm", "COLUMNS": "100"}
    subprocess.run([*DUBAN, "draft", "plan.txt", "-o", "draft.yaml"], cwd=tmp_path, env=env, check=True)
    screen, keyboard = pty.openpty()
    command = [*DUBAN, "review", "draft.yaml", "--by", "王某", "--on", "2026-01-08"]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdin=keyboard, stdout=keyboard, stderr=keyboard) as officer:
        os.close(keyboard)
        shown = until(screen, "答复:")
        assert "[1/2]" in shown
        assert "原文：各部门于每年3月1日前向区政府报告上年度工作" in shown
        assert "接下来：2026 2026-02-28" in shown
        assert "回车：照拟定读法" in shown
        os.write(screen, b"\n")
        assert "[2/2]" in until(screen, "答复:")
        os.write(screen, b"due.by=02-31\n\n")
        assert "02-31" in until(screen, "答复:", until(screen, "再改:"))
        os.write(screen, b"due.by=01-20\ndue.boundary=inclusive\n\n")
        assert "还有 0 条待确认" in until(screen, "规则包在")
        assert officer.wait(PATIENCE) == 0
    pack, problems = load(tmp_path / "draft.yaml")
    assert pack is not None, problems
    assert [rule.state for rule in pack.rules] == ["active", "active"]
    kept = (tmp_path / "draft.answers.yaml").read_text(encoding="utf-8")
    assert kept.count("王某") == 2
    assert kept.count('"2026-01-08"') == 2
