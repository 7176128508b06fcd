"""Addresses of mail systems: what they say, what they refuse, what they never repeat."""

import pytest

from engine.source import Refused
from notifications.deliver import smtp_server, transport_for
from notifications.smtp import Security, SmtpServer


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.x.example", SmtpServer("mail.x.example", 25, Security.STARTTLS)),
        ("smtp://u:p%40w@mail.x.example:587", SmtpServer("mail.x.example", 587, Security.STARTTLS, "u", "p@w")),
        ("smtps://mail.x.example", SmtpServer("mail.x.example", 465, Security.TLS)),
        ("smtp://mail.x.example?starttls=0", SmtpServer("mail.x.example", 25, Security.OPEN)),
        ("smtp://127.0.0.1:2525", SmtpServer("127.0.0.1", 2525, Security.OPEN)),
        ("smtp://localhost:2525?starttls=1&timeout=5", SmtpServer("localhost", 2525, Security.STARTTLS, timeout=5.0)),
        ("smtps://m.x.example?cafile=/a.pem", SmtpServer("m.x.example", 465, Security.TLS, cafile="/a.pem")),
    ],
)
def test_an_address_says_how_to_enter_the_server(url: str, server: SmtpServer) -> None:
    assert smtp_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "maildir:",
        "http://x.example",
        "smtp://",
        "smtp://x.example:port",
        "smtp://x.example?tls=1",
        "smtp://x?starttls=2",
    ],
)
def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="N301"):
        transport_for(url)


def test_a_password_never_goes_over_an_open_line_nor_into_a_message() -> None:
    with pytest.raises(Refused, match="N302") as caught:
        transport_for("smtp://u:geheim@mail.x.example?starttls=0")
    assert "geheim" not in str(caught.value)
    assert "geheim" not in repr(smtp_server("smtp://u:geheim@mail.x.example"))
