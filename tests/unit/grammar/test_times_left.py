"""Every row of the words of time that no rule holds: its own example is found by it."""

import pytest
import regex

from grammar.times_left import TABLE, UNREAD


@pytest.mark.parametrize(("words", "example"), TABLE, ids=[example for _, example in TABLE])
def test_a_row_finds_its_own_example(words: str, example: str) -> None:
    found = regex.search(words, example)
    assert found is not None
    assert UNREAD.search(example) is not None


@pytest.mark.parametrize(
    "plain", ["每年开展一次检查", "2026年底前完成", "每季度向区政府报告", "3个工作日内办结", "周边环境整治"]
)
def test_what_a_rule_holds_is_not_left(plain: str) -> None:
    assert UNREAD.search(plain) is None
