"""Through real servers: a letter goes out by STARTTLS, an agency answers with a file, a dead address bounces."""

import smtplib
import ssl
import time
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from pydantic import SecretStr

from duban.services.post import incoming
from duban.services.register import directory
from engine.nouns import LetterStage
from engine.source import Refused
from notifications.imap import ImapMailbox, imap_server
from store import agencies, events, evidence, letters, tasks
from store.session import reading
from tests.mail_servers import OFFICE, WORD, MailServers

FRIDAY = date(2026, 2, 6)
MONDAY = date(2026, 2, 9)
GONE = "contact@gone.example"
SUMMARY = "2025年度法治工作总结.pdf"


@pytest.fixture
def office(unpublished_house: Any, mail_servers: MailServers) -> Any:
    """An office that sends and reads through the servers; one contact's address leads nowhere."""
    mail_servers.empty()
    house = unpublished_house
    settings = house.settings.model_copy(
        update={"smtp_url": SecretStr(mail_servers.smtp_url), "evidence": str(house.folder / "evidence"),
                "imap_url": SecretStr(mail_servers.imap_url(OFFICE)), "mail_from": OFFICE}
    )  # fmt: skip
    office = type(house)(house.database, settings, house.folder)
    people = f"name,agency,post,email\n甲,区司法局,联络员,contact@sfj.example\n戊,区教育局,联络员,{GONE}\n"
    (house.folder / "people.csv").write_text(people, encoding="utf-8")
    directory.load_people(
        office.database, settings, house.folder / "people.csv", by="管理员", on=MONDAY, now=office.at(MONDAY)
    )
    office.publish()
    return office


def take_in(office: Any, on: date) -> incoming.TakenIn:
    mailbox = ImapMailbox(imap_server(office.settings.mailbox_url))
    return incoming.take_mail_in(office.database, office.settings, mailbox, now=office.at(on, 12))


def answer(servers: MailServers, original: EmailMessage, task: str) -> None:
    """What an agency's mail program does when its user answers with a file."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "甲 <contact@sfj.example>"
    mail["To"] = original["Reply-To"]
    mail["Subject"] = f"答复：{original['Subject']}"
    mail["In-Reply-To"] = original["Message-ID"]
    mail["Message-ID"] = f"<answer-{task[:8]}@sfj.example>"
    mail.set_content(f"{task} 已经办结，总结见附件。\n\n发件人：督查室\n> 原来的话")
    mail.add_attachment(
        b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="2025年度法治工作总结.pdf"
    )
    with smtplib.SMTP("localhost", servers.smtp, timeout=20) as line:
        line.starttls(context=ssl.create_default_context(cafile=str(servers.cafile)))
        line.send_message(mail, "contact@sfj.example", [str(original["Reply-To"].addresses[0].addr_spec)])


def test_a_letter_its_answer_and_its_bounce(office: Any, mail_servers: MailServers) -> None:
    # given letters that went out over STARTTLS, one of them to an address that is no more
    office.sweep(MONDAY)
    assert office.send(MONDAY).accepted == 2
    mime = mail_servers.delivered("contact@sfj.example", 1)[-1]
    original = message_from_bytes(mime, policy=policy.default)
    assert "法治" in str(original["Subject"]) or "督办" in str(original["Subject"])
    with reading(office.database, office.settings.jurisdiction) as session:
        sfj = agencies.find(session, "区司法局")
        task = tasks.find(session, agency=sfj.id)[0]
        [gone] = letters.find(session, recipient=GONE)
    # when the agency answers, the dead address bounces, and the mailbox is read
    answer(mail_servers, original, task.key)
    mail_servers.delivered(OFFICE, 2)
    done = _until_two(office)
    # then the answer is on the task's timeline with its file, and the bounce is the letter's fate
    assert done == {"reply": 1, "report": 1}
    with reading(office.database, office.settings.jurisdiction) as session:
        notes = [each for each in events.of_subject(session, task.key) if each.kind == "mail.reply"]
        shown = evidence.of_tasks(session, [task.key])[task.key]
        fate = letters.get(session, gone.message_id)
    assert [(each.actor, each.payload["words"]) for each in notes] == [("甲", f"{task.key} 已经办结，总结见附件。")]
    assert [one.title for one, _ in shown] == [SUMMARY]
    assert fate.stage is LetterStage.PERMANENT
    assert "5.1.1" in fate.answer
    # and reading the mailbox again finds nothing new
    assert take_in(office, MONDAY).all == 0


def test_a_mailbox_that_cannot_be_entered_says_so_without_the_password(mail_servers: MailServers) -> None:
    url = mail_servers.imap_url(OFFICE)
    untrusted = url.partition("&cafile")[0]
    for wrong in (url.replace(WORD, "falsch"), url.replace("/INBOX", "/nowhere"), untrusted):
        with pytest.raises(Refused, match="N313") as refused:
            ImapMailbox(imap_server(wrong)).open()
        assert "falsch" not in refused.value.message


def _until_two(office: Any) -> dict[str, int]:
    """Read the mailbox until the answer and the bounce are in."""
    kinds: dict[str, int] = {}
    deadline = time.monotonic() + 20
    while sum(kinds.values()) < 2 and time.monotonic() < deadline:
        for kind, count in take_in(office, MONDAY).kinds.items():
            kinds[str(kind)] = kinds.get(str(kind), 0) + count
    return kinds
