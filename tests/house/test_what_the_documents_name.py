"""What the checklists of the console and of security name is there: every test, every file, every name in it."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PAGES = ("console.md", "security.md")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOUSE / "tests").rglob("test_*.py")))
WITHOUT = "没有"


def lines_of(page: str) -> list[list[str]]:
    """The rows of the tables of a page, cell by cell, without their heads."""
    text = (HOUSE / "docs" / "explanation" / page).read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [row for row in rows if not set("".join(row)) <= set("-: ") and row[-1] not in ("测试", "证据")]


def is_there(name: str) -> bool:
    """Whether something that stands between backquotes in the column of proofs is in the repository."""
    if name.startswith("test_") and not name.endswith(".py"):
        return f"def {name}(" in TESTS
    if name.endswith(".py"):
        return any(HOUSE.rglob(name)) if "/" not in name else (HOUSE / name).exists()
    module, _, word = name.rpartition(".")
    files = list(HOUSE.glob(f"duban/**/{module}.py")) if module else []
    return any(
        re.search(rf"^(def |class )?{re.escape(word)}\b", file.read_text("utf-8"), re.MULTILINE) for file in files
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_line_names_its_proof_or_says_that_there_is_none(page: str) -> None:
    rows = lines_of(page)
    assert len(rows) > 20
    unproved = [row for row in rows if "`" not in row[-1] and "](" not in row[-1] and WITHOUT not in "".join(row)]
    assert unproved == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_line_names_is_there(page: str) -> None:
    named = {name for row in lines_of(page) for name in re.findall(r"`([^`]+)`", row[-1])}
    assert len(named) > 20
    assert sorted(name for name in named if not is_there(name)) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_a_line_points_to_is_there(page: str) -> None:
    folder = HOUSE / "docs" / "explanation"
    text = (folder / page).read_text(encoding="utf-8")
    links = [each for each in re.findall(r"\]\(([^)#]+)", text) if not each.startswith("http")]
    assert [each for each in links if not (folder / each).exists()] == []
