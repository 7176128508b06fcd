"""What comes back to the office: every mail counts once, notes join the case, files wait for a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest

from duban.services.post import incoming
from engine.nouns import ExhibitState, Letter, LetterStage
from engine.source import Refused
from notifications.imap import Fetched
from store import addresses, agencies, events, evidence, letters, office_notes, tasks
from store import incoming as register
from store.session import reading, transaction

FRIDAY = date(2026, 2, 6)
MONDAY = date(2026, 2, 9)


@dataclass
class Folder:
    """A folder of mail in memory, numbered as an IMAP server numbers."""

    mails: list[bytes] = field(default_factory=list)
    generation: int = 1
    breaks_after: int | None = None
    name: str = "duban@mail/INBOX"
    asked_from: list[int] = field(default_factory=list)

    def open(self) -> int:
        return self.generation

    def after(self, uid: int) -> Iterator[Fetched]:
        self.asked_from.append(uid)
        for number, mime in enumerate(self.mails, start=1):
            if number > uid:
                if self.breaks_after is not None and number > self.breaks_after:
                    raise Refused("N314", "收信中断")
                yield Fetched(number, mime)

    def close(self) -> None:
        pass


def posted(house: Any) -> Any:
    """The same office after its letters went out on Friday."""
    house.sweep(FRIDAY)
    house.send(FRIDAY)
    return house


@pytest.fixture
def office(sqlite_house: Any) -> Any:
    return posted(sqlite_house)


@pytest.fixture
def either_office(house: Any) -> Any:
    return posted(house)


def sent(office: Any, recipient: str = "contact@sfj.example") -> Letter:
    with reading(office.database, office.settings.jurisdiction) as session:
        return letters.find(session, recipient=recipient)[0]


def answer(letter: Letter, sender: str = "contact@sfj.example", words: str = "已经办结，材料见附件。") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"甲 <{sender}>"
    mail["To"] = f"case+{letter.message_id[1:17]}@example.gov.cn"
    mail["Subject"] = f"答复：{letter.subject}"
    mail["Message-ID"] = f"<{len(words)}.{sender}>"
    mail.set_content(words)
    return mail


def bounce(letter: Letter) -> bytes:
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mail\nTo: dc@example.gov.cn\nSubject: Undelivered\nMessage-ID: <b@mail>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail\n\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 unknown user\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {letter.message_id}\n\n--B--\n"
    ).encode()


def take_in(office: Any, folder: Folder, on: date = MONDAY) -> incoming.TakenIn:
    return incoming.take_mail_in(office.database, office.settings, folder, now=office.at(on))


def logged(office: Any, subject: str) -> list[Any]:
    with reading(office.database, office.settings.jurisdiction) as session:
        return [each for each in events.of_subject(session, subject) if each.kind.startswith("mail.")]


def tasks_of(office: Any, agency: str = "区司法局") -> list[Any]:
    with reading(office.database, office.settings.jurisdiction) as session:
        return tasks.find(session, agency=agencies.find(session, agency).id)


def test_a_reply_joins_the_letters_history_and_moves_nothing(office: Any) -> None:
    letter, before = sent(office), tasks_of(office)
    done = take_in(office, Folder([answer(letter).as_bytes()]))
    assert done.kinds == {"reply": 1}
    notes = logged(office, letter.message_id)
    assert [(each.actor, each.payload["words"]) for each in notes] == [("甲", "已经办结，材料见附件。")]
    assert tasks_of(office) == before


def test_a_reply_that_names_a_task_joins_its_timeline_and_its_files_wait_there(either_office: Any) -> None:
    office = either_office
    letter, task = sent(office), tasks_of(office)[0]
    mail = answer(letter, words=f"{task.key} 已办结")
    mail.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="工作总结.pdf")
    take_in(office, Folder([mail.as_bytes()]))
    assert [each.payload["words"] for each in logged(office, task.key)] == [f"{task.key} 已办结"]
    with reading(office.database, office.settings.jurisdiction) as session:
        shown = evidence.of_tasks(session, [task.key])[task.key]
        now_is = tasks.get(session, task.key)
    assert [(one.title, one.agency, seen.state) for one, seen in shown] == [
        ("工作总结.pdf", task.agency, ExhibitState.SUGGESTED)
    ]
    assert now_is == task


def test_a_file_that_may_not_come_in_is_named_and_the_note_stays(office: Any) -> None:
    letter, task = sent(office), tasks_of(office)[0]
    mail = answer(letter, words=f"{task.key} 见附件")
    mail.add_attachment(
        b"MZ\x90\x00" + b"\x00" * 200, maintype="application", subtype="octet-stream", filename="材料.pdf"
    )
    take_in(office, Folder([mail.as_bytes()]))
    (note,) = logged(office, task.key)
    assert note.payload["evidence"] == []
    assert note.payload["refused"][0].startswith("材料.pdf：")


def test_the_same_mail_counts_once_however_often_it_is_fetched(either_office: Any) -> None:
    office = either_office
    letter, folder = sent(office), Folder([answer(sent(office)).as_bytes()])
    take_in(office, folder)
    with reading(office.database, office.settings.jurisdiction) as session:
        head = events.head(session)
    assert take_in(office, folder).all == 0
    folder.generation = 2  # the server numbered its mails anew: they are all fetched again
    folder.mails = [b"Received: from elsewhere\n" + folder.mails[0], *folder.mails]
    done = take_in(office, folder)
    assert (done.all, done.again) == (0, 2)
    assert folder.asked_from == [0, 1, 0]
    assert len(logged(office, letter.message_id)) == 1
    with reading(office.database, office.settings.jurisdiction) as session:
        assert events.head(session) == head


def test_what_came_in_before_the_line_broke_stays_in(office: Any) -> None:
    letter = sent(office)
    folder = Folder([answer(letter, words=f"第{n}封" * n).as_bytes() for n in (1, 2, 3)], breaks_after=2)
    with pytest.raises(Refused, match="N314"):
        take_in(office, folder)
    assert len(logged(office, letter.message_id)) == 2
    folder.breaks_after = None
    assert take_in(office, folder).all == 1
    assert len(logged(office, letter.message_id)) == 3


def test_a_crash_between_the_bytes_and_the_note_leaves_the_mail_to_be_read_again(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, folder = sent(office), Folder([answer(sent(office)).as_bytes()])

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(incoming, "_follow", dies)
        with pytest.raises(KeyboardInterrupt):
            take_in(office, folder)
    assert logged(office, letter.message_id) == []
    assert take_in(office, folder).all == 1
    assert len(logged(office, letter.message_id)) == 1


def test_a_bounce_is_the_fate_of_its_letter_and_its_address_ails(either_office: Any) -> None:
    office = either_office
    letter = sent(office)
    take_in(office, Folder([bounce(letter)]))
    now_is = sent(office)
    assert now_is.stage is LetterStage.PERMANENT
    assert now_is.answer == "退信 5.1.1 550 unknown user"
    with reading(office.database, office.settings.jurisdiction) as session:
        assert addresses.of(session, [letter.recipient])[letter.recipient].state == "suspect"
        assert [note.code for note in office_notes.untold(session).values()] == ["N102"]


def test_a_letter_in_doubt_that_is_answered_has_arrived_and_is_not_sent_again(office: Any) -> None:
    letter = sent(office)
    with transaction(office.database, office.settings.jurisdiction) as session:
        assert letters.move(session, letter, replace(letter, stage=LetterStage.IN_DOUBT), at=office.at(FRIDAY))
    take_in(office, Folder([answer(letter).as_bytes()]))
    assert sent(office).stage is LetterStage.ACCEPTED
    assert office.send(MONDAY).accepted == 0


def test_a_machine_that_answers_leaves_a_note_and_no_words(office: Any) -> None:
    letter = sent(office)
    mail = answer(letter, words="我在休假")
    mail["Auto-Submitted"] = "auto-replied"
    mail.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename="x.pdf")
    take_in(office, Folder([mail.as_bytes()]))
    (note,) = logged(office, letter.message_id)
    assert note.kind == "mail.automatic"
    assert "words" not in note.payload
    with reading(office.database, office.settings.jurisdiction) as session:
        assert evidence.find(session) == []


def test_a_stranger_is_heard_as_an_address_and_speaks_for_the_reader(office: Any) -> None:
    letter = sent(office)
    take_in(office, Folder([answer(letter, sender="private@mail.example").as_bytes()]))
    assert [each.actor for each in logged(office, letter.message_id)] == ["private@mail.example"]


def test_mail_that_answers_nothing_or_cannot_be_read_is_put_aside_and_stops_nobody(office: Any) -> None:
    letter = sent(office)
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(3000)).encode()
    spam = b"From: x@y.example\nTo: dc@example.gov.cn\nSubject: buy\n\nnow"
    done = take_in(office, Folder([spam, nested, b"", b"\xff\xfe\x00", answer(letter).as_bytes()]))
    assert done.all == 5
    assert done.stray == 4
    assert len(logged(office, letter.message_id)) == 1
    with reading(office.database, office.settings.jurisdiction) as session:
        assert sum(register.counts(session).values()) == 5
