"""The how-to pages, typed as they are written: whatever a page has one type is done, so a page gone stale fails.

A line that is not typed here stands in `ELSEWHERE` with the test that types it, or with why nobody can.
"""

import io
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from duban import clock
from duban.cli.main import app
from tests.acceptance.how_to_scenes import BEGUN, SCENES, Desk, Scene, at_hand

HOUSE = Path(__file__).resolve().parents[2]
PAGES = HOUSE / "docs" / "how-to"
EXAMPLE = HOUSE / "examples" / "qinghe"
BLOCK = re.compile(r"^ *```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(duban(?: [^`]*)?)`")
ELSEWHERE = {
    "duban serve --port": "test_the_first_days.py",
    "duban serve --processes": "test_several_processes.py",
    "duban user add zhao": "test_the_first_days.py",
    "curl ": "test_asking_by_program.py",
    "make test": "it is what runs this test",
    "make simulate": "it takes the night",
    "DUBAN_SEEDS=": "it takes the night",
    "DUBAN_TRUST=": "it takes the night",
    "DUBAN_SEED=": "it is typed for a world that failed",
    "pg_receivewal": "another machine of PostgreSQL's own",
}
PICTURED = {
    "duban letters check 来信.eml 案卷.zip": "another letter",
    "duban pack check cn.shanghai.changning.fazhi-2022 --sources originals": "the original does not ship",
}
"""Lines whose answer on the page is of other things than are at hand here."""
STORIES = {"write-a-rule.md": "test_write_a_rule.py"}
"""Pages with a test of their own."""


def lines_of(text: str) -> dict[str, str]:
    """What a page has one type, line by line, without remarks, and the answer that it prints below."""
    typed = {}
    for block in BLOCK.finditer(text):
        if block["kind"] == "console":
            joined = re.sub(r"\\\n *", "", block["text"])
            for line, answer in re.findall(r"^ *\$ (.+)\n((?:(?! *\$ ).*\n)*)", joined, re.MULTILINE):
                typed[line.partition("  #")[0].strip()] = answer
    return typed


def is_what(printed: str, told: str) -> bool:
    """Whether all that a page prints was said; … stands for whatever."""
    wanted = [".*".join(map(re.escape, line.split("…"))) for line in printed.splitlines()]
    return all(any(re.fullmatch(each, line) for line in told.splitlines()) for each in wanted)


def files_of(name: str) -> dict[str, str]:
    """The files that a page has one write, by name."""
    page = (PAGES / name).read_text(encoding="utf-8")
    return {block["file"]: block["text"] for block in BLOCK.finditer(page) if block["file"]}


EVERY = {page.name: lines_of(page.read_text(encoding="utf-8")) for page in sorted(PAGES.glob("*.md"))}
TYPED = [name for name, lines in EVERY.items() if lines and name not in STORIES]


def is_typed_here(line: str) -> bool:
    return not any(line.startswith(begins) for begins in ELSEWHERE)


def command_of(words: Sequence[str]) -> tuple[Any, Sequence[str]]:
    """The command that words lead to, as far as they do, and what is left of them."""
    command: Any = get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("page", [*sorted(PAGES.glob("*.md")), *(HOUSE / "docs" / "tutorial").glob("*.md")], ids=str)
def test_every_command_that_a_page_names_is_there_with_its_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for named in [*NAMED.findall(text), *(line for line in lines_of(text) if line.startswith("duban "))]:
        command, left = command_of(shlex.split(re.split(r" [|&]", named)[0])[1:])
        options = {option for param in command.params for option in [*param.opts, *param.secondary_opts, "--help"]}
        assert not (hasattr(command, "commands") and left), named
        assert [word for word in left if word.startswith("--") and word not in options] == [], named


def test_what_is_not_typed_here_is_typed_where_it_is_said(tmp_path: Path) -> None:
    tests = {file.name for file in (HOUSE / "tests").rglob("test_*.py")}
    named = [where for where in [*ELSEWHERE.values(), *STORIES.values()] if where.endswith(".py")]
    assert set(named) <= tests
    assert [begins for begins in ELSEWHERE if not any(line.startswith(begins) for line in chain(*EVERY.values()))] == []
    assert set(SCENES) <= set(TYPED)


ANSWERS = {"duban review": "q", "duban user add": "春天的风吹过青禾区的山冈"}
"""What is answered where a command asks; 是 otherwise."""


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have it be ten in the morning of a day; from then on the time runs."""
    moments = count()

    def set_to(day: str) -> None:
        ten = datetime.fromisoformat(f"{day}T10:00:00+08:00")
        monkeypatch.setattr(clock, "now", lambda: ten + timedelta(seconds=next(moments)))

    return set_to


@pytest.fixture
def desk(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, duban: Callable[..., Any], on: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:  # fmt: skip
    """A desk of its own in an office that has been at work for a month, with what people have at hand."""

    def typed(folder: Path, *words: str) -> Any:
        line = shlex.join(["duban", *words])
        answer = next((answer for begins, answer in ANSWERS.items() if line.startswith(begins)), "是")
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{answer}\n"))
        return duban(folder, *words)

    office = tmp_path_factory.getbasetemp() / "qinghe"
    if not office.exists():
        shutil.copytree(EXAMPLE, tmp_path / "begun")
        for day, line in BEGUN:
            on(day)
            Desk(tmp_path / "begun", typed).types(line)
        (tmp_path / "begun").rename(office)
    shutil.copytree(office, tmp_path, dirs_exist_ok=True)
    at_hand(tmp_path)
    return Desk(tmp_path, typed)


@pytest.mark.parametrize("name", TYPED)
def test_what_a_page_has_one_type_can_be_typed(name: str, desk: Desk, on: Callable[[str], None]) -> None:
    scene = SCENES.get(name, Scene())
    on(scene.day)
    desk.matter = scene.matter
    for file, text in files_of(name).items():
        (desk.folder / file).write_text(text, encoding="utf-8")
    for line in filter(is_typed_here, EVERY[name]):
        for begins, prepare in scene.before.items():
            if line.startswith(begins):
                prepare(desk)
        done = desk.types(line)
        assert done.returncode == (line in scene.says_no), (line, done.stdout, done.stderr)
        assert line in PICTURED or is_what(EVERY[name][line], done.stderr + done.stdout), (line, done.stdout)
