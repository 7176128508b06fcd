"""An officer goes through what a draft leaves open, stops half-way, and goes on the next day."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rules.load import load

PLAN = """青河区2026年重点工作方案
青政办发〔2026〕1号
一、主要任务
1.各部门于每年3月1日前向区政府报告上年度工作。（牵头单位：区司法局）
2.定期开展行政执法检查。（责任单位：区城管局）
3.每年年初报送工作要点。（责任单位：区政府办）
"""
Answers = Callable[..., Any]


@pytest.fixture
def reviewed(tmp_path: Path, duban: Any, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """The draft of a plan, and what `review` says to lines typed at it."""
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert duban(tmp_path, "draft", "plan.txt", "-o", "draft.yaml").returncode == 0

    def typed(*lines: str, on: str = "2026-01-08", by: str = "王某") -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return duban(tmp_path, "review", "draft.yaml", "--by", by, "--on", on)

    return typed


def states(folder: Path) -> dict[str, str]:
    pack, problems = load(folder / "draft.yaml")
    assert pack is not None, problems
    return {rule.citation.locator: rule.state for rule in pack.rules}


def test_each_question_is_shown_with_its_sentence_reading_and_next_days(reviewed: Answers) -> None:
    told = reviewed("q")
    assert "于每年3月1日前向区政府报告上年度工作" in told.stdout
    assert "时限：" in told.stdout
    assert "接下来：2026 2026-02-28" in told.stdout
    assert "是否含当日" in told.stdout
    assert "答复了 0 条" in told.stdout


def test_answers_are_kept_and_the_next_session_goes_on_from_there(tmp_path: Path, reviewed: Answers) -> None:
    waiting = [place for place, state in states(tmp_path).items() if state == "needs_review"]
    reviewed("", "q")
    assert states(tmp_path)["一/1"] == "active"
    reviewed("s", "due.by=02-10", "due.boundary=inclusive", "", "q", on="2026-01-09", by="李某")
    after = states(tmp_path)
    assert [place for place, state in after.items() if state == "needs_review"] == [
        place for place in waiting if place not in ("一/1", "一/3")
    ]
    kept = (tmp_path / "draft.answers.yaml").read_text(encoding="utf-8")
    assert "王某" in kept
    assert "李某" in kept
    assert '"2026-01-09"' in kept


def test_what_does_not_fit_is_said_and_asked_again(tmp_path: Path, reviewed: Answers) -> None:
    told = reviewed("due.by 02-10", "due.by=02-31", "", "", "q")
    assert "X320" in told.stdout
    assert "02-31" in told.stderr
    assert states(tmp_path)["一/1"] == "active"


def test_the_cases_of_a_rule_survive_its_confirmation(tmp_path: Path, reviewed: Answers) -> None:
    draft = tmp_path / "draft.yaml"
    rule = draft.read_text(encoding="utf-8").split("- id: ")[1]
    case = '  tests:\n    - {as_of: "2026-03-01", window: "2026", given: [], expect: OPEN}\n'
    draft.write_text(draft.read_text(encoding="utf-8").replace(rule, rule.rstrip() + "\n" + case, 1), encoding="utf-8")
    reviewed("", "q")
    assert 'as_of: "2026-03-01"' in draft.read_text(encoding="utf-8")
