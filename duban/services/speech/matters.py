"""事由：what notices speak of — the obligation, the verdict of the day, what was said before, and whom they are for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.settings import Settings
from engine.nouns import Notice, Obligation, Person, Verdict
from engine.roster import find_agency
from engine.telling.posts import WHOLE_SCOPE
from notifications.audience import Audience, Finding, recipients
from notifications.papers import Form, form_of
from store import addresses, notices, obligations, tasks


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

    def addresses(self, settings: Settings) -> Iterator[tuple[str, Person | None]]:
        """The addresses of those it is for; the office's own when there is nobody."""
        for person in self.people:
            if person.email:
                yield person.email, person
        if not self.people and settings.office_email:
            yield settings.office_email, None


def matters_of(
    desk: Desk, settings: Settings, some: Sequence[Notice], on: date, known: Mapping[str, Verdict]
) -> list[Matter]:
    """What these notices speak of, with the verdict of the day and the people they are for."""
    filed = obligations.filed(desk.session, {notice.obligation for notice in some})
    found = {**judged(desk, [each.obligation for key, each in filed.items() if key not in known], on), **known}
    heard = notices.of_obligations(desk.session, filed)
    issued = tasks.of_obligations(desk.session, filed)
    bad = _bad(desk)
    matters = []
    for notice in some:
        one = filed[notice.obligation].obligation
        audience = audience_of(desk, settings, one, notice, on, bad)
        ticket = issued[one.key][0].key if one.key in issued else one.key[:16]
        said = heard.get(one.key, ())
        matters.append(Matter(notice, one, found[one.key], ticket, said, audience.people, audience.findings))
    return matters


def audience_of(
    desk: Desk, settings: Settings, one: Obligation, notice: Notice, on: date, bad: frozenset[str]
) -> Audience:
    """Whom a notice is for, copies included; each person once."""
    roles = (*notice.to, *notice.cc)
    return recipients(
        roles,
        agency=one.bearer,
        roster=desk.roster,
        on=on,
        office=office_of(desk, settings),
        scope=_scope(desk, one) if WHOLE_SCOPE in roles else (),
        bad=bad,
    )


def office_people(desk: Desk, settings: Settings, role: str, on: date) -> tuple[Person, ...]:
    """Those in the supervision office who hold a role, such as supervisor or leader; nobody if it is not on file."""
    office = office_of(desk, settings)
    if office is None:
        return ()
    return recipients((role,), agency=office, roster=desk.roster, on=on, office=office, bad=_bad(desk)).people


def office_of(desk: Desk, settings: Settings) -> str | None:
    """The id of the supervision office, if it is on file as an agency."""
    found = find_agency(desk.roster, settings.office_name)
    return found.id if found else None


def _bad(desk: Desk) -> frozenset[str]:
    """The addresses that nothing is sent to any more."""
    return frozenset(each.address for each in addresses.listed(desk.session) if each.state == "bad")


def _scope(desk: Desk, one: Obligation) -> list[str]:
    """Every agency that bears the same duty in the same window."""
    same = obligations.find(desk.session, rule=one.rule, pack=one.pack)
    return sorted({each.obligation.bearer for each in same if each.obligation.window == one.window})
