"""办件的命令：task act — a step of the workflow, or a power of the office, by somebody in some capacity."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers
from duban.cli.options import (
    Attribute,
    By,
    Config,
    Json,
    Number,
    On,
    Quantity,
    Reason,
    Unit,
    chosen,
    day,
    office,
    written_day,
)

if TYPE_CHECKING:
    from duban.services.casefile.claims import Report
    from duban.services.casefile.requests import Request
    from duban.services.casefile.tasks import Actor
    from duban.services.setup import Office

STEPS = ("accept", "dispute", "report", "return", "verify", "inspect", "rectify", "reopen", "suspend", "cancel")
USUAL = {
    "accept": "contact",
    "dispute": "contact",
    "report": "contact",
    "inspect": "inspector",
    "rectify": "inspector",
    "exempt": "leader",
    "cancel": "leader",
}
HELP = (
    "accept 签收、report 反馈、return 退回、verify 核验、inspect 督查销号、rectify 责令整改、reopen 重启、"
    "dispute 异议、suspend 挂起、cancel 取消；extend 延期、exempt 豁免、toll 暂缓、resume 恢复、transfer 移交、"
    "confirm 确认读法、judge 人工判定。"
)
Action = Annotated[str, typer.Argument(metavar="操作", help=HELP)]
Role = Annotated[
    str | None, typer.Option("--role", help="以什么身份：contact、officer、inspector、leader；默认按操作通常的身份。")
]
To = Annotated[
    list[str] | None, typer.Option("--to", help="延期到、整改到的日期，移交的单位，或反馈时已报送的对象（可重复）。")
]
Of = Annotated[str | None, typer.Option("--of", help="确认哪一处读法，如 due.by、boundary、anchor.at。")]
Value = Annotated[str | None, typer.Option("--value", help="确认的读法，或判定结果（met、breached、not_applicable）。")]
Doc = Annotated[str | None, typer.Option("--doc", metavar="文号", help="批准文件。")]
Kind = Annotated[str | None, typer.Option("--kind", metavar="事项", help="反馈的是哪一项。")]
Happened = Annotated[
    date | None, typer.Option("--day", parser=written_day, metavar="日期", help="反馈的事发生在哪一天。")
]


def act(
    number: Number,
    action: Action,
    by: By,
    role: Role = None,
    reason: Reason = "",
    to: To = None,
    of: Of = None,
    value: Value = None,
    doc: Doc = None,
    kind: Kind = None,
    happened: Happened = None,
    quantity: Quantity = None,
    unit: Unit = None,
    attr: Attribute = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """办一件：签收、反馈、退回、核验、督查、延期、豁免、移交……谁办的都记在日志里。"""
    from duban.services.casefile import claims, facts, requests, tasks
    from engine import nouns

    if action not in (*STEPS, *requests.POWERS):
        raise typer.BadParameter(f"没有操作 {action}；可用：{'、'.join((*STEPS, *requests.POWERS))}", param_hint="操作")
    who = tasks.Actor(by, chosen(nouns.Role, role or USUAL.get(action, "officer"), "--role"))
    with office(config) as house:
        if action in requests.POWERS:
            asked = requests.Request(action, reason, to[0] if to else None, of, value, doc)
            _use_power(house, number, asked, who, day(on), as_json=as_json)
            return
        attrs, told = facts.attributes(attr or ()), tuple(to or ())
        limit = written_day(told[0]) if told and action == "rectify" else None
        said = claims.Report(kind, happened, claims.quantity_of(quantity), unit, () if limit else told, attrs)
        _take_step(house, number, action, who, day(on), reason, said, doc, limit, as_json=as_json)


def _use_power(house: "Office", number: str, asked: "Request", who: "Actor", on: date, *, as_json: bool) -> None:
    """Put an officer's act on file and answer what then holds."""
    from duban.clock import now
    from duban.services.casefile import requests
    from engine.telling.codes import STANDING_ZH

    verdict = requests.decide(house.database, house.settings, number, asked, who, on=on, now=now())
    told = f"已办理；现判定为“{STANDING_ZH[verdict.standing]}”，时限 {verdict.due.safe}。"
    answers.say(verdict, as_json=as_json, text=told)


def _take_step(
    house: "Office",
    number: str,
    action: str,
    who: "Actor",
    on: date,
    reason: str,
    said: "Report",
    doc: str | None,
    limit: date | None,
    *,
    as_json: bool,
) -> None:
    """Move a task and answer where it then stands."""
    from duban.clock import now
    from duban.services.casefile import tasks
    from engine.telling.codes import STANDING_ZH
    from workflows.standard import STATE_ZH, Action

    done = tasks.act(
        house.database,
        house.settings,
        number,
        Action(action),
        who,
        on=on,
        now=now(),
        reason=reason or None,
        report=said,
        doc=doc,
        limit=limit,
    )
    told = f"{done.task.key} 现为“{STATE_ZH[done.task.state]}”，判定“{STANDING_ZH[done.verdict.standing]}”。"
    posted = f"已成文：{done.letters[0].subject}。" if done.letters else ""
    answers.say(done, as_json=as_json, text=told + posted)
