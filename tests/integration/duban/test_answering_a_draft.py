"""A draft of our own plan, answered by a person: every rule comes into force and the pack stands the check."""

from pathlib import Path

from duban.services.plans.reading import confirmed, drafted
from engine.source import errors
from rules.checking.checks import check
from rules.load import load

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "qinghe"


def answered(folder: Path, *, accept: bool) -> tuple[Path, int]:
    text, questions = drafted(EXAMPLE / "plan.txt")
    assert questions > 0
    (folder / "draft.yaml").write_text(text, encoding="utf-8")
    (folder / "plan.txt").write_bytes((EXAMPLE / "plan.txt").read_bytes())
    settled, left = confirmed(folder / "draft.yaml", EXAMPLE / "answers.yaml", accept=accept)
    (folder / "pack.yaml").write_text(settled, encoding="utf-8")
    return folder / "pack.yaml", left


def test_only_what_was_answered_comes_into_force(tmp_path: Path) -> None:
    file, left = answered(tmp_path, accept=False)
    pack, _ = load(file)
    assert pack is not None
    assert left == sum(rule.state != "active" for rule in pack.rules) > 0


def test_accepting_the_rest_leaves_no_question_and_no_problem(tmp_path: Path) -> None:
    file, left = answered(tmp_path, accept=True)
    pack, _ = load(file)
    assert pack is not None
    assert (left, [rule.id for rule in pack.rules if rule.review]) == (0, [])
    assert not pack.title.endswith("（草稿）")
    assert errors(check(file)) == []
