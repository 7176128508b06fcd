"""通知：see what was decided to be said, whom it is for, how it fared, and why it has not left."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Engine

from duban.services.desk import Desk
from duban.services.lookup import SHORTEST
from duban.services.paperwork import views
from duban.services.paperwork.worded import words_of
from duban.services.post import breaker
from duban.services.post.posting import circular_for
from duban.services.speech.holding import held
from duban.services.speech.matters import Matter, matters_of
from duban.settings import Settings
from engine.nouns import Letter, LetterStage, Notice, NoticeState, Obligation, Verdict
from engine.source import Refused
from engine.telling.codes import STANDING_ZH
from notifications import policy
from notifications.hold import Hold
from notifications.papers import Form, LetterView, form_of
from notifications.quiet import kinds_now, next_slot
from notifications.release import OFFICE_ZH, needed
from notifications.render import render_letter
from store import letters, obligations, verdicts
from store import notices as register
from store.session import Session, reading

STATE_ZH = {
    NoticeState.PLANNED: "待成文",
    NoticeState.HELD: "待签发",
    NoticeState.BUNDLED: "已成文",
    NoticeState.SKIPPED: "已略过",
    NoticeState.CANCELLED: "已撤销",
}
STAGE_ZH = {
    LetterStage.READY: "待发",
    LetterStage.CLAIMED: "即将发送",
    LetterStage.DATA_STARTED: "正在发送",
    LetterStage.ACCEPTED: "已送达邮件服务器",
    LetterStage.TEMPORARY: "没发出，稍后再试",
    LetterStage.PERMANENT: "被退回",
    LetterStage.IN_DOUBT: "存疑",
    LetterStage.DEAD: "发不出，须人工处理",
    LetterStage.CLOSED: "已了结",
}
REASON_ZH = {
    policy.SKIPPED_CATCHUP: "停运或静默之后补发时，只发最近的一次，这一次略过",
    policy.SKIPPED_ENTERED_HIGHER: "符合直接升级的条件，越过了这一级",
    policy.HELD_AFTER_DOWNTIME: "停运之后，自动文书改由人签发",
    policy.CANCELLED_ENDED: "事项已办结、免除或终止，不必再发",
    policy.CANCELLED_DUE_MOVED: "时限变了，按新的时限另发",
    policy.CANCELLED_STALE: "写好后没有及时发出，已收回另行成文",
    policy.CANCELLED_REDRAWN: "由人撤回或重新成文",
    "NOBODY_TO_TELL": "名册里找不到收件人，本办邮箱也没有设置",
}


def listed(
    database: Engine,
    settings: Settings,
    *,
    on: date,
    state: NoticeState | None = None,
    number: str | None = None,
    agency: str | None = None,
    paper: str | None = None,
    due_from: date | None = None,
    due_by: date | None = None,
    limit: int | None = None,
) -> list[dict[str, object]]:
    """The notices that match, each with its agency and matter, and for what it waits if it waits."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        most = None if number or agency else limit
        found = register.find(session, state=state, paper=paper, due_from=due_from, due_by=due_by, limit=most)
        filed = obligations.filed(session, {notice.obligation for notice in found})
        ones = {key: each.obligation for key, each in filed.items()}
        chosen = [
            each
            for each in found
            if (not number or each.obligation.startswith(number))
            and (not agency or agency in (ones[each.obligation].bearer, desk.name(ones[each.obligation].bearer, on)))
        ][:limit]
        planned = [each for each in chosen if each.state is NoticeState.PLANNED]
        waits = held(desk, matters_of(desk, settings, planned, on, {}), on).waiting if planned else {}
        return [_row(desk, notice, ones[notice.obligation], on, waits.get(notice.key)) for notice in chosen]


def shown(database: Engine, settings: Settings, key: str, *, on: date) -> dict[str, object]:
    """One notice: who decided it upon what, its letters if there are any, else a draft as it would read on `on`."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        notice = notice_called(session, key)
        (matter,) = matters_of(desk, settings, [notice], on, {})
        posted = letters.find(session, notice=notice.key)
        waits = held(desk, [matter], on).waiting if notice.state is NoticeState.PLANNED else {}
        row = _row(desk, notice, matter.obligation, on, waits.get(notice.key))
        row["verdict"] = _decided_upon(session, notice)
        row["letters"] = [posted_row(session, letter) for letter in posted]
        if not posted and form_of(notice.paper) is not Form.DIGEST:
            row["draft"] = draft_of(desk, settings, matter, on)
        row["nobody"] = [finding.message for finding in matter.findings]
        return row


def draft_of(desk: Desk, settings: Settings, matter: Matter, on: date) -> str:
    """A paper as it would read on a day, without a number."""
    return render_letter(draft_view(desk, settings, matter, on), words_of(desk.session)).text


def draft_view(desk: Desk, settings: Settings, matter: Matter, on: date) -> LetterView:
    """What a paper would say on a day, before anybody signed it."""
    return views.letter_view(
        desk, settings, matter.obligation, matter.verdict, matter.notice, serial="", ticket=matter.ticket,
        heard=matter.said, on=on, draft=True, circular=circular_for(desk, matter, on),
    )  # fmt: skip


def why(database: Engine, settings: Settings, key: str, *, on: date, now: datetime) -> dict[str, object]:
    """Why a notice has left or has not: one line for each thing that had a say."""
    with reading(database, settings.jurisdiction) as session:
        desk = Desk(session)
        notice = notice_called(session, key)
        (matter,) = matters_of(desk, settings, [notice], on, {})
        posted = letters.find(session, notice=notice.key)
        lines = [*_decision(session, notice), *_delay(desk, matter, on), *_fates(session, posted)]
        lines += _sending(desk, posted, now)
        return {**_row(desk, notice, matter.obligation, on), "because": lines}


def _decision(session: Session, notice: Notice) -> Iterator[str]:
    """What was decided, upon which verdict, and what became of the decision."""
    verdict = _decided_upon(session, notice)
    upon = f"，当时判定为{verdict['standing_zh']}（第 {verdict['number']} 次判定）" if verdict else ""
    yield f"{notice.decided_on} 决定发出{notice.paper}（应于 {notice.due_on} 发）{upon}"
    if notice.reason:
        yield f"{STATE_ZH[notice.state]}：{REASON_ZH.get(notice.reason, notice.reason)}"
    if notice.state is NoticeState.HELD:
        yield f"等{OFFICE_ZH[needed(notice.paper)]}签发"
    if notice.released_by:
        yield f"由{notice.released_by}签发"


def _delay(desk: Desk, matter: Matter, on: date) -> Iterator[str]:
    """What holds it back now, and for whom nobody was found."""
    if matter.notice.state is NoticeState.PLANNED:
        found = held(desk, [matter], on)
        yield from (one.says for one in found.waiting.values())
        if found.overtaken:
            yield "后面一级已经要发，这一次将略过"
        elif not found.waiting:
            yield "到下一个发送日的早晨成文"
    yield from (finding.message for finding in matter.findings)


def _fates(session: Session, posted: Sequence[Letter]) -> Iterator[str]:
    for letter in posted:
        tries = letters.attempts(session, letter.message_id)
        said = f"：{letter.answer}" if letter.answer else ""
        yield f"函件发给 {letter.recipient}，{STAGE_ZH[letter.stage]}，试过 {len(tries)} 次{said}"


def _sending(desk: Desk, posted: Sequence[Letter], now: datetime) -> Iterator[str]:
    """What keeps letters that could leave from leaving."""
    if not any(letter.stage in (LetterStage.READY, LetterStage.TEMPORARY, LetterStage.IN_DOUBT) for letter in posted):
        return
    if trip := breaker.paused(desk.session):
        yield f"发信已暂停：{trip.reason}；核对后放行"
    if not any(letter.kind in kinds_now(now, desk.calendar) for letter in posted):
        yield f"现在不在发送时段，等到 {next_slot(now, desk.calendar):%Y-%m-%d %H:%M}"
    for letter in posted:
        if letter.next_try_at and letter.next_try_at > now:
            when = f"{letter.next_try_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
            then = "再发" if letter.attempts else "发出，此前可以撤回签发"
            yield f"{letter.recipient} 的一封到 {when} {then}"


def notice_called(session: Session, key: str) -> Notice:
    """The notice with this key, or whose key begins so.  Raises Refused X447 when there is not exactly one."""
    exact = register.get(session, key)
    if exact:
        return exact
    found = register.beginning(session, key) if len(key) >= SHORTEST else []
    if len(found) != 1:
        raise Refused("X447", f"没有（或不止一份）编号为 {key} 的通知；请核对编号")
    return found[0]


def posted_row(session: Session, letter: Letter) -> dict[str, object]:
    """A letter, how it stands, its bytes' digest, and what the mail server said to each attempt."""
    return {
        "message_id": letter.message_id,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "sha256": letter.sha256,
        "stage": letter.stage,
        "stage_zh": STAGE_ZH[letter.stage],
        "attempts": [
            {"at": tried.at, "stage": tried.stage, "stage_zh": STAGE_ZH[tried.stage], "answer": tried.answer}
            for tried in letters.attempts(session, letter.message_id)
        ],
    }


def _decided_upon(session: Session, notice: Notice) -> Mapping[str, object] | None:
    """The verdict upon which a notice was decided: the last one found by that day."""
    found: Sequence[Verdict] = verdicts.history(session, notice.obligation)
    numbered = [(number, each) for number, each in enumerate(found, start=1) if each.as_of <= notice.decided_on]
    if not numbered:
        return None
    number, verdict = numbered[-1]
    return {"number": number, "standing": verdict.standing, "standing_zh": STANDING_ZH[verdict.standing]}


def _row(desk: Desk, notice: Notice, one: Obligation, on: date, wait: Hold | None = None) -> dict[str, object]:
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
        "reason_zh": REASON_ZH.get(notice.reason or "", notice.reason or ""),
        "held": wait.kind if wait else None,
        "held_zh": wait.says if wait else "",
    }
