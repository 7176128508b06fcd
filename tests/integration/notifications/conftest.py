"""A mail server on this machine that behaves as badly as it is told to, and a letter to send through it."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.official import Envelope as LetterEnvelope
from notifications.official import Sender, message_id, mime_bytes
from notifications.render import Rendered

USER, WORD = "duban", "p@ss:word"
DATED = datetime(2026, 3, 3, 9, 0, tzinfo=timezone(timedelta(hours=8)))


@dataclass
class Office:
    """The mail server's handler: what it got, and by recipient how it answers RCPT and DATA."""

    got: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    drop_after_dot: set[str] = field(default_factory=set)
    peers: set[object] = field(default_factory=set)

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.peers.add(session.peer)
        recipient = envelope.rcpt_tos[0]
        if recipient in self.data:
            return self.data[recipient]
        self.got.append((envelope.mail_from or "", list(envelope.rcpt_tos), envelope.original_content or b""))
        if recipient in self.drop_after_dot:
            transport: Any = server.transport
            transport.abort()
            await asyncio.sleep(0)
        return "250 OK queued as 42"


@dataclass
class Server:
    """A running mail server: where it listens, its handler, and how to log in."""

    port: int
    office: Office
    login: str = ""

    def url(self, options: str = "", scheme: str = "smtp") -> str:
        return f"{scheme}://{self.login}localhost:{self.port}{options}"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="session")
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Starts mail servers on free ports of this machine and stops them after the test."""
    running: list[Controller] = []

    def started(**options: Any) -> Server:
        office = Office()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        controller = Controller(office, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return Server(port, office)

    yield started
    for controller in running:
        controller.stop()


def check_login(_: SMTP, __: Session, ___: Envelope, ____: str, login: LoginPassword) -> AuthResult:
    known = (login.login, login.password) == (USER.encode(), WORD.encode())
    return AuthResult(success=known, handled=known)


@pytest.fixture
def secured(start: Callable[..., Server], tls: ssl.SSLContext) -> Server:
    """A server that demands STARTTLS and a login, as an office's should."""
    server = start(tls_context=tls, require_starttls=True, auth_required=True, authenticator=check_login)
    server.login = f"{USER}:{quote(WORD, safe='')}@"
    return server


@pytest.fixture(scope="session")
def letter() -> Callable[[str], bytes]:
    """The bytes of a letter to an address."""

    def written(recipient: str) -> bytes:
        rendered = Rendered(
            "〔督办·黄〕年度报告 应于3月1日前报送（区商务委）", "　　请按期报送。\n.\n..末行\n", "<p>请按期报送。</p>"
        )
        sender = Sender("青禾区政府督查室", "ducha@qinghe.example", "qinghe.example")
        about = message_id(recipient, "2026-03-03", sender.domain)
        return mime_bytes(LetterEnvelope(sender, recipient, "王芳", about, "t0k3n", DATED), rendered)

    return written
