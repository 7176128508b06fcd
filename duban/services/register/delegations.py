"""代管：let one person answer for another for a while — mail, and the signature of whoever may sign."""

from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.rosters import register, renew
from duban.services.speech.reasons import given
from duban.settings import Settings
from engine.nouns import Delegation, Person, Roster
from engine.roster import exists
from engine.source import Refused
from store import agencies, events
from store.events import Entry
from store.session import reading, transaction


def delegate(
    database: Engine,
    settings: Settings,
    of: str,
    to: str,
    *,
    since: date,
    until: date | None,
    reason: str,
    by: str,
    now: datetime,
) -> Delegation:
    """Let `to` answer for `of`, both given by id or name, from `since` up to, not including, `until`.

    Raises Refused X545 for somebody who is not on file once, X546 when they are the same or it ends before it begins,
    X445 without a reason.
    """
    reason = given(reason, "代管")
    with transaction(database, settings.jurisdiction) as session:
        roster = register(session).roster
        whose, who = _person(roster, of, since), _person(roster, to, since)
        if whose.id == who.id or (until is not None and until <= since):
            raise Refused("X546", "代管人与被代管人须是两个人，止日须在起日之后；请核对后重办")
        order = Delegation(whose.id, who.id, since, until, by, reason)
        agencies.put_delegations(session, [order])
        told = {"of": whose.name, "to": who.name, "since": since.isoformat(), "until": until and until.isoformat()}
        events.append(session, [Entry(now, by, "person.delegate", whose.id, {**told, "reason": reason})])
        renew(session)
        return order


def listed(database: Engine, settings: Settings, *, on: date) -> list[dict[str, object]]:
    """Who answers for whom on a day or later."""
    with reading(database, settings.jurisdiction) as session:
        roster = register(session).roster
        names = {person.id: person.name for person in roster.people}
        standing = [one for one in roster.delegations if one.until is None or on < one.until]
        return [
            {**vars(one), "of_name": names.get(one.of, one.of), "to_name": names.get(one.to, one.to)}
            for one in standing
        ]


def _person(roster: Roster, called: str, on: date) -> Person:
    found = [who for who in roster.people if called in (who.id, who.name) and exists(who, on)]
    ids = {who.id for who in found}
    if len(ids) != 1:
        raise Refused("X545", f"名册里没有（或不止一位）“{called}”；请用编号指明")
    return found[0]
