"""成函：notices that may leave become letters with frozen bytes — a digest for each person and day, papers one by one.

Whoever a notice is meant for is found in the register on the day it is frozen.  When nobody can be found the office is
told instead; when it has no address either, the notice is held for a person: silence is a finding, never a success.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from duban.clock import SHANGHAI
from duban.services import views
from duban.services.casework import judged
from duban.services.desk import Desk
from duban.services.serials import number_for
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Letter, Notice, NoticeState, Obligation, Person, Verdict
from engine.roster import find_agency
from notifications import official
from notifications.audience import WHOLE_SCOPE, Finding, recipients
from notifications.bundle import Digest, Line, digests
from notifications.papers import DigestView, Form, ItemView, form_of
from notifications.render import Rendered, render_digest, render_letter
from store import events, letters, notices, obligations, tasks
from store.events import Entry

NOBODY = "NOBODY_TO_TELL"
OPENING = time(9, 0)


@dataclass(frozen=True)
class Matter:
    """A notice with what it speaks of, and those it is for; `findings` say for whom nobody was found."""

    notice: Notice
    obligation: Obligation
    verdict: Verdict
    ticket: str
    said: tuple[Notice, ...]
    people: tuple[Person, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def is_reminder(self) -> bool:
        """Whether it is a line of a digest; everything else is a paper of its own."""
        return form_of(self.notice.paper) is Form.DIGEST


def bundle(
    desk: Desk, settings: Settings, *, on: date, now: datetime, known: Mapping[str, Verdict] | None = None
) -> list[Letter]:
    """Freeze a letter for every notice that may leave; answer the letters that are new."""
    planned = notices.find(desk.session, state=NoticeState.PLANNED, due_by=on)
    if not planned:
        return []
    matters = matters_of(desk, settings, planned, on, known or {})
    told = [matter for matter in matters if matter.people or settings.office_email]
    untold = {matter.notice.key for matter in matters} - {matter.notice.key for matter in told}
    post = Post(desk, settings, on, desk.calendar.next_workday(on))
    fresh = letters.add_new(desk.session, [*post.digests(told), *post.papers(told)])
    was = NoticeState.PLANNED
    notices.set_state(desk.session, untold, was=was, now=NoticeState.HELD, reason=NOBODY)
    notices.set_state(desk.session, [each.notice.key for each in told], was=was, now=NoticeState.BUNDLED)
    events.append(desk.session, [_frozen(letter, now) for letter in fresh])
    return fresh


def matters_of(
    desk: Desk, settings: Settings, some: Sequence[Notice], on: date, known: Mapping[str, Verdict]
) -> list[Matter]:
    """What these notices speak of, with the verdict of the day and the people they are for."""
    filed = obligations.filed(desk.session, {notice.obligation for notice in some})
    found = {**judged(desk, [each.obligation for key, each in filed.items() if key not in known], on), **known}
    heard = notices.of_obligations(desk.session, filed)
    issued = tasks.of_obligations(desk.session, filed)
    matters = []
    for notice in some:
        one = filed[notice.obligation].obligation
        people, findings = _audience(desk, settings, one, notice, on)
        ticket = issued[one.key][0].key if one.key in issued else one.key[:16]
        matters.append(Matter(notice, one, found[one.key], ticket, heard.get(one.key, ()), people, findings))
    return matters


def _audience(
    desk: Desk, settings: Settings, one: Obligation, notice: Notice, on: date
) -> tuple[tuple[Person, ...], tuple[Finding, ...]]:
    """Whom a notice is for, copies included; each person once."""
    office = find_agency(desk.roster, settings.office_name)
    scope = _scope(desk, one) if WHOLE_SCOPE in (*notice.to, *notice.cc) else ()
    found = recipients(
        (*notice.to, *notice.cc),
        agency=one.bearer,
        roster=desk.roster,
        on=on,
        office=office.id if office else None,
        scope=scope,
    )
    return found.people, found.findings


def _scope(desk: Desk, one: Obligation) -> list[str]:
    """Every agency that bears the same duty in the same window."""
    same = obligations.find(desk.session, rule=one.rule, pack=one.pack)
    return sorted({each.obligation.bearer for each in same if each.obligation.window == one.window})


@dataclass(frozen=True)
class Post:
    """Where letters are written on one day: the office that signs and the slot they leave in."""

    desk: Desk
    settings: Settings
    on: date
    slot: date

    def digests(self, matters: Iterable[Matter]) -> list[Letter]:
        """One letter for each person who is to be reminded of something."""
        lines: list[Line] = []
        readers: dict[str, Person | None] = {}
        notes: list[str] = []
        for matter in (each for each in matters if each.is_reminder):
            item = self._item(matter)
            for address, person in self._addresses(matter):
                readers.setdefault(address.lower(), person)
                lines.append(Line(address, self.slot, item))
            notes += [finding.message for finding in matter.findings]
        return [self._digest(each, readers[each.recipient.lower()], notes) for each in digests(lines)]

    def papers(self, matters: Iterable[Matter]) -> list[Letter]:
        """A letter to each person for each formal paper."""
        return [letter for matter in matters if not matter.is_reminder for letter in self._papers(matter)]

    def _item(self, matter: Matter) -> ItemView:
        return views.item_view(self.desk, matter.obligation, matter.verdict, matter.notice, matter.ticket, self.on)

    def _addresses(self, matter: Matter) -> Iterator[tuple[str, Person | None]]:
        """The addresses of those it is for; the office's own when there is nobody."""
        for person in matter.people:
            if person.email:
                yield person.email, person
        if not matter.people:
            yield self.settings.office_email, None

    def _digest(self, digest: Digest, person: Person | None, notes: Sequence[str]) -> Letter:
        agency = self.desk.name(person.agency, self.on) if person else self.settings.office_name
        told = tuple(dict.fromkeys(notes)) if person is None else ()
        view = DigestView(
            person.name if person else "",
            agency,
            self.slot,
            digest.items,
            views.office_view(self.settings),
            digest.more,
            told,
        )
        about = f"{self.slot.isoformat()}\x1f{fingerprint(*digest.notices)}"
        return self._letter(render_digest(view), "digest", digest.recipient, person, about, digest.notices)

    def _papers(self, matter: Matter) -> Iterator[Letter]:
        view = views.letter_view(
            self.desk,
            self.settings,
            matter.obligation,
            matter.verdict,
            matter.notice,
            serial=number_for(self.desk.session, self.settings, matter.notice.paper, matter.notice.key, self.slot),
            ticket=matter.ticket,
            heard=matter.said,
            on=self.slot,
        )
        rendered = render_letter(view)
        key = matter.notice.key
        for address, person in self._addresses(matter):
            yield self._letter(rendered, "formal", address, person, key, (key,), matter.obligation.key)

    def _letter(
        self,
        rendered: Rendered,
        kind: str,
        recipient: str,
        person: Person | None,
        about: str,
        carried: tuple[str, ...],
        obligation: str | None = None,
    ) -> Letter:
        """A letter with its bytes; the same content for the same reader on the same day is the same letter."""
        settings = self.settings
        envelope = official.Envelope(
            sender=official.Sender(settings.office_name, settings.mail_from, settings.mail_domain),
            recipient=recipient,
            person=person.name if person else settings.office_name,
            message_id=official.message_id(recipient, about, settings.mail_domain),
            token=fingerprint(recipient.lower(), about)[:16],  # so the Message-ID begins with it
            dated=datetime.combine(self.slot, OPENING, tzinfo=SHANGHAI),
            thread=official.thread_id(obligation, settings.mail_domain) if obligation else None,
        )
        mime = official.mime_bytes(envelope, rendered)
        return Letter(
            envelope.message_id,
            "digest" if kind == "digest" else "formal",
            recipient,
            rendered.subject,
            self.slot,
            mime,
            official.sha256(mime),
            carried,
        )


def _frozen(letter: Letter, now: datetime) -> Entry:
    payload = {"recipient": letter.recipient, "sha256": letter.sha256, "notices": list(letter.notices)}
    return Entry(now, "system", "letter.freeze", letter.message_id, payload)
