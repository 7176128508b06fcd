"""封函：write the letters of one day — a digest for each person, papers one by one — and freeze their bytes.

What cannot be written down (a broken address, a name with a line break, a paper that has grown too large) spoils its
own letter and no other: it is laid aside with the reason, for a person to mend.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property, partial

from duban.clock import SHANGHAI
from duban.services.desk import Desk
from duban.services.paperwork import views
from duban.services.paperwork.papers import as_sent
from duban.services.paperwork.serials import number_for
from duban.services.paperwork.worded import words_of
from duban.services.post.linking import links, list_of
from duban.services.speech.circulars import circular_about
from duban.services.speech.matters import Matter
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Letter, Person
from engine.source import Refused
from notifications import official
from notifications.agenda import MIME_TYPE as AS_CALENDAR
from notifications.agenda import DueDay, agenda
from notifications.bundle import Digest, Line, digests
from notifications.official import Attachment
from notifications.papers import CircularView, DigestView, Form, Group, ItemView, form_of
from notifications.pouring import workbook
from notifications.render import Rendered, render_digest, with_link
from notifications.sheets import MIME_TYPE as AS_WORKBOOK
from notifications.sheets import Sheet
from notifications.wording.compose import Words

OPENING = time(9, 0)
COLUMNS = {
    "group": "期限",
    "matter": "事项",
    "agency": "单位",
    "window": "周期",
    "due": "应于（含当日）前",
    "days": "工作日",
    "missing": "尚缺",
    "source": "依据",
    "ticket": "案号",
}


@dataclass
class Post:
    """Where letters are written on one day: the office that signs, the slot they leave in, and what went wrong."""

    desk: Desk
    settings: Settings
    on: date
    slot: date
    notes: tuple[str, ...] = ()
    spoilt: dict[str, str] = field(default_factory=dict)

    def digests(self, matters: Iterable[Matter]) -> list[Letter]:
        """One letter for each person who is to be reminded of something."""
        lines: list[Line] = []
        readers: dict[str, Person | None] = {}
        nobody: list[str] = []
        for matter in (each for each in matters if each.is_reminder):
            item = self.item(matter)
            for address, person in matter.addresses(self.settings):
                readers.setdefault(address.lower(), person)
                lines.append(Line(address, self.slot, item))
            nobody += [finding.message for finding in matter.findings]
        to_office = (*self.notes, *dict.fromkeys(nobody))
        made: list[Letter] = []
        for each in digests(lines):
            person = readers[each.recipient.lower()]
            said = self.notes if person else to_office
            made += self._tried(each.notices, partial(self._digest, each, person, said))
        return made

    def papers(self, matters: Iterable[Matter]) -> list[Letter]:
        """A letter to each person for each formal paper."""
        made: list[Letter] = []
        for matter in (each for each in matters if not each.is_reminder):
            made += self._tried((matter.notice.key,), partial(self._papers, matter))
        return made

    def to_one(self, matters: Sequence[Matter], address: str, before: str) -> list[Letter]:
        """What these matters have to tell the person who was written to as `before`, now at another address."""
        known = next((who for matter in matters for who in matter.people if who.email == before), None)
        reader = replace(known, email=address) if known else Person("", "", "", email=address)
        mine = [replace(matter, people=(reader,), findings=()) for matter in matters]
        return [*self.digests(mine), *self.papers(mine)]

    def again(self, letter: Letter, address: str) -> Letter:
        """A letter that carries no notice — a decision, news — as it reads, to another address."""
        rendered, files = official.taken_apart(letter.mime)
        reader = Person("", "", "", email=address)
        about, thread = f"{letter.message_id}\x1f{address}", official.obligation_of(letter.mime)
        return self.letter(rendered, letter.template, address, reader, about, (), thread, files)

    def item(self, matter: Matter) -> ItemView:
        """A notice as a line of a digest."""
        return views.item_view(self.desk, matter.obligation, matter.verdict, matter.notice, matter.ticket, self.on)

    def _tried(self, carried: Sequence[str], write: Callable[[], Iterable[Letter]]) -> list[Letter]:
        """What was written; if it cannot be, its notices are laid aside with the reason."""
        try:
            return list(write())
        except Refused as refused:
            self.spoilt.update(dict.fromkeys(carried, f"{refused.code} {refused.message}"))
            return []

    def _digest(self, digest: Digest, person: Person | None, notes: Sequence[str]) -> list[Letter]:
        agency = self.desk.name(person.agency, self.on) if person else self.settings.office_name
        view = DigestView(
            person.name if person else "",
            agency,
            self.slot,
            digest.items,
            views.office_view(self.settings),
            len(digest.rest),
            tuple(notes),
            list_of(self.settings) if digest.rest else "",
        )
        about = f"{self.slot.isoformat()}\x1f{fingerprint(*digest.notices)}"
        every = (*digest.items, *digest.rest)
        attached = self._lists(every) if digest.rest else ()
        rendered = render_digest(view)
        letter = self.letter(rendered, "digest", digest.recipient, person, about, digest.notices, attached=attached)
        return [letter]

    def _lists(self, items: Sequence[ItemView]) -> tuple[Attachment, ...]:
        """All lines of a digest that shows only some: as a workbook, and as due days for a calendar."""
        rows = [{**vars(item), "group": item.group.value, "days": _signed(item)} for item in items]
        days = {item.ticket: DueDay(item.ticket, item.matter, item.due, about=item.missing) for item in items}
        at = datetime.combine(self.slot, OPENING, tzinfo=SHANGHAI)
        name = f"督办事项-{self.slot.isoformat()}"
        return (
            Attachment(f"{name}.xlsx", workbook([Sheet("督办事项", rows)], COLUMNS, made_on=self.slot), AS_WORKBOOK),
            Attachment(f"{name}.ics", agenda(days.values(), domain=self.settings.mail_domain, made_at=at), AS_CALENDAR),
        )

    def _papers(self, matter: Matter) -> Iterator[Letter]:
        key = matter.notice.key
        view = views.letter_view(
            self.desk,
            self.settings,
            matter.obligation,
            matter.verdict,
            matter.notice,
            serial=number_for(self.desk.session, self.settings, matter.notice.paper, key, self.slot),
            ticket=matter.ticket,
            heard=matter.said,
            on=self.slot,
            circular=circular_for(self.desk, matter, self.on),
        )
        by_a_person, form = matter.notice.released_by is not None, form_of(matter.notice.paper)
        rendered, files = as_sent(self.settings, view, self._words, by_a_person=by_a_person)
        for address, person in matter.addresses(self.settings):
            yield self.letter(rendered, form, address, person, key, (key,), matter.obligation.key, files)

    @cached_property
    def _words(self) -> Words | None:
        """How this office words its papers."""
        return words_of(self.desk.session)

    @cached_property
    def _link(self) -> Callable[[str], str]:
        """By which address the reader of a letter signs for it."""
        return links(self.desk.session, self.settings)

    def message_id(self, recipient: str, about: str) -> str:
        """The id of the letter to a recipient about something."""
        return official.message_id(recipient, about, self.settings.mail_domain)

    def letter(
        self,
        rendered: Rendered,
        form: str,
        recipient: str,
        person: Person | None,
        about: str,
        carried: tuple[str, ...],
        obligation: str | None = None,
        attached: Sequence[Attachment] = (),
    ) -> Letter:
        """A letter with its bytes; the same content for the same reader and day is the same letter.

        What tells of notices has the link by which its reader signs for it.
        """
        settings, known_as = self.settings, self.message_id(recipient, about)
        link = self._link(known_as) if carried else ""
        envelope = official.Envelope(
            sender=official.Sender(settings.office_name, settings.mail_from, settings.mail_domain),
            recipient=recipient,
            person=person.name if person else settings.office_name,
            message_id=known_as,
            token=fingerprint(recipient.lower(), about)[:16],  # so the Message-ID begins with it
            dated=datetime.combine(self.slot, OPENING, tzinfo=SHANGHAI),
            thread=official.thread_id(obligation, settings.mail_domain) if obligation else None,
        )
        words = with_link(rendered, link) if link else rendered
        mime = official.mime_bytes(envelope, words, attached)
        return Letter(
            envelope.message_id,
            "digest" if form == Form.DIGEST else "summary" if form == SUMMARY else "formal",
            recipient,
            rendered.subject,
            self.slot,
            mime,
            official.sha256(mime),
            carried,
            template=form,
        )


SUMMARY = "summary"


def circular_for(desk: Desk, matter: Matter, on: date) -> CircularView | None:
    """The figures of a circular about a matter; no other paper has any."""
    return circular_about(desk, matter.obligation, on) if form_of(matter.notice.paper) is Form.CIRCULAR else None


def _signed(item: ItemView) -> int:
    """Working days left, as a minus those gone by since it was due."""
    return -item.days if item.group is Group.BREACHED else item.days
