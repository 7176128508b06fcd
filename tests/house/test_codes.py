"""Every code means one thing, and its message says in proper Chinese what to do next."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.main import get_command

from duban.cli.advice import ADVICE
from duban.cli.main import app

HOUSE = Path(__file__).resolve().parents[2]
Said = dict[str, dict[str, str]]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;!()]|[,;!()][\u4e00-\u9fff]")


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be typed, with the words that lead to it."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield path, command
    for word in inner:
        yield from leaves(inner[word], (*path, word))


@pytest.fixture(scope="module")
def problems() -> ModuleType:
    """The reader of codes that the reference is printed from."""
    spec = importlib.util.spec_from_file_location("problems", HOUSE / "docs" / "problems.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def said(problems: ModuleType) -> Said:
    """Every code with its messages, and the room of each."""
    found: Said = problems.said()
    return found


def test_the_reader_finds_codes_of_every_kind(problems: ModuleType, said: Said) -> None:
    assert {code[0] for code in said} == set(problems.ROOMS)
    assert said["S110"] == {"数据库正被另一个进程占用；请稍后再试": "store"}
    assert len(said) > 150


def test_a_code_has_one_message_or_one_meaning(problems: ModuleType, said: Said) -> None:
    several = {code for code, messages in said.items() if len(messages) > 1}
    assert several == set(problems.SHARED)


def test_a_code_is_said_where_its_matter_is_known(problems: ModuleType, said: Said) -> None:
    strangers = {
        code: room
        for code, messages in said.items()
        for room in messages.values()
        if room not in (problems.ROOMS[code[0]][0], "duban")
    }
    assert strangers == {}


def test_messages_are_punctuated_as_chinese_is(said: Said) -> None:
    wrong = [
        f"{code} {message}"
        for code, messages in said.items()
        for message in messages
        if HALF_WIDTH.search(message) or (message.endswith("。") and not code.startswith("G"))
    ]
    assert wrong == []


def test_no_message_names_a_command_or_an_option(said: Said) -> None:
    """They are read on pages and in letters too; what may be typed stands in the table of the command line."""
    typed = re.compile(r"duban [a-z]|(?<!\w)--[a-z]")
    assert [f"{code} {each}" for code, messages in said.items() for each in messages if typed.search(each)] == []


def test_what_the_command_line_advises_can_be_typed(said: Said) -> None:
    advised = " ".join(ADVICE.values())
    every = {f"duban {' '.join(path)}": command for path, command in leaves(get_command(app))}
    options = {option for command in every.values() for each in command.params for option in each.opts}
    assert set(ADVICE) <= set(said)
    assert set(re.findall(r"duban(?: [a-z]+)+", advised)) <= set(every)
    assert set(re.findall(r"--[a-z-]+", advised)) <= options


def test_a_refusal_says_what_to_do_next(said: Said) -> None:
    silent = [
        f"{code} {message}"
        for code, messages in said.items()
        for message in messages
        if not code.startswith("R") and not re.search(r"请|可用|可以|改用|须|…$", message)
    ]
    assert silent == []
