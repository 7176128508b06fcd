"""What the tutorial tells people to press is there: every bold word is a button, a link or a pile of the console."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TUTORIAL = HOUSE / "docs" / "tutorial" / "first-days.md"
STORY = HOUSE / "tests" / "acceptance" / "console" / "test_the_first_days.py"
TEMPLATES = HOUSE / "duban" / "web" / "templates"
LABELLED = ("duban/services/showing", "duban/services/casefile", "workflows")
"""Where what may be pressed is called by name, besides the templates."""
PRESSED = re.compile(r"<(button|a|summary)\b[^>]*>(.*?)</\1>", re.DOTALL)
MARKS = re.compile(r"\{[{%].*?[%}]\}|<[^>]+>")
SAID = re.compile(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"')


def pressed() -> set[str]:
    """All that can be pressed, as it is written there."""
    drawn = [file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*.html")]
    named = [file.read_text(encoding="utf-8") for room in LABELLED for file in (HOUSE / room).glob("*.py")]
    pieces = [[MARKS.sub("", words), *MARKS.split(words)] for text in drawn for _, words in PRESSED.findall(text)]
    shown = {words.strip() for some in pieces for words in some}
    return shown | {word for text in named for word in SAID.findall(text)}


def told() -> list[str]:
    """What the tutorial prints bold."""
    return re.findall(r"\*\*(.+?)\*\*", TUTORIAL.read_text(encoding="utf-8"))


def test_what_the_tutorial_says_to_press_can_be_pressed() -> None:
    there = pressed()
    assert len(told()) > 20
    assert [word for word in told() if word not in there] == []


def test_the_story_presses_what_the_tutorial_tells() -> None:
    story = STORY.read_text(encoding="utf-8")
    assert [word for word in told() if word not in story] == ["不采信，退回"]  # the other way, which is not gone
