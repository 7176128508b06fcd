"""Letters in a Maildir, read back by the standard library as any mail program would."""

import email
import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import IO, Any

import pytest

from notifications.deliver import transport_for
from notifications.official import sha256
from notifications.outbox import Result


def opened(path: Path) -> mailbox.Maildir:
    def read(file: IO[Any]) -> EmailMessage:
        message = email.message_from_binary_file(file, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    return mailbox.Maildir(path, factory=read, create=False)  # type: ignore[arg-type]


def nothing() -> None:
    """No commit to make before the bytes go out."""


def test_a_letter_is_found_with_its_chinese_subject_text_and_html(
    tmp_path: Path, letter: Callable[[str], bytes]
) -> None:
    transport = transport_for(f"maildir:{tmp_path / 'mail'}")
    outcome = transport.deliver("ducha@qinghe.example", "wang@a01.example", letter("wang@a01.example"), nothing)
    assert outcome.result is Result.ACCEPTED
    (message,) = opened(tmp_path / "mail")
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == "〔督办·黄〕年度报告 应于3月1日前报送（区商务委）"
    kinds = {
        part.get_content_type(): part.get_content() for part in message.iter_parts() if isinstance(part, EmailMessage)
    }
    assert "请按期报送。" in kinds["text/plain"]
    assert "<p>请按期报送。</p>" in kinds["text/html"]


def test_the_same_letter_twice_is_there_once_even_after_it_was_read(
    tmp_path: Path, letter: Callable[[str], bytes]
) -> None:
    transport = transport_for(f"maildir:{tmp_path}")
    mime = letter("wang@a01.example")
    for _ in range(2):
        assert transport.deliver("d@q.example", "wang@a01.example", mime, nothing).result is Result.ACCEPTED
    (new,) = (tmp_path / "new").iterdir()
    assert sha256(new.read_bytes()) == sha256(mime)
    new.rename(tmp_path / "cur" / f"{new.name}:2,S")
    assert transport.deliver("d@q.example", "wang@a01.example", mime, nothing).answer.startswith("此前已投入")
    assert len(opened(tmp_path)) == 1


def test_two_recipients_have_two_letters(tmp_path: Path, letter: Callable[[str], bytes]) -> None:
    transport = transport_for(f"maildir:{tmp_path}")
    for recipient in ("wang@a01.example", "li@a02.example"):
        transport.deliver("d@q.example", recipient, letter(recipient), nothing)
    assert len(opened(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_is_a_passing_trouble(tmp_path: Path, letter: Callable[[str], bytes]) -> None:
    transport = transport_for(f"maildir:{tmp_path}")
    (tmp_path / "tmp").rmdir()
    outcome = transport.deliver("d@q.example", "wang@a01.example", letter("wang@a01.example"), nothing)
    assert outcome.result is Result.TEMPORARY
    assert outcome.answer.startswith("写入邮件目录失败")


def test_what_must_be_committed_first_is_and_its_failure_stops_the_letter(
    tmp_path: Path, letter: Callable[[str], bytes]
) -> None:
    def broken() -> None:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        transport_for(f"maildir:{tmp_path}").deliver("d@q.example", "w@a.example", letter("w@a.example"), broken)
    assert list((tmp_path / "new").iterdir()) == []
