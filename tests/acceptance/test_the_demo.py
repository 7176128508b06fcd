"""The demo plays the main job on our own plan and on any other, and leaves behind what it says it leaves."""

import json
import mailbox
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine
from typer.testing import CliRunner

from duban.cli.main import app
from duban.services import setup
from duban.services.demo.opening import Opening, morning, open_year
from duban.services.demo.outcome import Outcome, outcome_of
from duban.services.demo.papers import write_papers
from duban.services.demo.scene import Scene, set_up
from duban.services.demo.year import play
from duban.services.judgement.sweep import sweep
from engine.measure import leaves
from engine.source import Refused
from rules.load import load

PLAN = """某县2026年重点工作任务分工

一、依法行政

1．各部门每季度向县政府报告1次工作进展。（县司法局牵头，各部门负责）

2．2026年6月底前完成规范性文件清理。（县司法局负责）

3．加强基层队伍建设，提升服务能力。（县民政局牵头，县财政局配合）
"""


@dataclass(frozen=True)
class Played:
    database: Engine
    scene: Scene
    opening: Opening
    outcome: Outcome


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The bundled demo up to the middle of February."""
    scene = set_up(tmp_path_factory.mktemp("demo") / "d", None)
    with setup.opened(scene.settings) as database:
        opening = replace(open_year(database, scene), last=date(2026, 2, 12))
        year = play(database, scene, opening, lambda _done, _total: None)
        yield Played(database, scene, opening, outcome_of(database, scene, opening, year))


def test_the_bundled_plan_has_forty_tasks_and_every_kind_of_test(played: Played) -> None:
    pack, problems = load(played.scene.folder / "pack.yaml")
    assert pack is not None
    assert problems == ()
    kinds = {type(leaf).__name__ for rule in pack.rules if rule.test for leaf in leaves(rule.test)}
    assert kinds == {"Deliver", "Count", "Sum", "Ratio", "Level", "Forbid"}
    assert any(rule.manual for rule in pack.rules)
    assert played.opening.tasks >= 40
    assert played.opening.active == played.opening.rules
    assert played.opening.agencies >= 25
    assert played.opening.people >= 200


def test_every_letter_lies_in_the_mailbox_once_and_names_one_recipient(played: Played) -> None:
    box = mailbox.Maildir(played.scene.folder / "mail", create=False)
    mails = [message_from_bytes(bytes(mail), policy=policy.default) for mail in box]
    assert len(mails) == played.outcome.letters["accepted"] > 20
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert all(len(mail["To"].addresses) == 1 for mail in mails)
    assert any("催办通知书" in mail.get_body(("plain",)).get_content() for mail in mails)


def test_numbers_of_the_table_add_up(played: Played) -> None:
    lamps = sum(sum(counted.values()) for counted in played.outcome.lamps.values())
    assert lamps == played.outcome.obligations
    assert len(played.outcome.overdue) == 5
    assert all("依据" in each.explanation for each in played.outcome.overdue)


def test_every_formal_paper_lies_in_its_folder(played: Played) -> None:
    wanted = sum(
        counted["sent"] + counted["held"] for name, counted in played.outcome.notices.items() if name != "提醒函"
    )
    written = write_papers(played.database, played.scene, played.opening.last)
    papers = sorted((played.scene.folder / "papers").iterdir())
    assert written == len(papers) >= wanted > 0
    assert any("催办通知书" in paper.read_text(encoding="utf-8") for paper in papers if paper.suffix == ".html")


def test_sweeping_the_last_day_again_writes_nothing(played: Played) -> None:
    last = played.opening.last
    after_sending = sweep(played.database, played.scene.settings, on=last, now=_later(last))
    assert (after_sending.verdicts_changed, after_sending.notices, after_sending.letters) == (0, 0, 0)
    again = sweep(played.database, played.scene.settings, on=last, now=_later(last))
    assert (again.looked_at, again.verdicts_changed, again.notices, again.letters) == (0, 0, 0, 0)


class PostOffice:
    """A real SMTP server that keeps what it was given."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 kept"


def test_any_plan_is_played_to_the_end_and_posted_to_a_named_server(tmp_path: Path) -> None:
    plan, office = tmp_path / "plan.txt", PostOffice()
    plan.write_text(PLAN, encoding="utf-8")
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    try:
        url = f"smtp://127.0.0.1:{port}"
        where = ["--dir", str(tmp_path / "d"), "--plan", str(plan), "--smtp", url]
        done = CliRunner().invoke(app, ["demo", *where, "--json"])
    finally:
        server.stop()
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    box = mailbox.Maildir(tmp_path / "d" / "mail", create=False)
    assert len(office.mails) == len(box) == told["letters"]["accepted"]
    assert all(len(mail.rcpt_tos) == 1 for mail in office.mails)
    assert told["document"]["tasks"] == 3
    assert told["sweeps"] == 365
    assert told["letters"]["accepted"] > 0
    assert (tmp_path / "d" / "duban.db").is_file()


def test_the_readme_shows_what_the_demo_says(tmp_path: Path) -> None:
    readme = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    excerpt = readme.split("```text\n")[1].split("接下来可以试试")[0].splitlines()
    done = CliRunner().invoke(app, ["demo", "--dir", str(tmp_path / "d")])
    said = [line.rstrip() for line in done.output.splitlines()]
    assert [line for line in excerpt if line.strip() != "…" and line not in said] == []
    assert len(excerpt) > 20


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("我的文件", encoding="utf-8")
    with pytest.raises(Refused, match="X501"):
        set_up(tmp_path, None)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "我的文件"


def _later(day: date) -> datetime:
    return morning(day) + timedelta(hours=2)
