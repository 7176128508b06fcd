"""签发：let a paper go that waited for a person, call it back before it has left, or take it back for good."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.casefile.tasks import Actor
from duban.services.desk import Desk
from duban.services.paperwork import papers
from duban.services.post import forecasting
from duban.services.post.letters import freeze
from duban.services.post.recalling import afresh, close
from duban.services.post.sending import pull_back
from duban.services.speech.matters import office_of
from duban.services.speech.notices import STATE_ZH, notice_called
from duban.services.speech.reasons import given
from duban.services.speech.turning import turn
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, Notice, NoticeState, Role
from engine.source import Refused
from notifications.policy import CANCELLED_REDRAWN, UNSENT
from notifications.quiet import OPENS, papers_leave, slot_of
from notifications.release import signatory
from store import events, letters, numbers, obligations
from store import notices as register
from store.events import Entry
from store.session import Session, transaction

CANCELLED = NoticeState.CANCELLED


@dataclass(frozen=True)
class Released:
    """A notice that was let go, the letters made of it, and when they leave; None: with the next mail."""

    notice: Notice
    letters: tuple[Letter, ...]
    leaves_at: datetime | None = None


def release(
    database: Engine, settings: Settings, key: str, actor: Actor, *, on: date, now: datetime, urgent: bool = False
) -> Released:
    """Let a held notice go; its letter is frozen at once and leaves at the next hour for papers, an urgent one now.

    Raises Refused X441 when it does not wait, X442 when somebody else must release this paper, X443 for nobody to tell,
    X450 when it cannot be written.
    """
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])  # takes turns with a sweep, which may be taking the notice back
        desk = Desk(session)
        notice = notice_called(session, key)
        _check(desk, settings, notice, actor, on)
        moved = register.set_state(
            session, [notice.key], was=NoticeState.HELD, now=NoticeState.PLANNED, released_by=actor.name
        )
        if not moved:
            raise Refused("X441", f"这份通知现为“{STATE_ZH[notice.state]}”，无须签发；请另选待签发的")
        leaves = None if urgent else leaves_at(desk, settings, on, now)
        said = {
            "from": NoticeState.HELD,
            "to": NoticeState.PLANNED,
            "paper": notice.paper,
            **({"urgent": True} if urgent else {}),
        }
        events.append(session, [Entry(now, actor.name, "notice.release", notice.key, said)])
        fresh = _frozen(desk, settings, notice.key, on, now, leaves)
        forecasting.expect(session, leaves or now, len(fresh))
        released = Released(register.get(session, notice.key) or notice, tuple(fresh), leaves)
    papers.keep(settings, fresh)
    return released


def leaves_at(desk: Desk, settings: Settings, on: date, now: datetime) -> datetime | None:
    """When what is signed now leaves, None at once; for a day other than today its morning counts as now."""
    if not settings.paper_hours:
        return None
    at = now if now.date() == on else datetime.combine(on, OPENS, tzinfo=now.tzinfo)
    return papers_leave(at, settings.paper_hours, desk.calendar)


def _frozen(desk: Desk, settings: Settings, key: str, on: date, now: datetime, leaves: datetime | None) -> list[Letter]:
    """The letters of a notice that a person has just let go, dated on the day on which they leave."""
    planned = register.of_keys(desk.session, [key])
    slot = slot_of(now, desk.calendar) if now.date() == on else desk.calendar.next_workday(on)
    slot = leaves.date() if leaves else slot
    fresh = freeze(desk, settings, planned, on=on, slot=slot, now=now, papers_leave=leaves)
    after = register.get(desk.session, key)
    if after is not None and after.state is NoticeState.HELD and (after.reason or "").startswith("UNWRITTEN"):
        raise Refused("X450", f"写不成信：{(after.reason or '').removeprefix('UNWRITTEN ')}")
    if not fresh:
        raise Refused("X443", "名册里找不到收件人，也没有设置本办邮箱；请补录人员邮箱后再签发")
    return fresh


def undo(database: Engine, settings: Settings, key: str, actor: Actor, *, on: date, now: datetime) -> Notice:
    """Call a released paper back before any of its letters was handed to a server; answer the draft that waits again.

    Raises Refused X442 for whoever could not have released it, X449 when it was not released, or is on its way.
    """
    with transaction(database, settings.jurisdiction) as session:
        events.append(session, [])
        desk = Desk(session)
        notice = notice_called(session, key)
        _check(desk, settings, notice, actor, on)
        posted = letters.find(session, notice=notice.key)
        still = all(letter.stage is LetterStage.READY and not letter.attempts for letter in posted)
        if notice.released_by is None or notice.state is not NoticeState.BUNDLED or not still:
            raise Refused("X449", f"这份{notice.paper}没有签发过，或已经发出，不能撤回；已发出的请另行函告更正")
        _close_all(session, posted, "签发后撤回，没有发出", now)
        numbers.annul(session, notice.key, f"{actor.name}撤回签发")
        told = {"by": actor.name, "reason": CANCELLED_REDRAWN, "kind": "notice.undo"}
        turn(session, [notice.key], was=notice.state, now=CANCELLED, at=now, **told)
        (fresh,) = afresh(session, [notice], on, NoticeState.HELD)
        return fresh


def cancel(database: Engine, settings: Settings, key: str, actor: Actor, *, reason: str, now: datetime) -> Notice:
    """Take back a notice that has not left; the ladder passes over its rung.

    Raises Refused X444 when it has left or ended, X445 without a reason, X446 for whoever is not of the office.
    """
    reason = given(reason, "撤销")
    if actor.role not in (Role.OFFICER, Role.LEADER):
        raise Refused("X446", "撤销通知由督办专员或领导办理；请转交其办理")
    with transaction(database, settings.jurisdiction) as session:
        notice = notice_called(session, key)
        moved = (
            notice.said_on is None
            and notice.state in UNSENT
            and turn(session, [notice.key], was=notice.state, now=CANCELLED, at=now, by=actor.name, reason=reason)
        )
        if not moved:
            raise Refused("X444", f"这份通知现为“{STATE_ZH[notice.state]}”，不能撤销；已发出的请另行函告更正")
        numbers.annul(session, notice.key, f"{actor.name}撤销：{reason}")
        pull_back(session, [notice.key], now)
        obligations.look_again(session, [notice.obligation])
        return register.get(session, notice.key) or notice


def _check(desk: Desk, settings: Settings, notice: Notice, actor: Actor, on: date) -> None:
    """Refuse whoever may not release a paper."""
    office = office_of(desk, settings)
    who = signatory(notice.paper, actor.name, actor.role, roster=desk.roster, supervision=office, on=on)
    if who is not None:
        raise Refused("X442", f"{notice.paper}须由{who}签发；请报批后由其签发")


def _close_all(session: Session, posted: list[Letter], answer: str, now: datetime) -> None:
    for letter in posted:
        close(session, letter, answer, now)
