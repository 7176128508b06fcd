"""What must be true of a world's history when it is over, whatever happened in it; answers everything that is not.

What ought to have been said is worked out here from the due days alone, not by the ladder of the house.
"""

import email
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from typing import Any

from engine.nouns import Letter, LetterStage, Notice, NoticeState, Standing
from notifications.ladder import EDITION
from store import events, letters, notices, obligations, verdicts
from store.session import reading
from tests.simulation.office import DOMAINS, OFFICE

FINAL = (LetterStage.ACCEPTED, LetterStage.PERMANENT, LetterStage.DEAD, LetterStage.CLOSED)
FAILED = (LetterStage.PERMANENT, LetterStage.DEAD)
REMINDERS = {"remind4": -4, "remind2": -2}
OPEN = (Standing.OPEN, Standing.PENDING, Standing.IN_GRACE, Standing.BREACHED)


class History:
    """All that is left of a world."""

    def __init__(self, world: Any) -> None:
        self.world, self.calendar = world, world.watch.calendar()
        with reading(world.ground.database, world.ground.settings.jurisdiction) as session:
            self.letters = {each.message_id: each for each in letters.find(session)}
            self.notices = {each.key: each for each in notices.find(session)}
            self.filed = {each.obligation.key: each.obligation for each in obligations.find(session)}
            self.verdicts = verdicts.latest(session, sorted(self.filed))
            self.broken = events.verify(session)
            self.lines = list(events.since(session))
        self.arrived: dict[str, list[Any]] = defaultdict(list)
        self.mails: dict[bytes, Message] = {}
        for arrival in world.post.arrived:
            if arrival.mime not in self.mails:
                self.mails[arrival.mime] = email.message_from_bytes(arrival.mime)
            self.arrived[str(self.mails[arrival.mime]["Message-ID"])].append(arrival)

    def faults(self) -> list[str]:
        """Everything that is not as promised."""
        checks = (self._ended, self._copies, self._due, self._prompt, self._awake, self._scope, self._kept)
        return [*self.world.faults, *(f"{check.__name__[1:]}: {each}" for check in checks for each in check())]

    def _ended(self) -> Iterator[str]:
        """Promise 5: nothing is left lying; what was accepted arrived, and what was given up the log says."""
        for each in self.letters.values():
            if each.stage not in FINAL:
                yield f"{each.message_id} to {each.recipient} still {each.stage} for {each.slot}"
            if each.stage is LetterStage.ACCEPTED and not self.arrived[each.message_id]:
                yield f"{each.message_id} accepted, but never arrived"
        for notice in self.notices.values():
            if notice.state is NoticeState.PLANNED and notice.due_on <= self.world.now.date():
                yield f"{notice.rung} of {notice.due_on} is still planned"
            if notice.state is NoticeState.BUNDLED and notice.said_on is None:
                carriers = [each for each in self.letters.values() if notice.key in each.notices]
                if not any(each.stage in FAILED for each in carriers):
                    yield f"{notice.rung} of {notice.due_on} is bundled, was not said, and no letter failed"

    def _copies(self) -> Iterator[str]:
        """Promises 5 and 23: heard once, and once more for each doubt; the bytes are the frozen ones."""
        heard: Counter[tuple[str, ...]] = Counter()
        doubts: Counter[tuple[str, ...]] = Counter()
        for name, letter in self.letters.items():
            copies = self.arrived[name]
            if len(copies) > 1 + min(letter.doubts, 1):
                yield f"{name} arrived {len(copies)} times with {letter.doubts} doubts"
            self.world.tally["extra-copies"] += max(0, len(copies) - 1)
            self.world.tally["doubts"] += letter.doubts
            if any(sha256(each.mime).hexdigest() != letter.sha256 for each in copies):
                yield f"{name} arrived with other bytes"
            for about in {self._about(letter, self.notices[key]) for key in letter.notices}:
                heard[about] += len(copies)
                doubts[about] += letter.doubts
        yield from (
            f"{about} heard {n} times with {doubts[about]} doubts"
            for about, n in sorted(heard.items())
            if n > 1 + doubts[about]
        )
        if strangers := self.arrived.keys() - self.letters.keys():
            yield f"arrived, but nobody wrote them: {sorted(strangers)}"

    def _about(self, letter: Letter, notice: Notice) -> tuple[str, ...]:
        return letter.recipient, notice.obligation, notice.rung, str(notice.cycle % EDITION)

    def _due(self) -> Iterator[str]:
        """Promises 5 and 7: every rung whose day is past was decided, even if only to say that it was passed over."""
        last = max(self.world.swept, default=self.world.first)
        said = defaultdict(list)
        for notice in self.notices.values():
            said[notice.obligation, notice.rung].append(notice)
        for key, verdict in self.verdicts.items():
            one = self.filed[key]
            if verdict.standing not in OPEN or one.window.first > last:
                continue
            due = verdict.due.safe
            for rung, days in REMINDERS.items():
                if self.world.first <= self._on(due, days) <= last and not said[key, rung]:
                    yield f"{one.bearer} {one.rule} {one.window.label}: {rung} was never decided"
            if verdict.standing is Standing.BREACHED and verdict.since is not None:
                urge = self.calendar.shift(verdict.since, 1)
                if self.world.first <= urge <= last and not said[key, "urge"]:
                    yield f"{one.bearer} {one.rule} {one.window.label}: breached {verdict.since}, but never urged"

    def _on(self, due: date, days: int) -> date:
        return self.calendar.shift(due, days)

    def _prompt(self) -> Iterator[str]:
        """Promise 6: on a day that was swept what is due is decided; and if nothing went wrong it arrives that day."""
        for notice in self.notices.values():
            waited = [notice.due_on + timedelta(n) for n in range((notice.decided_on - notice.due_on).days)]
            missed = [day for day in waited if day in self.world.swept and self.calendar.is_workday(day)]
            first_time = notice.cycle < EDITION
            if missed and first_time and notice.due_on > self.world.first:
                yield f"{notice.rung} due {notice.due_on} was decided {notice.decided_on}, but {missed} were swept"
            if self.world.kind == "calm" and notice.release == "auto" and notice.state is NoticeState.BUNDLED:
                late = notice.said_on is None or self.calendar.workdays_between(notice.due_on, notice.said_on) > 1
                if late and not self._refused(notice):
                    yield f"{notice.rung} due {notice.due_on} left {notice.said_on} though all was calm"

    def _refused(self, notice: Notice) -> bool:
        """Whether somebody does not take letters with this notice."""
        return any(notice.key in each.notices and each.stage is LetterStage.PERMANENT for each in self.letters.values())

    def _awake(self) -> Iterator[str]:
        """Promise 7: on the first working day after a sleep one reminder an obligation, one digest a person.

        And no formal paper leaves by itself.  Of more than one working day, that is: what did not leave yesterday may
        leave today as it reads.
        """
        if self.world.woke is None:
            return
        woke = self.calendar.next_workday(self.world.woke)
        before = max((day for day in self.world.swept if day < self.world.woke), default=self.world.first)
        if self.calendar.workdays_between(before, woke) <= 1:
            return
        left = [
            letter
            for name, letter in self.letters.items()
            if any(each.at.date() <= woke and each.at.date() >= self.world.woke for each in self.arrived[name])
        ]
        digests = Counter(each.recipient for each in left if each.kind == "digest")
        yield from (f"{who} had {n} digests on waking" for who, n in sorted(digests.items()) if n > 1)
        spoken = {(self.notices[key].obligation, key) for each in left if each.kind == "digest" for key in each.notices}
        twice = Counter(obligation for obligation, _ in spoken)
        yield from (f"{one} had {n} reminders on waking" for one, n in sorted(twice.items()) if n > 1)
        for letter in left:
            for key in letter.notices if letter.kind == "formal" else ():
                notice = self.notices[key]
                if notice.released_by is None and notice.decided_on >= self.world.woke:
                    yield f"{notice.rung} left by itself on {woke}"

    def _scope(self) -> Iterator[str]:
        """Promise 11: each mail went to one recipient, who is named in it, and tells of no other's case."""
        for name, copies in self.arrived.items():
            letter = self.letters.get(name)
            for arrival in copies:
                if letter is None or arrival.recipient != letter.recipient:
                    yield f"{name} went to {arrival.recipient}"
        for mime, mail in self.mails.items():
            letter = self.letters.get(str(mail["Message-ID"]))
            if letter is None or letter.recipient == OFFICE:
                continue
            people = getaddresses([str(mail[field]) for field in ("To", "Cc", "Bcc") if mail[field]])
            if [address for _, address in people] != [letter.recipient]:
                yield f"{letter.message_id} names {people}"
            others = [who for who, domain in DOMAINS.items() if not letter.recipient.endswith(domain)]
            text = _text(mail)
            seen = [who for who in others if who in text or DOMAINS[who] in text]
            if seen or not text or any(DOMAINS[who].encode() in mime for who in others):
                yield f"{letter.message_id} to {letter.recipient} tells of {seen}"

    def _kept(self) -> Iterator[str]:
        """Promises 1 and 24: the log is whole, and what was acknowledged is there once."""
        if self.broken:
            yield f"the log is broken at {self.broken}"
        recorded = Counter(each.subject for each in self.lines if each.kind.startswith("fact."))
        for one in sorted(self.world.people.acknowledged):
            if recorded[one] != 1:
                yield f"{one} was acknowledged and is on file {recorded[one]} times"


def _text(mail: Message) -> str:
    """All that can be read in a mail."""
    parts = (part.get_payload(decode=True) for part in mail.walk() if part.get_content_maintype() == "text")
    return "".join(part.decode("utf-8") for part in parts if isinstance(part, bytes))
