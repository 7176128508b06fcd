"""死信：letters that nobody will send any more, and notices that could not be written — for a person to settle.

Four ways out: the trouble is over (retry), the address is another (fix), the words must be others (redraw, a cycle
begun anew), or it is settled otherwise (close, with the reason).
"""

from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.post.letters import UNWRITTEN, into_outbox
from duban.services.post.linking import make_ready
from duban.services.post.posting import Post
from duban.services.post.recalling import close as end
from duban.services.post.recalling import redraw, tell_again, untold_by
from duban.services.speech.matters import matters_of
from duban.services.speech.notices import STAGE_ZH
from duban.services.speech.reasons import given
from duban.services.speech.turning import turn
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, Notice, NoticeState
from engine.source import Refused
from notifications import outbox
from notifications.addresses import is_address
from notifications.policy import CANCELLED_REDRAWN
from notifications.quiet import slot_of
from store import addresses, events, letters, obligations
from store import notices as register
from store.events import Entry
from store.session import Session, reading, transaction

WAITING = (LetterStage.DEAD, LetterStage.PERMANENT)
SHORTEST = 6


def listed(database: Engine, settings: Settings) -> list[dict[str, object]]:
    """Everything that waits for a person: letters given up or refused, and notices that could not be written."""
    with reading(database, settings.jurisdiction) as session:
        rows = [_letter_row(letter) for letter in letters.find(session, stages=WAITING)]
        return rows + [_notice_row(notice) for notice in register.held_because(session, UNWRITTEN)]


def retry(database: Engine, settings: Settings, key: str, *, by: str, now: datetime) -> str:
    """Have the same bytes tried for three days more; answer who is to get them.

    Raises Refused X541 when there is no such letter, X542 when it may have arrived.
    """
    with transaction(database, settings.jurisdiction) as session:
        letter = _called(session, key)
        if letter.doubts >= outbox.MOST_DOUBTS:
            raise Refused("X542", "这封信可能已经送到，不能再发同样的字节；请核实后用 redraw 重新成文，或 close 了结")
        letters.move(session, letter, outbox.retry(letter, now), at=now)
        addresses.forget(session, [letter.recipient])
        _log(session, "letter.retry", letter, by, now, {})
        return letter.recipient


def fix(
    database: Engine, settings: Settings, key: str, address: str, *, by: str, on: date, now: datetime
) -> list[Letter]:
    """Write to another address what a letter was to tell, as it reads today; answer the new letters.

    Raises Refused X541 when there is no such letter, X544 for what is no address, X543 when nothing is left to tell.
    """
    if not is_address(address):
        raise Refused("X544", f"“{address}”不是可用的邮箱地址；请核对后再试")
    with transaction(database, settings.jurisdiction) as session:
        letter, desk = _called(session, key), Desk(session)
        make_ready(session, settings)
        written = _readdressed(desk, settings, letter, address, on, now)
        if not written:
            raise Refused("X543", "这封信里的事项都已另行告知或已了结；请用 close 了结这封信")
        end(session, letter, f"改投 {address}", now)
        fresh = into_outbox(desk, written, now, by)
        _log(session, "letter.fix", letter, by, now, {"to": address})
        return fresh


def _readdressed(desk: Desk, settings: Settings, letter: Letter, address: str, on: date, now: datetime) -> list[Letter]:
    """What a letter was to tell, for another address: notices as they read today, all else as it was written."""
    post = Post(desk, settings, on, slot_of(now, desk.calendar))
    if not letter.notices:
        return [post.again(letter, address)]
    matters = matters_of(desk, settings, untold_by(desk.session, letter), on, {})
    return post.to_one(matters, address, letter.recipient)


def redrawn(database: Engine, settings: Settings, key: str, *, by: str, on: date, now: datetime) -> list[Notice]:
    """Have what a letter was to tell written anew in a cycle begun anew; it leaves in the next slot.

    Raises Refused X541 when there is no such letter or notice, X548 for a decision.
    """
    with transaction(database, settings.jurisdiction) as session:
        letter = _found(session, key)
        if letter is None:
            some = [_unwritten_called(session, key)]
        else:
            if outbox.is_decision(letter):
                raise Refused("X548", "已经作出的决定不能重新成文；地址不对请用 fix 改投，已另行送达请用 close 了结")
            some = untold_by(session, letter)
            tell_again(session, letter)
            end(session, letter, f"由{by}重新成文", now)
            _log(session, "letter.redraw", letter, by, now, {})
        fresh = redraw(session, some, on, CANCELLED_REDRAWN, NoticeState.PLANNED, at=now, by=by)
        entries = [Entry(now, by, "notice.redraw", each.key, {"paper": each.paper}) for each in fresh]
        events.append(session, entries)
        return fresh


def close(database: Engine, settings: Settings, key: str, *, by: str, reason: str, now: datetime) -> None:
    """Settle a letter or notice otherwise; the ladder passes over what was never said.

    Raises Refused X445 without a reason, X541 when there is no such letter or notice.
    """
    reason = given(reason, "了结")
    with transaction(database, settings.jurisdiction) as session:
        letter = _found(session, key)
        some = [_unwritten_called(session, key)] if letter is None else _only_in(session, letter)
        if letter is not None:
            end(session, letter, f"由{by}了结：{reason}", now)
            _log(session, "letter.close", letter, by, now, {"reason": reason})
        for state in (NoticeState.BUNDLED, NoticeState.HELD):
            keys = [notice.key for notice in some if notice.state is state]
            turn(session, keys, was=state, now=NoticeState.CANCELLED, at=now, by=by, reason=reason)
        obligations.look_again(session, sorted({notice.obligation for notice in some}))


def _only_in(session: Session, letter: Letter) -> list[Notice]:
    """What only this letter was to tell: nobody else has it coming."""

    def coming(notice: Notice) -> bool:
        """Whether somebody else may still hear of it."""
        others = (one for one in letters.find(session, notice=notice.key) if one.message_id != letter.message_id)
        return any(not outbox.is_final(one) for one in others)

    return [notice for notice in untold_by(session, letter) if not coming(notice)]


def _unwritten_called(session: Session, key: str) -> Notice:
    unwritten = register.held_because(session, UNWRITTEN) if len(key) >= SHORTEST else []
    found = [notice for notice in unwritten if notice.key.startswith(key)]
    if len(found) != 1:
        raise _none(key)
    return found[0]


def _found(session: Session, key: str) -> Letter | None:
    """The letter that waits for a person and whose id begins so."""
    wanted = key.strip("<>")
    if len(wanted) < SHORTEST:
        return None
    found = [each for each in letters.find(session, stages=WAITING) if each.message_id.strip("<>").startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _called(session: Session, key: str) -> Letter:
    letter = _found(session, key)
    if letter is None:
        raise _none(key)
    return letter


def _none(key: str) -> Refused:
    return Refused("X541", f"没有编号为 {key} 的死信；请核对编号")


def _log(session: Session, kind: str, letter: Letter, by: str, now: datetime, told: dict[str, object]) -> None:
    events.append(session, [Entry(now, by, kind, letter.message_id, told)])


def _letter_row(letter: Letter) -> dict[str, object]:
    return {
        "key": letter.message_id.strip("<>")[:12],
        "kind": letter.kind,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "slot": letter.slot,
        "stage": letter.stage,
        "why": f"{STAGE_ZH[letter.stage]}：{letter.answer or ''}",
        "notices": list(letter.notices),
    }


def _notice_row(notice: Notice) -> dict[str, object]:
    return {
        "key": notice.key[:12],
        "kind": "unwritten",
        "recipient": "",
        "subject": notice.paper,
        "slot": notice.decided_on,
        "stage": "unwritten",
        "why": (notice.reason or "").removeprefix(UNWRITTEN).strip(),
        "notices": [notice.key],
    }
