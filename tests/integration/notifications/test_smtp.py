"""A real conversation with a real mail server, in good and in bad faith."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from notifications.deliver import smtp_server, transport_for
from notifications.outbox import Outcome, Result
from notifications.smtp import SmtpTransport

WANG, LI, SUN = "wang@a01.example", "li@a02.example", "sun@a03.example"
FROM = "ducha+K7F2@qinghe.example"
TAKEN = Outcome(Result.ACCEPTED, "250 OK queued as 42")


def nothing() -> None:
    """No commit to make before the bytes go out."""


@pytest.fixture
def send(letter: Callable[[str], bytes]) -> Callable[..., Outcome]:
    def sent(transport: Any, recipient: str, before_data: Callable[[], None] = nothing) -> Outcome:
        outcome: Outcome = transport.deliver(FROM, recipient, letter(recipient), before_data)
        return outcome

    return sent


def test_a_letter_arrives_byte_for_byte_over_tls_after_a_login(
    secured: Any, certificate: tuple[Path, Path], send: Any, letter: Callable[[str], bytes]
) -> None:
    transport = transport_for(secured.url(f"?starttls=1&cafile={certificate[0]}"))
    assert send(transport, WANG) == TAKEN
    transport.close()
    assert secured.office.got == [(FROM, [WANG], letter(WANG))]


def test_tls_from_the_first_byte(start: Any, tls: Any, certificate: tuple[Path, Path], send: Any) -> None:
    server = start(ssl_context=tls)
    assert send(transport_for(server.url(f"?cafile={certificate[0]}", scheme="smtps")), WANG) == TAKEN


def test_a_wrong_password_is_our_trouble_and_is_not_repeated(
    secured: Any, certificate: tuple[Path, Path], send: Any
) -> None:
    secured.login = "duban:geheim@"
    outcome = send(transport_for(secured.url(f"?starttls=1&cafile={certificate[0]}")), WANG)
    assert outcome == Outcome(Result.TEMPORARY, "登录邮件服务器失败：535")
    assert secured.office.got == []


def test_a_certificate_nobody_vouches_for_gets_no_letter(secured: Any, send: Any) -> None:
    outcome = send(transport_for(secured.url("?starttls=1")), WANG)
    assert outcome.result is Result.TEMPORARY
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.answer
    assert secured.office.got == []


def test_where_starttls_is_demanded_and_not_offered_nothing_is_sent(start: Any, send: Any) -> None:
    server = start()
    assert send(transport_for(server.url("?starttls=1")), WANG).result is Result.TEMPORARY
    assert server.office.got == []


def test_each_recipient_has_a_transaction_of_his_own_on_one_connection(start: Any, send: Any) -> None:
    server = start()
    transport = transport_for(server.url())
    assert [send(transport, who) for who in (WANG, LI, SUN)] == [TAKEN] * 3
    assert [recipients for _, recipients, _ in server.office.got] == [[WANG], [LI], [SUN]]
    assert len(server.office.peers) == 1
    transport.close()


def test_one_bad_recipient_does_not_touch_the_next(start: Any, send: Any) -> None:
    server = start()
    server.office.rcpt = {WANG: "450 greylisted", LI: "550 no such user"}
    transport = transport_for(server.url())
    assert [send(transport, who) for who in (WANG, LI, SUN)] == [
        Outcome(Result.TEMPORARY, "450 greylisted"),
        Outcome(Result.PERMANENT, "550 no such user"),
        TAKEN,
    ]
    assert [recipients for _, recipients, _ in server.office.got] == [[SUN]]


def test_the_servers_word_after_the_dot_counts(start: Any, send: Any) -> None:
    server = start()
    server.office.data = {WANG: "452 disk full", LI: "554 refused"}
    transport = transport_for(server.url())
    assert [send(transport, who) for who in (WANG, LI, SUN)] == [
        Outcome(Result.TEMPORARY, "452 disk full"),
        Outcome(Result.PERMANENT, "554 refused"),
        TAKEN,
    ]


def test_a_silence_after_the_dot_is_a_doubt_and_the_next_letter_has_a_new_line(start: Any, send: Any) -> None:
    server = start()
    server.office.drop_after_dot = {WANG}
    transport = transport_for(server.url())
    assert send(transport, WANG).result is Result.IN_DOUBT
    assert [recipients for _, recipients, _ in server.office.got] == [[WANG]]  # it did arrive: hence the doubt
    assert send(transport, LI) == TAKEN


def test_a_connection_that_went_stale_is_renewed_without_a_fuss(start: Any, send: Any) -> None:
    server = start(timeout=0.2)
    transport = transport_for(server.url())
    assert send(transport, WANG) == TAKEN
    time.sleep(0.5)
    assert send(transport, LI) == TAKEN
    assert len(server.office.peers) == 2


def test_what_must_be_committed_is_committed_before_the_bytes_go_out(start: Any, send: Any) -> None:
    server = start()
    transport = transport_for(server.url())
    seen: list[int] = []
    send(transport, WANG, lambda: seen.append(len(server.office.got)))
    assert seen == [0]

    def broken() -> None:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        send(transport, LI, broken)
    assert send(transport, SUN) == TAKEN
    assert [recipients for _, recipients, _ in server.office.got] == [[WANG], [SUN]]


def test_dots_at_the_start_of_a_line_survive(start: Any) -> None:
    server = start()
    mime = b"Subject: x\r\n\r\n.\r\n..two\r\n.end"
    assert transport_for(server.url()).deliver(FROM, WANG, mime, nothing) == TAKEN
    assert server.office.got[0][2] == mime + b"\r\n"


def test_an_address_that_cannot_go_on_the_line_is_permanent(start: Any) -> None:
    transport = transport_for(start().url())
    assert transport.deliver(FROM, "王芳@a01.example", b"", nothing).result is Result.PERMANENT
    assert transport.deliver(FROM, f"{WANG}>\r\nDATA", b"", nothing).result is Result.PERMANENT
    assert transport.deliver(FROM, LI, b"Subject: x\r\n\r\nx\r\n", nothing) == TAKEN


def scripted(serve: Callable[[socket.socket], None]) -> str:
    """The address of a server that treats its one visitor as `serve` does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, suppress(OSError):
            visitor, _ = listener.accept()
            with visitor:
                serve(visitor)

    threading.Thread(target=run, daemon=True).start()
    return f"smtp://127.0.0.1:{listener.getsockname()[1]}"


def talking(greeting: str, *replies: str) -> str:
    """The address of a server that greets, answers each command from a list, and hangs up."""

    def serve(visitor: socket.socket) -> None:
        visitor.sendall(f"{greeting}\r\n".encode())
        for reply in replies:
            visitor.recv(4096)
            visitor.sendall(f"{reply}\r\n".encode())

    return scripted(serve)


def test_a_server_that_drips_a_byte_at_a_time_is_hung_up_on(letter: Callable[[str], bytes]) -> None:
    def drip(visitor: socket.socket) -> None:
        for _ in range(200):
            visitor.sendall(b"2")
            time.sleep(0.02)

    transport = SmtpTransport(smtp_server(scripted(drip)), deadline=0.3)
    begun = time.monotonic()
    assert transport.deliver(FROM, WANG, letter(WANG), nothing).result is Result.TEMPORARY
    assert time.monotonic() - begun < 2


def test_a_line_lost_before_the_letter_is_harmless_and_after_it_a_doubt() -> None:
    def sent_to(*replies: str) -> Result:
        return transport_for(talking(*replies)).deliver(FROM, WANG, b"x\r\n", nothing).result

    ready = ("220 hello", "250 hello", "250 ok", "250 ok")
    assert sent_to("220 hello") is Result.TEMPORARY
    assert sent_to(*ready) is Result.TEMPORARY
    assert sent_to(*ready, "354 go") is Result.IN_DOUBT
    assert sent_to(*ready, "354 go", "??") is Result.IN_DOUBT
    assert sent_to(*ready, "354 go", "250 ok") is Result.ACCEPTED


def test_a_server_that_turns_everybody_away_or_is_not_there_is_a_passing_trouble() -> None:
    away = transport_for(talking("554 closed"))
    assert away.deliver(FROM, WANG, b"x\r\n", nothing) == Outcome(Result.TEMPORARY, "554 closed")
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert transport_for(f"smtp://127.0.0.1:{port}").deliver(FROM, WANG, b"x\r\n", nothing).result is Result.TEMPORARY
