"""What a duty leaves out is asked about wherever it stands, and only at the duty that it belongs to."""

import pytest
import regex

from engine.nouns.document import Duty
from grammar.duty import read_alone
from grammar.exceptions import TABLE


@pytest.mark.parametrize(("words", "example"), TABLE, ids=[example for _, example in TABLE])
def test_a_row_finds_its_own_example(words: str, example: str) -> None:
    assert regex.search(words, example) is not None


def asked(duty: Duty) -> str | None:
    return next((question.text for question in duty.questions if question.code == "G119"), None)


@pytest.mark.parametrize(
    "text",
    [
        "各单位每年报告一次。新增项目不断推进。",
        "各单位每年报告一次。群众可免费参观。",
        "各单位每年报告一次。除做好本职工作外，还要协助街镇。",
        "各单位每年报告一次。加强领导。涉密单位除外。",
        "（1）各单位每年报告一次。（2）涉密单位除外。",
    ],
)
def test_what_is_no_exception_or_stands_further_off_asks_nothing(text: str) -> None:
    assert [asked(duty) for duty in read_alone(text)] == [None]


def test_an_exception_is_asked_at_the_duty_before_it() -> None:
    first, last = read_alone("各单位每季度报送一次信息。区审计局每年审计不少于2次。涉密单位除外。")
    assert asked(first) is None
    assert "「涉密单位除外」" in str(asked(last))


def test_how_long_a_limit_may_become_is_no_duty_of_its_own() -> None:
    [one] = read_alone("受理机构应当在15日内答复；需要延长的，延长的期限不得超过10日。")
    assert "「延长的期限不得超过10日」" in str(asked(one))
