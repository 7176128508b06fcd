"""发文柜台：release, call back and take back papers; settle dead letters; keep quiet for a while; let sending go on."""

from datetime import date

from duban.services.counter.deeds import Visit
from duban.services.post import breaker, deadletters
from duban.services.powers import Deed
from duban.services.speech import releasing, silences
from engine.nouns import Notice, Silence
from engine.source import Refused


def release(visit: Visit, key: str, *, urgent: bool = False) -> int:
    """Let a held paper go; say how many letters that makes.  Raises Refused as `releasing.release` does."""
    visit.viewer.permit(Deed.RELEASE)
    where = visit.database, visit.settings
    done = releasing.release(*where, key, visit.actor, on=visit.on, now=visit.now, urgent=urgent)
    return len(done.letters)


def undo(visit: Visit, key: str) -> Notice:
    """Call a released paper back before it left; answer the draft that waits again."""
    visit.viewer.permit(Deed.RELEASE)
    return releasing.undo(visit.database, visit.settings, key, visit.actor, on=visit.on, now=visit.now)


def cancel(visit: Visit, key: str, reason: str) -> Notice:
    """Take back a notice that has not left.  Raises Refused as `releasing.cancel` does."""
    visit.viewer.permit(Deed.RELEASE)
    return releasing.cancel(visit.database, visit.settings, key, visit.actor, reason=reason, now=visit.now)


def keep_quiet(visit: Visit, scope: str, of: str, *, since: date | None, until: date | None, reason: str) -> Silence:
    """Begin a silence.  Raises Refused X672 without a last day, and as `silences.add` does."""
    visit.viewer.permit(Deed.SILENCE)
    if until is None or scope not in ("rule", "agency", "obligation", "all"):
        raise Refused("X672", "没有写明静默的范围或截止日；请选范围并填写截止日")
    return silences.add(
        visit.database, visit.settings, scope=scope, of=of.strip(), since=since or visit.on, until=until,
        reason=reason.strip(), by=visit.actor.name, now=visit.now,
    )  # fmt: skip


def end_quiet(visit: Visit, key: str) -> None:
    """End a silence before its time."""
    visit.viewer.permit(Deed.SILENCE)
    silences.end(visit.database, visit.settings, key, by=visit.actor.name, on=visit.on, now=visit.now)


def go_on(visit: Visit, reason: str) -> int:
    """Go on sending what waits; say how many letters that are."""
    visit.viewer.permit(Deed.SILENCE)
    return breaker.resume(visit.database, visit.settings, by=visit.actor.name, reason=reason, now=visit.now)


def stop(visit: Visit, reason: str) -> None:
    """Stop sending because a person says so."""
    visit.viewer.permit(Deed.SILENCE)
    breaker.pause_by_hand(visit.database, visit.settings, by=visit.actor.name, reason=reason, now=visit.now)


def settle(visit: Visit, key: str, deed: str, *, address: str = "", reason: str = "") -> None:
    """Settle a dead letter: the same again, to another address, in other words, or not at all.

    Raises Refused X673 for another deed, and as `deadletters` does.
    """
    visit.viewer.permit(Deed.JUDGE)
    by, on, now = visit.actor.name, visit.on, visit.now
    match deed:
        case "retry":
            deadletters.retry(visit.database, visit.settings, key, by=by, now=now)
        case "fix":
            deadletters.fix(visit.database, visit.settings, key, address.strip(), by=by, on=on, now=now)
        case "redraw":
            deadletters.redrawn(visit.database, visit.settings, key, by=by, on=on, now=now)
        case "close":
            deadletters.close(visit.database, visit.settings, key, by=by, reason=reason, now=now)
        case _:
            raise Refused("X673", "死信没有这种处理办法；请从重试、改投、重写、了结里选一种")
