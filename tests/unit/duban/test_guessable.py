"""Secrets that are guessed at once are refused; a sentence of one's own is not."""

import pytest

from duban.services.counter.gate import one_time_secret
from duban.services.guessable import is_guessable


@pytest.mark.parametrize(
    "secret",
    [
        "password1234", "Password2026!", "P@ssw0rd2026", "qwertyuiop12", "admin1234567", "1qaz2wsx3edc", "aaaaaaaaaaaa",
        "123456789012", "abcdefghijkl", "987654321098", "woaini1314520", "zhengfu20260101", "督办管理员2026！！",
        "administrator1", "wangkezhang88", "helloworld123", "aabbccddeeff", "iloveyou520520",
    ],
)  # fmt: skip
def test_a_usual_secret_is_guessable(secret: str) -> None:
    assert is_guessable(secret, "wangkezhang")


@pytest.mark.parametrize(
    "secret",
    ["河道巡查每季一次记台账2026", "correct horse battery staple", "刘家有女初长成二〇二六", "Tr0ub4dor-und-3-Birnen"],
)  # fmt: skip
def test_a_sentence_of_ones_own_is_not(secret: str) -> None:
    assert not is_guessable(secret, "wangkezhang")


def test_a_secret_that_the_house_draws_is_not() -> None:
    assert not any(is_guessable(one_time_secret(), "wangkezhang") for _ in range(200))
