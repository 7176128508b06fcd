"""What the system says went wrong, in Chinese."""

import errno
import os
from pathlib import Path

import pytest

from engine.failures import reason_of


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOENT, "没有这个文件"), (errno.EISDIR, "这是一个文件夹"), (errno.ENOSPC, "磁盘满了")],
)
def test_a_known_failure_is_told_in_chinese(code: int, words: str) -> None:
    assert reason_of(OSError(code, os.strerror(code))) == words


def test_the_failure_of_a_real_call_is_known(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        (tmp_path / "none").read_bytes()
    assert reason_of(raised.value) == "没有这个文件"


def test_what_is_not_in_the_table_keeps_the_words_of_the_system() -> None:
    assert reason_of(OSError(errno.EDOM, "Numerical argument out of domain")) == "Numerical argument out of domain"
    assert reason_of(OSError("odd")) == "odd"
