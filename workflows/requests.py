"""申请 requests: 延期, 豁免, 暂缓, 移交, 异议, and the office's own 确认读法 and 人工判定, each decided purely.

A request granted is an `OfficeAct` for the dossier, from which the engine judges anew; a request that may not
be granted is `Refused` with what is possible instead.  None of them edits a verdict (semantics 8).
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from engine.judging.masked import end_of
from engine.judging.office import why_not_extended
from engine.nouns import Due, OfficeAct, Role, Rule, Standing
from engine.source import Refused
from engine.workdays import WorkCalendar

DISPUTE_WORKDAYS = 3

GRANTORS: dict[Role, Literal["officer", "leader"]] = {Role.OFFICER: "officer", Role.LEADER: "leader"}
SETTLED = (Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED)
BOUNDARIES = ("inclusive", "exclusive")
JUDGEMENTS = ("met", "breached", "not_applicable")
LEFT_OUT = (Standing.EXEMPT, Standing.NOT_APPLICABLE, Standing.TRANSFERRED, Standing.SUPERSEDED)


EXTENSION_REFUSED: dict[str, tuple[str, str]] = {
    "EXTENSION_STATUTORY": ("W201", "此项为法定时限，不能延期；请按期办理，不能按期的应如实书面说明"),
    "EXTENSION_ASKED_LATE": (
        "W202",
        "延期应在到期前（{safe}，含当日）申请，{asked}申请已逾期；请办结后说明逾期原因",
    ),
    "EXTENSION_EARLIER": ("W203", "新的时限{to}不晚于现时限{last}；请写明确定的、更晚的完成日期"),
    "EXTENSION_SPENT": ("W204", "此项已延期两次，不能再延；请按现时限{last}办理，或提请领导研究调整"),
    "EXTENSION_NEEDS_LEADER": ("W206", "第二次延期须由领导批准；请报领导审批"),
}
"""What the engine calls a refusal, and what people are told (semantics 12)."""


def last_dispute_day(assigned_on: date, calendar: WorkCalendar) -> date:
    """The last day on which an assignment may be disputed: the third working day after it."""
    return calendar.shift(assigned_on, DISPUTE_WORKDAYS)


def extension(
    rule: Rule,
    due: Due,
    *,
    to: date,
    asked_on: date,
    granted_on: date,
    role: Role,
    earlier: Sequence[OfficeAct] = (),
    reason: str,
    doc: str | None = None,
) -> OfficeAct:
    """Move the due day in force of one obligation (延期): first by an officer, second by a leader, never a third.

    The engine's own law decides, so that what is granted here also holds there.

    Raises Refused W201–W206 and W200: statutory, late, not later than today's due day, used up, or not for this role.
    """
    _need_reason(reason, "延期")
    if role not in GRANTORS:
        raise Refused("W205", "延期由督办专员或领导批准；请先提交申请")
    act = OfficeAct(
        "extend", asked_on, recorded=granted_on, granted=granted_on, role=GRANTORS[role], to=to.isoformat(), doc=doc
    )
    granted = sum(one.act == "extend" and one.granted is not None for one in earlier)
    why_not = why_not_extended(rule, due, act, granted)
    if why_not is None:
        return act
    code, message = EXTENSION_REFUSED[why_not]
    raise Refused(code, message.format(safe=due.safe, last=due.hard or due.safe, to=to, asked=asked_on))


def exemption(
    standing: Standing, *, on: date, role: Role, reason: str, doc: str | None, member: str | None = None
) -> OfficeAct:
    """Let a bearer, or one member of it, off (豁免); a leader's power that needs a document.

    Raises Refused W211–W213.
    """
    if role is not Role.LEADER:
        raise Refused("W211", "豁免须由领导批准；请报领导审批")
    if not doc:
        raise Refused("W212", "豁免须有批准文件；请填写文号或批示编号")
    if standing in SETTLED or standing in LEFT_OUT:
        raise Refused("W213", "此项已完成或已不在督办范围，无须豁免；如判定有误，请先更正依据的事实")
    _need_reason(reason, "豁免")
    return OfficeAct("exempt", on, recorded=on, granted=on, role="leader", member=member, value=reason, doc=doc)


def suspension(*, on: date, role: Role, reason: str, doc: str | None = None, kind: str = "office") -> OfficeAct:
    """Stop the running of a limit (暂缓); `kind` names the ground that the rule's `tolling` lists.

    Raises Refused W221 and W200.
    """
    _check_office(role, "暂缓")
    _need_reason(reason, "暂缓")
    return OfficeAct("toll", on, recorded=on, role=GRANTORS[role], of=kind, value=reason, doc=doc)


def last_stop(acts: Sequence[OfficeAct]) -> date:
    """The day on which the limit was stopped last.  Raises Refused W223 when it never was."""
    stops = [act.day for act in acts if act.act == "toll"]
    if not stops:
        raise Refused("W223", "这一件没有暂缓过，不需要恢复；请核对编号")
    return stops[-1]


def resumption(stopped_on: date, *, on: date, role: Role, doc: str | None = None) -> OfficeAct:
    """Let a limit run on from `on` (恢复).

    Raises Refused W221 and W222.
    """
    _check_office(role, "恢复")
    if on < stopped_on:
        raise Refused("W222", f"恢复日{on}早于暂缓日{stopped_on}；请改用暂缓日以后的日期")
    return OfficeAct("resume", on, recorded=on, role=GRANTORS[role], doc=doc)


def transfer(
    standing: Standing, *, bearer: str, to: str, on: date, role: Role, reason: str, doc: str | None = None
) -> OfficeAct:
    """Hand an open obligation to the agency `to` (移交); what is met or breached stays where it is.

    Raises Refused W221, W231, W232 and W200.
    """
    _check_office(role, "移交")
    if to == bearer:
        raise Refused("W231", "承接单位就是现责任单位；请另选承接单位")
    if standing in (Standing.BREACHED, *SETTLED, *LEFT_OUT):
        raise Refused(
            "W232", "此项已有结论（已完成、已逾期或已不在督办范围），不能移交；结论有误的，请先更正依据的事实"
        )
    _need_reason(reason, "移交")
    return OfficeAct("transfer", on, recorded=on, role=GRANTORS[role], to=to, value=reason, doc=doc)


def dispute(
    standing: Standing,
    *,
    assigned_on: date,
    raised_on: date,
    decided_on: date,
    calendar: WorkCalendar,
    bearer: str,
    to: str,
    role: Role,
    reason: str,
    doc: str | None = None,
) -> OfficeAct:
    """Uphold a dispute (异议成立): the obligation goes to the agency that should have had it.

    Raises Refused W106 when it was raised later than the third working day, and what `transfer` raises.
    """
    last = last_dispute_day(assigned_on, calendar)
    if raised_on > last:
        raise Refused(
            "W106",
            f"异议应在交办后3个工作日内（{last}前，含当日）提出，{raised_on}提出已逾期；异议不予受理，请按要求办理",
        )
    return transfer(standing, bearer=bearer, to=to, on=decided_on, role=role, reason=reason, doc=doc)


def confirmation(
    rule: Rule, *, of: str | None, value: str | None, on: date, role: Role, doc: str | None = None
) -> OfficeAct:
    """Settle how an open reading of a rule is meant (确认读法): a full date, or whether the named day counts.

    Raises Refused W221, W243 and W244.
    """
    _check_office(role, "确认读法")
    if of not in ("boundary", "due.by") and end_of(rule, of) is None:
        raise Refused(
            "W244",
            "没有这一处读法；请写明确认的是 due.by（期限）、boundary（是否含当日）、"
            "phase.<阶段>.from 或 phase.<阶段>.to（阶段起止）",
        )
    if value not in BOUNDARIES if of == "boundary" else not _is_day(value):
        raise Refused("W243", "确认的读法须写完整日期（如 2026-10-31）；确认是否含当日的，写 inclusive 或 exclusive")
    return OfficeAct("confirm", on, recorded=on, granted=on, role=GRANTORS[role], of=of, value=value, doc=doc)


def judgement(rule: Rule, *, value: str | None, on: date, role: Role, doc: str | None = None) -> OfficeAct:
    """Judge by hand a duty that no machine can test (人工判定); all others are judged by their facts.

    Raises Refused W221, W241 and W242.
    """
    _check_office(role, "人工判定")
    if rule.test is not None:
        raise Refused(
            "W241",
            "只有写明由人工判定的事项才作人工判定，此项按事实认定；"
            "结论有误的，请补充、更正或撤回有关材料，确有客观原因的可以延期、豁免",
        )
    if value not in JUDGEMENTS:
        raise Refused("W242", f"判定结果只有 {'、'.join(JUDGEMENTS)} 三种；请改用其中一种")
    return OfficeAct("judge", on, recorded=on, granted=on, role=GRANTORS[role], value=value, doc=doc)


def _is_day(value: str | None) -> bool:
    try:
        return date.fromisoformat(value or "").isoformat() == value
    except ValueError:
        return False


def _need_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise Refused("W200", f"{what}须写明理由；请补充后再办")


def _check_office(role: Role, what: str) -> None:
    if role not in GRANTORS:
        raise Refused("W221", f"{what}由督办专员或领导办理；请先提交申请")
