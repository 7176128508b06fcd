"""Docs that must not go stale: links, glossary, generated reference, the two commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import engine.nouns
from notifications.papers import Form

HOUSE = Path(__file__).resolve().parents[2]
PAGES = [HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *sorted((HOUSE / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_glossary_knows_every_noun() -> None:
    glossary = (HOUSE / "docs" / "glossary.md").read_text("utf-8")
    known = set(re.findall(r"`(\w+)`", glossary))
    terms = set(dir(engine.nouns.terms))
    assert {noun for noun in engine.nouns.__all__ if noun not in terms} - known == set()


def test_the_generated_reference_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(HOUSE / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_gives_the_two_commands() -> None:
    readme = (HOUSE / "README.md").read_text("utf-8")
    assert "make demo" in readme
    assert "make test" in readme


def test_every_decision_has_its_page() -> None:
    pages = sorted((HOUSE / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text("utf-8")
        assert all(f"## {part}" in text for part in ("背景", "决定", "代价")), page.name
        assert len(text.splitlines()) <= 60, page.name


def test_the_pictures_of_papers_show_their_words_of_today() -> None:
    """Pictures differ with the fonts of a machine; that their words are the same is told by a digest beside them."""
    script = "import papers, sys; sys.exit(papers.WORDS.read_text('utf-8') != papers.words_shown())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOUSE / "docs", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run python docs/papers.py FONTS: {done.stderr}"
    pictures = sorted((HOUSE / "docs" / "reference" / "papers").glob("*.png"))
    assert {picture.name.split("-")[0] for picture in pictures} == {form.value for form in Form}
    assert all(picture.stat().st_size <= 150 * 1024 for picture in pictures)
