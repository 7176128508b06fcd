"""怎样可改变 prospects: what would change a verdict, by when, and into what (semantics 9).

Nothing is promised that was not tried: each suggestion is carried out in thought (`deeds`), the obligation is judged
again, and what it then comes to is what the suggestion says.  All that somebody has to do to come to the same `then`
belongs together.  A suggestion whose outcome nobody can tell, such as a calendar still to be published, has no `then`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeAlias

from engine.judging.office import known_acts
from engine.nouns import Deliver, Dossier, Fact, FactStatus, Obligation, OfficeAct, Rule, Standing, Verdict
from engine.predicates import keys_of
from engine.telling.deeds import Deed, Prospect, acted, missing, reported, withdrawn

Again: TypeAlias = Callable[[Dossier, date], Verdict]
"""Judges the obligation on another file as of a day, knowing all that is on it."""

_ONE_DAY = timedelta(1)
_LATE = (Standing.BREACHED, Standing.BELOW_PRINCIPLE, Standing.NOT_DONE)
_RUNNING = (Standing.OPEN, Standing.CONTESTED, Standing.IN_GRACE)
_DECIDED_BY_THEM = frozenset({"EVIDENCE_PENDING", "CURE_PENDING", "PROOF_PENDING", "EVIDENCE_MISSING"})
"""Reasons that go once the evidence that waits is accepted or refused."""
_GOOD = (Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED)
_UNTOLD = {
    "CALENDAR_PROVISIONAL": "CALENDAR",
    "CALENDAR_MISSING": "CALENDAR",
    "FIGURE_MISSING": "FIGURE",
    "ATTRIBUTE_MISSING": "ATTRIBUTE",
    "UNIT_UNKNOWN": "UNIT",
    "UPSTREAM_NOT_YET": "UPSTREAM",
    "UPSTREAM_IN_DOUBT": "CALENDAR",
}


@dataclass(frozen=True)
class Asked:
    """The verdict that is to be changed, and all that it rests on."""

    rule: Rule
    obligation: Obligation
    verdict: Verdict
    dossier: Dossier
    again: Again

    @property
    def today(self) -> date:
        """The day on which a suggestion would be carried out."""
        return max(self.verdict.as_of, self.verdict.known_at)

    @property
    def tomorrow(self) -> date:
        """The first day on which anything can still be done that was not done before the verdict."""
        return self.today + _ONE_DAY

    def tried(self, deeds: Sequence[Deed], on: date) -> Verdict:
        """The verdict on a day once these things are done."""
        known = self.verdict.known_at
        file = replace(
            self.dossier,
            facts=tuple(fact for fact in self.dossier.facts if fact.recorded <= known),
            acts=tuple(act for act in self.dossier.acts if act.recorded <= known),
        )
        for deed in deeds:
            facts = tuple(deed.replaced.get(fact.id, fact) for fact in file.facts)
            file = replace(file, facts=(*facts, *deed.facts), acts=(*file.acts, *deed.acts))
        return self.again(file, on)


def would_change(asked: Asked) -> list[Prospect]:
    """What would change the verdict; nothing for one that only a correction moves."""
    found: list[Prospect] = []
    standing = asked.verdict.standing
    if standing in (Standing.PENDING, Standing.MANUAL):
        found += _begins(asked)
    if standing in _RUNNING:
        found += _in_time(asked)
    if standing in (*_LATE, Standing.CURED):
        found += _too_late(asked)
    if standing in (*_LATE, *_RUNNING, Standing.UNKNOWN, Standing.PENDING):
        found += _decisions(asked)
    return found


def _begins(asked: Asked) -> Iterator[Prospect]:
    verdict, first = asked.verdict, asked.obligation.window.first
    if "NOT_YET_OPEN" in verdict.because and first > verdict.as_of:
        yield {"if": "DAY", "on": first.isoformat(), "then": asked.tried((), first).standing}
    if verdict.standing is Standing.MANUAL:
        act = OfficeAct("judge", asked.today, asked.today, value="met")
        yield from _kept(asked, [acted({"if": "JUDGEMENT"}, act)], verdict.as_of)


def _in_time(asked: Asked) -> Iterator[Prospect]:
    """What is still to be done, by the last day on which it counts; and an extension while it may be asked for."""
    due, verdict = asked.verdict.due, asked.verdict
    by = due.grace_end if verdict.standing is Standing.IN_GRACE else due.hard or due.safe
    last = {"act_by": by.isoformat()} if by is not None else {}
    end = max(verdict.as_of, asked.obligation.window.last, by or verdict.as_of) + _ONE_DAY
    for deeds in _whole(asked, verdict.as_of, recorded=asked.today):
        now = list(_kept(asked, deeds, verdict.as_of, wanted=_GOOD, more=last))
        yield from now or _kept(asked, deeds, end, wanted=_GOOD, more=last)
    if verdict.standing is Standing.OPEN and due.hard is not None and verdict.as_of <= due.safe:
        to = due.hard + timedelta(30)
        act = OfficeAct("extend", verdict.as_of, verdict.as_of, role="leader", to=to.isoformat())
        more = {"act_by": due.safe.isoformat()}
        yield from _kept(asked, [acted({"if": "EXTENSION"}, act)], due.hard + _ONE_DAY, wanted=_RUNNING, more=more)


def _too_late(asked: Asked) -> Iterator[Prospect]:
    """From tomorrow on: proof that it was done in time, doing it late, taking back what broke it, being let off."""
    verdict, end, on = asked.verdict, asked.verdict.due.grace_end, asked.tomorrow
    broken = verdict.tally.style == "limit" and verdict.tally.broken_on is not None
    if broken:
        yield from _repairs(asked)
    elif end is not None:
        for deeds in _whole(asked, min(end, on), recorded=on):
            yield from _kept(asked, deeds, on, wanted=(Standing.OVERTURNED,), more={"act_by": end.isoformat()})
    if verdict.standing not in _LATE:
        return
    for deeds in () if broken else _whole(asked, on, recorded=on, late=True):
        told = list(_kept(asked, deeds, on, wanted=(Standing.CURED,)))
        receipts = bool(told) and isinstance(asked.rule.test, Deliver) and asked.verdict.tally.members_met is None
        one: Prospect = {"if": "RECEIPT", "then": Standing.CURED}
        yield from [one] if receipts else told
    act = OfficeAct("exempt", on, on)
    yield from _kept(asked, [acted({"if": "EXEMPTION"}, act)], on, wanted=(Standing.EXEMPT,))


def _repairs(asked: Asked) -> Iterator[Prospect]:
    """What puts a broken limit right: the findings withdrawn, or the figure restored."""
    on, rule, tally = asked.tomorrow, asked.rule, asked.verdict.tally
    gone = withdrawn(rule, asked.dossier, on)
    if gone.replaced:
        yield from _kept(asked, [gone], on, wanted=(*_GOOD, *_RUNNING))
    for deed in reported(rule, asked.obligation, tally, on, on):
        yield from _kept(asked, [replace(deed, told={**deed.told, "if": "RESTORED"})], on, wanted=(Standing.CURED,))


def _whole(asked: Asked, on: date, *, recorded: date, late: bool = False) -> Iterator[list[Deed]]:
    """Ways to do all that is missing: as the tally has it, else as if nothing had been done in time."""
    for afresh in (False, True):
        deeds = missing(asked.rule, asked.obligation, asked.verdict.tally, on, recorded, late=late, afresh=afresh)
        if deeds and asked.tried(deeds, _close(asked)).standing in _GOOD:
            yield deeds
            return


def _close(asked: Asked) -> date:
    """A day on which everything is decided by the calendar."""
    due = asked.verdict.due
    days = (asked.verdict.as_of, asked.obligation.window.last, due.grace_end or due.hard or due.safe)
    return max(days) + _ONE_DAY


def _kept(
    asked: Asked,
    deeds: Sequence[Deed],
    on: date,
    *,
    wanted: Sequence[Standing] = tuple(Standing),
    more: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[Prospect]:
    """The suggestions, if carrying them out together leads elsewhere, with where it leads."""
    then = asked.tried(deeds, on).standing
    if then in wanted and (then is not asked.verdict.standing or on > asked.verdict.as_of):
        for deed in deeds:
            yield {**deed.told, **{name: value for name, value in more.items() if name not in deed.told}, "then": then}


def _decisions(asked: Asked) -> Iterator[Prospect]:
    """What the office has to decide, find out or wait for."""
    verdict, rule = asked.verdict, asked.rule
    yield from _of_pending(asked)
    if verdict.due.because == "YEAR_MASKED":
        yield from _readings(asked)
    if "EVENT_MISSING" in verdict.because:
        yield {"if": "EVENT", "of": rule.due.of or rule.window.anchor.event or ""}
    if "CONDITION_UNKNOWN" in verdict.because and rule.when is not None:
        lacking = [key for key in keys_of(rule.when) if key not in asked.dossier.attrs]
        yield {"if": "ATTRIBUTE", "of": "、".join(dict.fromkeys(lacking))}
    if "SUSPENDED" in verdict.because:
        yield {"if": "RESUMPTION"}
    for code in dict.fromkeys(_UNTOLD[code] for code in verdict.because if code in _UNTOLD):
        yield {"if": code}


def _of_pending(asked: Asked) -> Iterator[Prospect]:
    """What comes of the evidence that waits, once it is accepted or refused."""
    waits = [fact for fact in asked.dossier.facts if _waits(fact, asked.verdict.known_at)]
    if not waits or not _DECIDED_BY_THEM & set(asked.verdict.because):
        return
    ids = sorted(fact.id for fact in waits)
    for name, status in (("ACCEPTED", FactStatus.ACCEPTED), ("REJECTION", FactStatus.REJECTED)):
        decided = {fact.id: replace(fact, status=status, decided=None) for fact in waits}
        told: Prospect = {"if": name, "ev": ids} if status is FactStatus.ACCEPTED else {"if": name}
        yield from _kept(asked, [Deed(told, replaced=decided)], asked.verdict.as_of)


def _waits(fact: Fact, known_at: date) -> bool:
    return fact.status is FactStatus.PENDING or (fact.decided is not None and fact.decided > known_at)


def _readings(asked: Asked) -> Iterator[Prospect]:
    """What each reading of a masked date would come to; without any, only that somebody has to confirm one."""
    days = sorted({due.hard for _, due in asked.obligation.readings if due.hard is not None})
    if any(act.act == "confirm" for act in known_acts(asked.dossier.acts, asked.today)):
        days = []
    for day in days:
        value = day.isoformat()
        act = OfficeAct("confirm", asked.verdict.as_of, asked.verdict.as_of, of="due.by", value=value)
        deed = acted({"if": "CONFIRMATION", "of": "due.by", "value": value}, act)
        yield from _kept(asked, [deed], asked.verdict.as_of)
    if not days:
        yield {"if": "CONFIRMATION"}
