"""班次 jobs: what the daemon does and how often; each job is a service that decides for itself whether there is work.

| job      | every    | what it does |
|----------|----------|--------------|
| sweep    | 15 min   | from the office's hour on: enter what is owed for the next 400 days, judge, freeze letters |
| send     | 1 min    | hand letters to the mail server, in the hours for sending |
| mail     | 2 min    | put what came back on file, if there is a mailbox |
| health   | 5 min    | one line that says how things stand |
| follow   | 4 min    | bring the copy that follows a SQLite file up to the last commit |
| keep     | 10 min   | at night a backup, the log, the calendar; once a week every page, and a backup restored |
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from duban import clock
from duban.services.care import following, keeping, ticking
from duban.services.post.incoming import take_mail_in
from duban.services.setup import Office
from notifications.deliver import transport_for
from notifications.imap import ImapMailbox, imap_server

log = structlog.get_logger("duban.daemon")


@dataclass(frozen=True)
class Shift:
    """One ringing of the alarm: the open office, the moment, and the sign that it is to end."""

    office: Office
    now: datetime
    halted: Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """Something that is done again and again; `needs_time` says that it may only be done by a clock that is right."""

    name: str
    minutes: int
    work: Callable[[Shift], None]
    needs_time: bool = True


def sweep(shift: Shift) -> None:
    """Sweep when the office's hour has come."""
    database, settings = shift.office.database, shift.office.settings
    if shift.now.time() < time.fromisoformat(settings.sweep_at):
        return
    done = ticking.tick_sweep(database, settings, now=shift.now, halted=shift.halted)
    if done is not None:
        log.info(
            "sweep",
            as_of=done.as_of.isoformat(),
            looked_at=done.looked_at,
            verdicts_changed=done.verdicts_changed,
            notices=done.notices,
            letters=done.letters,
        )


def send(shift: Shift) -> None:
    """Send what is due in the hours for sending."""
    settings = shift.office.settings
    transport, begun = transport_for(settings.transport_url), clock.running()

    def meanwhile() -> datetime:
        return shift.now + timedelta(seconds=clock.running() - begun)

    try:
        where = (shift.office.database, settings, transport)
        done = ticking.tick_send(*where, now=shift.now, halted=shift.halted, clock=meanwhile)
    finally:
        transport.close()
    if done.paused:
        log.warning("sending_paused", code=done.paused.code, advice="duban notices resume")
    tried = done.accepted + done.temporary + done.permanent + done.in_doubt
    if tried:
        log.info(
            "send",
            accepted=done.accepted,
            temporary=done.temporary,
            permanent=done.permanent,
            in_doubt=done.in_doubt,
        )


def mail(shift: Shift) -> None:
    """Put what came back on file, if there is a mailbox to read."""
    settings = shift.office.settings
    if not settings.mailbox_url:
        return
    mailbox = ImapMailbox(imap_server(settings.mailbox_url))
    done = take_mail_in(shift.office.database, settings, mailbox, now=shift.now, halted=shift.halted)
    if done.all:
        log.info("mail", stray=done.stray, **{str(kind): count for kind, count in sorted(done.kinds.items())})


def watch(shift: Shift) -> None:
    """One line that says that the daemon lives and what waits."""
    found = ticking.health(shift.office.database, shift.office.settings, now=shift.now)
    last = found.last_tick.astimezone(shift.now.tzinfo).isoformat(timespec="seconds") if found.last_tick else "never"
    log.info("health", last_tick=last, outbox=found.outbox, in_doubt=found.in_doubt, dead=found.dead)


def keep(shift: Shift) -> None:
    """The rounds of the night: those that are due and were not done yet."""
    for done in keeping.rounds(shift.office.database, shift.office.settings, now=shift.now):
        (log.info if done.ok else log.error)(done.name, ok=done.ok, **done.told)
        if shift.halted():
            break


def follow(shift: Shift) -> None:
    """Bring the copy up to the last commit; on PostgreSQL its own archive does that."""
    if shift.office.settings.database_file is None:
        return
    done = following.follow(shift.office.database, shift.office.settings, now=shift.now)
    if done.anew:
        log.info("follow", bytes=done.written, anew=done.anew)


JOBS = (
    Job("sweep", 15, sweep),
    Job("send", 1, send),
    Job("mail", 2, mail),
    Job("follow", following.EVERY, follow, needs_time=False),
    Job("keep", 10, keep, needs_time=False),
    Job("health", 5, watch, needs_time=False),
)
