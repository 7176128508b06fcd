"""通知：see what was decided to be said, release what waits for a person, take back what must not leave."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from duban.services import views
from duban.services.desk import Desk
from duban.services.letters import bundle, matters_of
from duban.services.sending import pull_back
from duban.services.tasks import Actor
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, Notice, NoticeState, Obligation, Role
from engine.source import Refused
from notifications.papers import Form, form_of
from notifications.policy import UNSENT
from notifications.render import render_letter
from store import events, letters, obligations
from store import notices as register
from store.events import Entry
from store.session import reading, transaction

LEADERS_PAPERS = frozenset({Form.CIRCULAR, Form.TALK, Form.REFER})
"""Papers that only a leader releases (政府督查工作条例 第二十一条)."""


@dataclass(frozen=True)
class Released:
    """A notice that was let go, and the letters made of it."""

    notice: Notice
    letters: tuple[Letter, ...]


def listed(
    database: Engine,
    settings: Settings,
    *,
    on: date,
    state: NoticeState | None = None,
    number: str | None = None,
    limit: int | None = None,
) -> list[dict[str, object]]:
    """The notices that match, each with its agency and matter."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        found = register.find(session, state=state, limit=None if number else limit)
        chosen = [each for each in found if not number or each.obligation.startswith(number)][:limit]
        filed = obligations.filed(session, {notice.obligation for notice in chosen})
        return [_row(desk, notice, filed[notice.obligation].obligation, on) for notice in chosen]


def shown(database: Engine, settings: Settings, key: str, *, on: date) -> dict[str, object]:
    """One notice: its letters if there are any, else a draft of the paper as it would read on `on`."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        notice = _called(desk, key)
        matter = matters_of(desk, settings, [notice], on, {})[0]
        posted = letters.find(session, notice=notice.key)
        row = _row(desk, notice, matter.obligation, on)
        row["letters"] = [_posted(session, letter) for letter in posted]
        if not posted and form_of(notice.paper) is not Form.DIGEST:
            view = views.letter_view(
                desk,
                settings,
                matter.obligation,
                matter.verdict,
                notice,
                serial="",
                ticket=matter.ticket,
                heard=matter.said,
                on=on,
                draft=True,
            )
            row["draft"] = render_letter(view).text
        row["nobody"] = [finding.message for finding in matter.findings]
        return row


def release(database: Engine, settings: Settings, key: str, actor: Actor, *, on: date, now: datetime) -> Released:
    """Let a held notice go; its letter is frozen at once and leaves in the next slot.

    Raises Refused X441 when it does not wait, X442 when only a leader may release this paper, X443 for nobody to tell.
    """
    with transaction(database, settings.jurisdiction) as session:
        desk = Desk(session)
        notice = _called(desk, key)
        _check_releaser(notice, actor)
        moved = register.set_state(
            session, [notice.key], was=NoticeState.HELD, now=NoticeState.PLANNED, released_by=actor.name
        )
        if not moved:
            raise Refused(
                "X441", f"这份通知现为“{STATE_ZH[notice.state]}”，无须签发；待签发的可用 duban notices list 查看"
            )
        events.append(session, [Entry(now, actor.name, "notice.release", notice.key, {"paper": notice.paper})])
        fresh = tuple(each for each in bundle(desk, settings, on=on, now=now) if notice.key in each.notices)
        if not fresh:
            raise Refused("X443", "名册里找不到收件人，也没有设置本办邮箱；请补录人员邮箱后再签发")
        return Released(register.get(session, notice.key) or notice, fresh)


def cancel(database: Engine, settings: Settings, key: str, actor: Actor, *, reason: str, now: datetime) -> Notice:
    """Take back a notice that has not left; the ladder passes over its rung.

    Raises Refused X444 when it has left or ended, X445 without a reason, X446 for whoever is not of the office.
    """
    if not reason.strip():
        raise Refused("X445", "撤销要写明理由；请用 --reason 补充")
    if actor.role not in (Role.OFFICER, Role.LEADER):
        raise Refused("X446", "撤销通知由督办专员或领导办理；请转交其办理")
    with transaction(database, settings.jurisdiction) as session:
        notice = _called(Desk(session), key)
        moved = (
            notice.said_on is None
            and notice.state in UNSENT
            and register.set_state(session, [notice.key], was=notice.state, now=NoticeState.CANCELLED, reason=reason)
        )
        if not moved:
            raise Refused("X444", f"这份通知现为“{STATE_ZH[notice.state]}”，不能撤销；已发出的请另行函告更正")
        events.append(session, [Entry(now, actor.name, "notice.cancel", notice.key, {"reason": reason})])
        pull_back(session, [notice.key], now)
        obligations.look_again(session, [notice.obligation])
        return register.get(session, notice.key) or notice


STATE_ZH = {
    NoticeState.PLANNED: "待成文",
    NoticeState.HELD: "待签发",
    NoticeState.BUNDLED: "已成文",
    NoticeState.SKIPPED: "已略过",
    NoticeState.CANCELLED: "已撤销",
}
STAGE_ZH = {
    LetterStage.READY: "待发",
    LetterStage.CLAIMED: "正在发送",
    LetterStage.DATA_STARTED: "正在发送",
    LetterStage.ACCEPTED: "已送达邮件服务器",
    LetterStage.TEMPORARY: "没发出，稍后再试",
    LetterStage.PERMANENT: "被退回",
    LetterStage.IN_DOUBT: "存疑",
    LetterStage.DEAD: "发不出，须人工处理",
}


def _check_releaser(notice: Notice, actor: Actor) -> None:
    leader_only = form_of(notice.paper) in LEADERS_PAPERS
    if actor.role is Role.LEADER or (actor.role is Role.OFFICER and not leader_only):
        return
    who = "领导" if leader_only else "督办专员或领导"
    raise Refused("X442", f"{notice.paper}须由{who}签发；请报批后由其签发")


def _called(desk: Desk, key: str) -> Notice:
    """The notice with this key, or whose key begins so.  Raises Refused X447 when there is not exactly one."""
    exact = register.get(desk.session, key)
    if exact:
        return exact
    found = [notice for notice in register.find(desk.session) if notice.key.startswith(key)] if len(key) >= 6 else []
    if len(found) != 1:
        raise Refused("X447", f"没有（或不止一份）编号为 {key} 的通知；可用 duban notices list 查看")
    return found[0]


def _posted(session: Session, letter: Letter) -> dict[str, object]:
    """A letter, how it stands, and what the mail server said to each attempt."""
    return {
        "message_id": letter.message_id,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "stage": letter.stage,
        "stage_zh": STAGE_ZH[letter.stage],
        "attempts": [
            {"at": tried.at, "stage_zh": STAGE_ZH[tried.stage], "answer": tried.answer}
            for tried in letters.attempts(session, letter.message_id)
        ],
    }


def _row(desk: Desk, notice: Notice, one: Obligation, on: date) -> dict[str, object]:
    return {
        "key": notice.key,
        "paper": notice.paper,
        "rung": notice.rung,
        "agency": desk.name(one.bearer, on),
        "matter": views.matter(one, desk.rule(one)),
        "obligation": one.key,
        "due_on": notice.due_on,
        "decided_on": notice.decided_on,
        "release": notice.release,
        "state": notice.state,
        "state_zh": STATE_ZH[notice.state],
        "said_on": notice.said_on,
        "released_by": notice.released_by,
        "reason": notice.reason,
    }
