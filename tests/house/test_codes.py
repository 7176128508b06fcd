"""Every code means one thing, and its message says in proper Chinese what to do next."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).resolve().parents[2]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;!()]|[,;!()][\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def problems() -> ModuleType:
    """The reader of codes that the reference is printed from."""
    spec = importlib.util.spec_from_file_location("problems", HOUSE / "docs" / "problems.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reader_finds_codes_of_every_kind(problems: ModuleType) -> None:
    found = problems.said()
    assert {code[0] for code in found} == set(problems.ROOMS)
    assert found["S110"] == {"数据库正被另一个进程占用；请稍后再试": "store"}
    assert len(found) > 150


def test_a_code_has_one_message_or_one_meaning(problems: ModuleType) -> None:
    several = {code for code, messages in problems.said().items() if len(messages) > 1}
    assert several == set(problems.SHARED)


def test_a_code_is_said_where_its_matter_is_known(problems: ModuleType) -> None:
    strangers = {
        code: room
        for code, messages in problems.said().items()
        for room in messages.values()
        if room not in (problems.ROOMS[code[0]][0], "duban")
    }
    assert strangers == {}


def test_messages_are_punctuated_as_chinese_is(problems: ModuleType) -> None:
    wrong = [
        f"{code} {message}"
        for code, messages in problems.said().items()
        for message in messages
        if HALF_WIDTH.search(message) or (message.endswith("。") and not code.startswith("G"))
    ]
    assert wrong == []


def test_a_refusal_says_what_to_do_next(problems: ModuleType) -> None:
    silent = [
        f"{code} {message}"
        for code, messages in problems.said().items()
        for message in messages
        if not code.startswith("R") and not re.search(r"请|可用|可以|改用|须|…$", message)
    ]
    assert silent == []
