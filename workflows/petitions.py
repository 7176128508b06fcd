"""申请 petitions: what an agency may ask for and until when, who may answer, and how far an answer may go.

To ask is not to get: a petition that may be asked waits for its answer, and only the answer becomes an act on the
file (`workflows.requests`).  What could never be granted is refused when it is asked, with what is possible instead.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from engine.judging.office import why_not_extended
from engine.nouns import Due, OfficeAct, Petition, PetitionKind, PetitionState, Role, Rule, Standing
from engine.source import Refused
from engine.workdays import WorkCalendar
from workflows.requests import EXTENSION_REFUSED, LEFT_OUT, SETTLED
from workflows.standard import ROLE_ZH

APPEAL_DAYS = 30  # 政府督查工作条例 第十七条
ANSWER_DAYS = 30
KIND_ZH: dict[PetitionKind, str] = {
    PetitionKind.EXTEND: "延期",
    PetitionKind.EXEMPT: "豁免",
    PetitionKind.DISPUTE: "异议",
    PetitionKind.APPEAL: "复核",
}
STATE_ZH: dict[PetitionState, str] = {
    PetitionState.PENDING: "待答复",
    PetitionState.GRANTED: "已同意",
    PetitionState.REFUSED: "未同意",
    PetitionState.WITHDRAWN: "已撤回",
}
ASKERS = (Role.CONTACT, Role.OFFICER)  # an officer enters what came on paper
ANSWERERS: dict[PetitionKind, tuple[Role, ...]] = {
    PetitionKind.EXTEND: (Role.OFFICER, Role.LEADER),
    PetitionKind.EXEMPT: (Role.LEADER,),
    PetitionKind.DISPUTE: (Role.OFFICER, Role.LEADER),
    PetitionKind.APPEAL: (Role.OFFICER, Role.INSPECTOR, Role.LEADER),
}


def last_appeal_day(received_on: date, calendar: WorkCalendar) -> date:
    """The last day to ask for a review of a decision: the thirtieth after its receipt, or the next working day.

    A right that ends on a day off may still be used on the next working day (民法典 第二百零三条).
    """
    return calendar.next_workday(received_on + timedelta(APPEAL_DAYS))


def answer_day(asked_on: date, calendar: WorkCalendar) -> date:
    """The last day to decide on an appeal: the thirtieth after it was asked, or the next working day."""
    return calendar.next_workday(asked_on + timedelta(ANSWER_DAYS))


def check_asking(kind: PetitionKind, role: Role, reason: str, earlier: Sequence[Petition]) -> None:
    """See that somebody may ask for something of the kind now.

    Raises Refused W260–W262: not for this role, without a reason, or the same is still waiting for its answer.
    """
    if role not in ASKERS:
        raise Refused("W260", f"申请由联络员提出，{ROLE_ZH[role]}不能提出；收到书面申请的，请由督办专员代为登记")
    if not reason.strip():
        raise Refused("W261", f"申请{KIND_ZH[kind]}须写明理由；请补充后再提交")
    waiting = [each for each in earlier if each.kind is kind and each.state is PetitionState.PENDING]
    if waiting and kind is not PetitionKind.APPEAL:
        raise Refused(
            "W262",
            f"{waiting[0].asked_on}提出的{KIND_ZH[kind]}申请（{waiting[0].key}）还在等待答复；请等答复，或先撤回",
        )


def check_extension(rule: Rule, due: Due, *, to: date, asked_on: date, granted: int) -> int:
    """See that an extension may be asked for; answer which one of the duty it would be.

    Raises Refused W201–W204: statutory, late, not later than today's due day, used up.
    """
    asked = OfficeAct("extend", asked_on, recorded=asked_on, role="leader", to=to.isoformat())
    why_not = why_not_extended(rule, due, asked, granted)
    if why_not is not None:
        code, message = EXTENSION_REFUSED[why_not]
        raise Refused(code, message.format(safe=due.safe, last=due.hard or due.safe, to=to, asked=asked_on))
    return granted + 1


def check_exemption(standing: Standing) -> None:
    """See that there is something to be let off from.  Raises Refused W263."""
    if standing in SETTLED or standing in LEFT_OUT:
        raise Refused("W263", "此项已完成或已不在督办范围，无须申请豁免；如判定有误，可以申请复核")


def check_appeal(received_on: date, asked_on: date, calendar: WorkCalendar) -> date:
    """See that a review may still be asked for; answer the last day to decide on it.

    Raises Refused W271 when more than thirty days have gone by, W272 when it is asked before the decision.
    """
    last = last_appeal_day(received_on, calendar)
    if asked_on > last:
        raise Refused(
            "W271",
            f"复核应自收到之日（{received_on}）起30日内（{last}前，含当日）申请，现已逾期；请按决定办理，有新情况的可以书面反映",
        )
    if asked_on < received_on:
        raise Refused("W272", f"申请日{asked_on}早于收到决定之日{received_on}；请核对日期后再提交")
    return answer_day(asked_on, calendar)


def check_answering(petition: Petition, actor: str, role: Role) -> None:
    """See that somebody may answer a petition.

    Raises Refused W265–W268: answered already, not for this role, by the one who asked, by the author of what is
    appealed against.
    """
    if petition.state is not PetitionState.PENDING:
        raise Refused(
            "W265",
            f"这份申请{STATE_ZH[petition.state]}（{petition.decided_by}，{petition.decided_on}），不能再答复；"
            "情况有变的，可以由单位重新申请",
        )
    able = ANSWERERS[petition.kind]
    if role not in able:
        who = "、".join(ROLE_ZH[each] for each in able)
        raise Refused("W266", f"{KIND_ZH[petition.kind]}申请由{who}答复，{ROLE_ZH[role]}不能答复；请转交{who}")
    if actor == petition.by:
        raise Refused("W267", f"申请人（{actor}）不能答复自己的申请；请由另一人答复")
    if petition.kind is PetitionKind.APPEAL and actor == petition.author:
        raise Refused("W268", f"{actor}是原决定的作出人，应当回避；请由未参与原决定的人复核")


def check_withdrawing(petition: Petition, agency: str) -> None:
    """See that an agency may take a petition back.  Raises Refused W269 when not its own, W270 when it was answered."""
    if petition.state is not PetitionState.PENDING:
        raise Refused("W270", f"这份申请{STATE_ZH[petition.state]}，不能撤回；请按答复办理")
    if petition.agency != agency:
        raise Refused("W269", "只能撤回本单位的申请；请核对申请编号")


def day_granted(asked: date, granted: date | None) -> date:
    """The day that is granted: the one asked for, or an earlier one.  Raises Refused W207 for a later one."""
    if granted is not None and granted > asked:
        raise Refused("W207", f"批准的日期{granted}晚于申请的日期{asked}；请批准到{asked}或更早，或由单位重新申请")
    return granted or asked


def answered(
    petition: Petition,
    state: PetitionState,
    *,
    by: str,
    role: Role,
    on: date,
    reason: str,
    doc: str | None = None,
    granted_to: str | None = None,
) -> Petition:
    """The petition with its answer.  Raises Refused W273 when a refusal says no reason."""
    if state is PetitionState.REFUSED and not reason.strip():
        raise Refused("W273", "不同意的，须写明理由；请补充后再答复")
    return replace(
        petition, state=state, granted_to=granted_to, answer=reason, answer_doc=doc,
        decided_by=by, decided_role=role, decided_on=on,
    )  # fmt: skip


def is_late(petition: Petition, on: date) -> bool:
    """Whether an appeal was, or by now is, decided after its last day."""
    return petition.answer_by is not None and (petition.decided_on or on) > petition.answer_by
