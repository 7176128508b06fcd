"""Promise 25: an office works a day cut off from every network, and asks for nothing but its own mail server.

The story runs in a process of its own, in a network namespace with nothing but loopback where root may make one; every
connection and every look-up of a name that Python makes is written down by an audit hook.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STORY = """
import json, sys, socket
asked = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        asked.append(str(arguments[1]))
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        asked.append(str(arguments[0]))
sys.addaudithook(watch)
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from datetime import datetime
import duban.clock, duban.daemon, duban.settings
from starlette.testclient import TestClient
from duban.web.app import build
from duban.cli.main import run
def typed(*words):
    sys.argv = ["duban", *words]
    try:
        run()
    except SystemExit as left:
        return int(left.code or 0)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
office = Controller(Mailbox("inbox"), hostname="127.0.0.1", port=port, ready_timeout=30, server_hostname="localhost")
office.start()
open("duban.toml", "w", encoding="utf-8").write(f'''
smtp_url = "smtp://127.0.0.1:{port}"
mail_from = "dc@example.gov.cn"
office_email = "dc@example.gov.cn"
jurisdiction = "示例区"
''')
codes = {}
duban.clock.now = lambda: datetime(2026, 2, 6, 9, 30, tzinfo=duban.clock.SHANGHAI)
for name, words in json.load(sys.stdin):
    codes[name] = typed(*words)
codes["daemon"] = int(not duban.daemon.run_once(duban.settings.read_settings()))
page = TestClient(build(duban.settings.read_settings())).get("/readyz")
codes["web"] = 0 if page.status_code == 200 else 1
office.stop()
import os
mails = sum(len(files) for _, _, files in os.walk("inbox/new"))
own = {str(("127.0.0.1", port)), "127.0.0.1"}
print("TOLD", json.dumps({"codes": codes, "mails": mails, "foreign": sorted(set(asked) - own)}, ensure_ascii=False))
"""
HERE = Path(__file__).parent
RAISE_LOOPBACK = '(ip link set lo up || ifconfig lo up) 2>/dev/null && exec "$@"'


def isolated() -> list[str]:
    """What to put before a command to cut it off, if that may be done here."""
    cut_off = ["unshare", "-n", "--", "sh", "-c", RAISE_LOOPBACK, "sh"]
    try:
        tried = subprocess.run([*cut_off, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        return []
    return cut_off if tried.returncode == 0 and os.geteuid() == 0 else []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    agencies = "name,aliases,kind,sets\\n区政府办公室,,office,\\n区司法局,司法局,dept,各部门\\n区教育局,,dept,各部门\\n"
    people = "name,agency,post,email\\n甲,区司法局,联络员,a@sfj.example\\n戊,区教育局,联络员,b@jyj.example\\n"
    (tmp_path / "agencies.csv").write_text(agencies.replace("\\n", "\n"), encoding="utf-8")
    (tmp_path / "people.csv").write_text(people.replace("\\n", "\n"), encoding="utf-8")
    (tmp_path / "pack.yaml").write_text((HERE / "pack.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_a_day_of_an_office_asks_for_nothing_but_its_mail_server(folder: Path) -> None:
    words = [
        ("init", ["init", "--by", "管理员"]),
        ("agencies", ["agencies", "load", "agencies.csv", "--by", "管理员"]),
        ("people", ["people", "load", "people.csv", "--by", "管理员"]),
        ("publish", ["pack", "publish", "pack.yaml", "--by", "督办甲", "--approved-by", "领导丁"]),
        ("sweep", ["sweep"]),
        ("audit", ["audit", "verify"]),
        ("backup", ["backup", "copy.db"]),
        ("simulate", ["simulate", "--from", "2026-01-01", "--to", "2026-06-30"]),
    ]
    done = subprocess.run(
        [*isolated(), sys.executable, "-c", STORY], input=json.dumps(words), cwd=folder, capture_output=True, text=True,
        timeout=120, check=False, env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    line = next((each for each in done.stdout.splitlines() if each.startswith("TOLD ")), "")
    assert line, done.stderr[-3000:]
    told = json.loads(line.removeprefix("TOLD "))
    assert told["codes"] == dict.fromkeys(told["codes"], 0), done.stderr[-3000:]
    assert told["mails"] == 2
    assert told["foreign"] == []
