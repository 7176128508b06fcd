"""Real mail servers for tests (pytest plugin): postfix and dovecot in a temporary folder, on loopback only.

They are Debian's, started with a configuration of their own as root and stopped again; nothing of the system's own
servers is touched.  Where they are not installed the tests are skipped, with the reason; in CI (CI=true) they fail.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

NEEDED = ("postfix", "dovecot", "openssl")
PACKAGES = "postfix dovecot-imapd openssl"
WORD = "only-for-this-test"
OFFICE = "dc@example.gov.cn"

MAIN = """compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.gov.cn
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_domains = example.gov.cn sfj.example jyj.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_alias_maps = texthash:{folder}/etc/aliases
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
default_transport = error:5.1.1 there is no world outside this test
relay_transport = error:5.1.1 there is no world outside this test
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/etc/cert.pem
smtpd_tls_key_file = {folder}/etc/key.pem
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtputf8_enable = no
"""
MASTER = """127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
DOVECOT = """protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = required
ssl_cert = <{folder}/etc/cert.pem
ssl_key = <{folder}/etc/key.pem
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = static
  args = password={word}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class MailServers:
    """A post office of its own: where it takes letters, where they are read, and whom to trust."""

    folder: Path
    smtp: int
    imap: int

    @property
    def cafile(self) -> Path:
        return self.folder / "etc" / "cert.pem"

    @property
    def smtp_url(self) -> str:
        return f"smtp://localhost:{self.smtp}?starttls=1&cafile={self.cafile}"

    def imap_url(self, user: str) -> str:

        return (
            f"imap://{quote(user, safe='')}:{quote(WORD)}@localhost:{self.imap}/INBOX?starttls=1&cafile={self.cafile}"
        )

    def empty(self) -> None:
        """Throw away all mail, so that a test finds only its own."""
        for box in (self.folder / "mail").iterdir():
            shutil.rmtree(box)

    def delivered(self, user: str, count: int) -> list[bytes]:
        """The mails in somebody's mailbox, as soon as there are so many."""
        new = self.folder / "mail" / user / "new"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and len(list(new.glob("*"))) < count:
            time.sleep(0.05)
        found = [path.read_bytes() for path in sorted(new.glob("*"))]
        assert len(found) >= count, (self.folder / "postfix.log").read_text("utf-8")[-3000:]
        return found


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Postfix and dovecot, started for this session."""
    missing = [program for program in NEEDED if shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    trouble = f"{'、'.join(missing)} not installed" if missing else "" if os.geteuid() == 0 else "not root"
    if trouble:
        reason = f"no mail servers for the round trip ({trouble}); apt-get install {PACKAGES}, and run as root"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="duban-post-"))
    folder.chmod(0o755)
    servers = MailServers(folder, _free_port(), _free_port())
    try:
        _write(servers)
        _start(servers)
        yield servers
    finally:
        _run("postfix", "-c", str(folder / "etc"), "stop", check=False)
        _run("doveadm", "-c", str(folder / "etc" / "dovecot.conf"), "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _write(servers: MailServers) -> None:
    folder = servers.folder
    for name in ("etc", "spool", "lib", "mail", "run"):
        (folder / name).mkdir()
    shutil.chown(folder / "lib", "postfix")
    shutil.chown(folder / "mail", "mail", "mail")
    uid, gid = (folder / "mail").stat().st_uid, (folder / "mail").stat().st_gid
    names = {
        "folder": folder, "uid": uid, "gid": gid, "smtp": servers.smtp, "imap": servers.imap, "word": WORD,
    }  # fmt: skip
    for name, text in (("main.cf", MAIN), ("master.cf", MASTER), ("dovecot.conf", DOVECOT)):
        (folder / "etc" / name).write_text(text.format(**names), encoding="utf-8")
    boxes = (OFFICE, "contact@sfj.example", "contact@jyj.example")
    (folder / "etc" / "mailboxes").write_text("".join(f"{box} {box}/\n" for box in boxes), encoding="utf-8")
    (folder / "etc" / "aliases").write_text(f"case@example.gov.cn {OFFICE}\n", encoding="utf-8")
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    keys = ("-keyout", str(folder / "etc" / "key.pem"), "-out", str(folder / "etc" / "cert.pem"))
    _run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", *subject, *keys)


def _start(servers: MailServers) -> None:
    etc = servers.folder / "etc"
    _run("postfix", "-c", str(etc), "start")
    _run("dovecot", "-c", str(etc / "dovecot.conf"))
    for port in (servers.smtp, servers.imap):
        _wait_for(port)


def _run(*words: str, check: bool = True) -> None:
    path = {**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:  # no pipe: a server would hold it open
        done = subprocess.run(words, stdout=told, stderr=told, timeout=60, check=False, env=path)
        if check and done.returncode:
            told.seek(0)
            raise RuntimeError(f"{' '.join(words)}: {told.read()}")


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")
