"""来信：what comes back — reports of mail servers, answers of machines, replies of people — is put on file, each once.

A reply is a note on the case, never evidence by itself: the files that came with it are kept and suggested for the
tasks it is about, and wait for a person.  A mail, what follows from it, and how far the mailbox was read are one
transaction; so whoever dies in between reads the mail again and finds it done, or does it then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO

from sqlalchemy import Engine

from duban.services.casefile.intake import Proof, Sender, Upload, take_in
from duban.services.desk import Desk
from duban.services.post.clerk import follow
from duban.settings import Settings
from engine.nouns import Evidence, Exhibit, ExhibitState, Letter, LetterStage, Person, Task
from engine.source import Refused
from notifications.imap import Fetched, Mailbox
from notifications.inbound.bounces import Fate
from notifications.inbound.parts import Attached
from notifications.inbound.reading import Incoming, Kind, read
from notifications.outbox import Outcome, Result
from store import events, evidence, letters, notices, tasks
from store import incoming as register
from store.events import Entry
from store.incoming import Mark, Received
from store.session import Session, reading, transaction

LONGEST_NOTE = 2000
DISK = frozenset({"S131", "S132", "S133"})
"""Refusals that are the house's own trouble: the mail stays where it is until they are mended."""
ARRIVED = (LetterStage.ACCEPTED, LetterStage.IN_DOUBT)


@dataclass
class TakenIn:
    """What came in during one round, by kind; `stray` are mails that answer no letter of ours."""

    kinds: dict[str, int] = field(default_factory=dict)
    stray: int = 0
    again: int = 0

    @property
    def all(self) -> int:
        """How many mails were new."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class About:
    """What a mail is about: the letter it answers, who wrote it, for whom he speaks, and the tasks concerned."""

    letter: Letter
    writer: Person | None
    agency: str | None
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Files:
    """What became of the files that came with a reply: kept as evidence, or refused with the reason."""

    kept: tuple[Evidence, ...] = ()
    refused: tuple[str, ...] = ()


def take_mail_in(
    database: Engine,
    settings: Settings,
    mailbox: Mailbox,
    *,
    now: datetime,
    halted: Callable[[], bool] | None = None,
) -> TakenIn:
    """Put every new mail of a mailbox on file, the oldest first.

    Raises Refused N31x when the server cannot be read, S1xx when the house cannot write; what was done stays done.
    """
    done = TakenIn()
    generation = mailbox.open()
    try:
        with reading(database, settings.jurisdiction) as session:
            mark = register.mark(session, mailbox.name)
        begin = mark.uid if mark.generation == generation else 0
        for fetched in mailbox.after(begin):
            _take_one(database, settings, mailbox.name, Mark(generation, fetched.uid), fetched, done, now)
            if halted and halted():
                break
    finally:
        mailbox.close()
    return done


def _take_one(
    database: Engine, settings: Settings, mailbox: str, mark: Mark, fetched: Fetched, done: TakenIn, now: datetime
) -> None:
    """Put one mail on file with all that follows from it."""
    mail = read(fetched.mime)
    with reading(database, settings.jurisdiction) as session:
        about = _about(Desk(session), mail, now.date())
    files = _files(settings, mail, about, now)  # before the transaction: bytes that nobody speaks of do no harm
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])  # takes turns with every other writer
        register.set_mark(session, mailbox, mark)
        if not register.put(session, _received(mail, about, mailbox, fetched, now)):
            done.again += 1
            return
        if about is not None:
            _follow(session, mail, about, files, now)
    done.kinds[mail.kind] = done.kinds.get(mail.kind, 0) + 1
    done.stray += about is None


def _received(mail: Incoming, about: About | None, mailbox: str, fetched: Fetched, now: datetime) -> Received:
    outcome = "too_large" if fetched.cut else "stray" if about is None else "filed"
    letter = about.letter.message_id if about else None
    return Received(
        mail.key, mail.kind, letter, mail.sender, mail.subject, mail.words, mail.message_id, mailbox, fetched.uid, now,
        outcome,
    )  # fmt: skip


def _about(desk: Desk, mail: Incoming, on: date) -> About | None:
    """What a mail is about; None when it answers no letter of ours."""
    letter = _letter(desk.session, mail)
    if letter is None:
        return None
    writer, reader = desk.register.person_at(mail.sender, on), desk.register.person_at(letter.recipient, on)
    spoken_for = writer or reader
    agency = spoken_for.agency if spoken_for else None
    concerned = {notice.obligation for notice in notices.of_keys(desk.session, letter.notices)}
    issued = [task for some in tasks.of_obligations(desk.session, sorted(concerned)).values() for task in some]
    theirs = [task for task in issued if task.agency == agency]
    return About(letter, writer, agency, tuple(theirs if len(concerned) == 1 else _named(theirs, mail)))


def _letter(session: Session, mail: Incoming) -> Letter | None:
    """The letter that a mail answers: by the token of its address, else by the Message-ID it refers to."""
    by_token = (register.letter_of_token(session, token) for token in mail.tokens)
    by_name = (letters.get(session, each) for each in mail.refers)
    return next((each for each in (*by_token, *by_name) if each is not None), None)


def _named(theirs: list[Task], mail: Incoming) -> list[Task]:
    """Of many tasks in one letter, those that the reply names by their number."""
    said = " ".join((mail.subject, mail.words, *(file.name for file in mail.attached)))
    return [task for task in theirs if task.key in said]


def _files(settings: Settings, mail: Incoming, about: About | None, now: datetime) -> Files:
    """Keep the files of a reply, each by itself; one that may not be taken in is named with the reason."""
    if about is None or about.agency is None or mail.kind is not Kind.REPLY:
        return Files()
    sender = Sender(about.agency, _called(mail, about), now.date(), now)
    kept: list[Evidence] = []
    refused = []
    for file in mail.attached:
        try:
            kept += take_in(settings, _proof(file), sender)
        except Refused as reason:
            if reason.code in DISK:
                raise
            refused.append(f"{file.name}：{reason.code} {reason.message}")
    return Files(tuple(kept), tuple(refused))


def _proof(file: Attached) -> Proof:
    return Proof(files=(Upload(file.name, BytesIO(file.content)),))


def _follow(session: Session, mail: Incoming, about: About, files: Files, now: datetime) -> None:
    """What follows from a mail: the fate of a letter, or a note on the case with the files that came."""
    _settle(session, mail, about.letter, now)
    evidence.add(session, files.kept)
    why = "随邮件答复收到，待督办机构确认"
    shown = [
        Exhibit(each.key, task.key, ExhibitState.SUGGESTED, _called(mail, about), now.date(), why=why)
        for each in files.kept
        for task in about.tasks
    ]
    evidence.exhibit(session, shown)
    particulars = _particulars(mail, files)
    subjects = [about.letter.message_id, *(task.key for task in about.tasks)]
    kind, actor = f"mail.{mail.kind}", _called(mail, about)
    events.append(session, [Entry(now, actor, kind, subject, particulars) for subject in subjects])


def _settle(session: Session, mail: Incoming, letter: Letter, now: datetime) -> None:
    """What a mail says of its letter: it came back, or it arrived although we were in doubt."""
    fate = mail.report.fate if mail.report else Fate.DELIVERED
    if fate is Fate.FAILED and letter.stage in ARRIVED and mail.report:
        answer = f"退信 {mail.report.status} {mail.report.words}".strip()[:300]
        outcome, stage = Outcome(Result.PERMANENT, answer), LetterStage.PERMANENT
    elif fate is Fate.DELIVERED and letter.stage is LetterStage.IN_DOUBT:
        outcome, stage = Outcome(Result.ACCEPTED, "对方已有回音，证实送达"), LetterStage.ACCEPTED
    else:
        return
    settled = replace(letter, stage=stage, answer=outcome.answer, next_try_at=None)
    if letters.move(session, letter, settled, at=now):
        follow(session, [(settled, outcome)], now)


def _particulars(mail: Incoming, files: Files) -> dict[str, object]:
    """What the log keeps of a mail."""
    told: dict[str, object] = {"from": mail.sender, "subject": mail.subject, "mail": mail.key}
    if mail.report is not None:
        told |= {"fate": mail.report.fate.value, "status": mail.report.status, "answer": mail.report.words[:300]}
    if mail.kind is Kind.REPLY:
        told["words"] = mail.words[:LONGEST_NOTE]
    if files.kept or files.refused:
        told |= {"evidence": [each.key for each in files.kept], "refused": list(files.refused)}
    return told


def _called(mail: Incoming, about: About) -> str:
    """Who wrote: the person of that address, or the address itself."""
    return about.writer.name if about.writer else mail.sender or "mail server"
