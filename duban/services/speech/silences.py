"""静默：keep quiet about a rule, an agency, one obligation or anything for a while, and end that early."""

from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.lookup import agency_called, obligation_called
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Silence
from engine.source import Refused
from notifications.hold import SCOPE_ZH, check_silence, is_over
from store import events, silences
from store.events import Entry
from store.session import Session, reading, transaction


def add(
    database: Engine,
    settings: Settings,
    *,
    scope: str,
    of: str,
    since: date,
    until: date,
    reason: str,
    by: str,
    now: datetime,
) -> Silence:
    """Begin a silence.

    Raises Refused N411 without a reason, N412 when it is too long, X401, X404 or X406 for what does not exist.
    """
    with transaction(database, settings.jurisdiction) as session:
        named = _named(session, scope, of)
        key = fingerprint(scope, named, since.isoformat(), until.isoformat(), by, now.isoformat())[:12]
        silence = Silence(key, scope, named, reason, by, since, until)  # type: ignore[arg-type]  # the door chose it
        check_silence(silence)
        silences.add(session, silence)
        told = {"scope": scope, "of": named, "since": since.isoformat(), "until": until.isoformat(), "reason": reason}
        events.append(session, [Entry(now, by, "silence.add", key, told)])
        return silence


def end(database: Engine, settings: Settings, key: str, *, by: str, on: date, now: datetime) -> None:
    """End a silence before its time; what waited goes out in the next digest.

    Raises Refused X407 when there is none of that number, or it has ended.
    """
    with transaction(database, settings.jurisdiction) as session:
        found = [each.key for each in silences.listed(session) if each.key.startswith(key)]
        if len(found) != 1 or not silences.end(session, found[0], on=on, by=by):
            raise Refused("X407", f"没有编号为 {key} 且仍在生效的静默；请核对编号")
        events.append(session, [Entry(now, by, "silence.end", found[0], {"on": on.isoformat()})])


def listed(database: Engine, settings: Settings, *, on: date, everything: bool = False) -> list[dict[str, object]]:
    """The silences in force on a day, or every one that ever was."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        found = [each for each in silences.listed(session) if everything or not is_over(each, on)]
        return [_row(desk, each, on) for each in found]


def _named(session: Session, scope: str, of: str) -> str:
    """What a silence is about, by its own id."""
    match scope:
        case "agency":
            return agency_called(session, of).id
        case "obligation":
            return obligation_called(session, of).obligation.key
        case "rule":
            known = {rule.id for pack in Desk(session).book.packs() for rule in pack.rules}
            if of not in known:
                raise Refused("X406", f"没有编号为 {of} 的规则；请核对编号")
            return of
        case _:
            return ""


def _row(desk: Desk, silence: Silence, on: date) -> dict[str, object]:
    name = desk.name(silence.of, on) if silence.scope == "agency" else silence.of
    return {
        "key": silence.key,
        "scope": silence.scope,
        "scope_zh": SCOPE_ZH[silence.scope],
        "of": name,
        "since": silence.since,
        "until": silence.until,
        "reason": silence.reason,
        "by": silence.by,
        "ended_on": silence.ended_on,
        "ended_by": silence.ended_by,
        "over": is_over(silence, on),
    }
