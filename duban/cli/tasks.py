"""督办件的命令：task list, task show, task act."""

from datetime import date
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Config, Csv, Json, Limit, On, chosen, day, office, written_day

commands = typer.Typer()
HEADINGS = {
    "key": "编号",
    "agency": "单位",
    "matter": "事项",
    "window": "周期",
    "due": "时限",
    "state_zh": "状态",
    "standing_zh": "判定",
}
Number = Annotated[str, typer.Argument(metavar="编号", help="督办件编号，或应办事项编号（指牵头单位的一件）。")]
WORKFLOW = ("accept", "dispute", "report", "return", "verify", "inspect", "rectify", "reopen", "suspend", "cancel")
REQUESTS = ("extend", "exempt", "toll", "resume", "transfer", "confirm", "judge")


@commands.command("list")
def listed(
    agency: Annotated[str | None, typer.Option("--agency", metavar="单位", help="只列这个单位的。")] = None,
    state: Annotated[str | None, typer.Option("--state", help="只列这个状态的，如 assigned、reported。")] = None,
    late: Annotated[bool, typer.Option("--late", help="只列已逾期的。")] = False,
    limit: Limit = 1000,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """列出督办件，带时限和判定。"""
    from duban.services import tasks
    from engine.nouns import TaskState

    wanted = None if state is None else chosen(TaskState, state, "--state")
    with office(config) as house:
        rows = tasks.listed(
            house.engine, house.settings, on=day(on), agency=agency, state=wanted, late=late, limit=limit
        )
    answers.say_table(rows, HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command()
def show(number: Number, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """一件的全部经过：谁在什么时候办了什么，现在谁可以办什么。"""
    from duban.services import tasks

    with office(config) as house:
        found = tasks.shown(house.engine, house.settings, number, on=day(on))
    answers.say(found, as_json=as_json, text=lambda: _told(found))


@commands.command()
def act(
    number: Number,
    action: Annotated[
        str,
        typer.Argument(
            metavar="操作",
            help="accept 签收、report 反馈、return 退回、verify 核验、inspect 督查销号、rectify 责令整改、reopen 重启、"
            "dispute 异议、suspend 挂起、cancel 取消；extend 延期、exempt 豁免、toll 暂缓、resume 恢复、"
            "transfer 移交、confirm 确认读法、judge 人工判定。",
        ),
    ],
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="谁办的。")],
    role: Annotated[
        str | None,
        typer.Option("--role", help="以什么身份：contact、officer、inspector、leader；默认按操作通常的身份。"),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由")] = "",
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="延期到的日期、移交的单位，或反馈时已报送的对象（可重复）。"),
    ] = None,
    of: Annotated[str | None, typer.Option("--of", help="确认哪一处读法，如 due.by、boundary。")] = None,
    value: Annotated[str | None, typer.Option("--value", help="确认的读法，或判定结果。")] = None,
    doc: Annotated[str | None, typer.Option("--doc", metavar="文号", help="批准文件。")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="事项", help="反馈的是哪一项。")] = None,
    happened: Annotated[
        date | None, typer.Option("--day", parser=written_day, metavar="日期", help="反馈的事发生在哪一天。")
    ] = None,
    quantity: Annotated[str | None, typer.Option("--quantity", metavar="数量")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="计量单位")] = None,
    attr: Annotated[list[str] | None, typer.Option("--attr", metavar="名称=值", help="属性，可重复。")] = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """办一件：签收、反馈、退回、核验、督查、延期、豁免、移交……谁办的都记在日志里。"""
    from duban.clock import now
    from duban.services import facts, requests, tasks
    from duban.services.evidence import Report, quantity_of
    from engine.codes import STANDING_ZH
    from engine.nouns import Role
    from workflows.standard import STATE_ZH, Action

    if action not in (*WORKFLOW, *REQUESTS):
        raise typer.BadParameter(f"没有操作 {action}；可用：{'、'.join((*WORKFLOW, *REQUESTS))}", param_hint="操作")
    who = tasks.Actor(by, chosen(Role, role or USUAL.get(action, "officer"), "--role"))
    with office(config) as house:
        if action in REQUESTS:
            asked = requests.Request(action, reason, to[0] if to else None, of, value, doc)
            verdict = requests.decide(house.engine, house.settings, number, asked, who, on=day(on), now=now())
            told = f"已办理；现判定为“{STANDING_ZH[verdict.standing]}”，时限 {verdict.due.safe}。"
            answers.say(verdict, as_json=as_json, text=told)
            return
        said = Report(kind, happened, quantity_of(quantity), unit, tuple(to or ()), facts.attributes(attr or ()))
        done = tasks.act(
            house.engine,
            house.settings,
            number,
            Action(action),
            who,
            on=day(on),
            now=now(),
            reason=reason or None,
            report=said,
        )
    told = f"{done.task.key} 现为“{STATE_ZH[done.task.state]}”，判定“{STANDING_ZH[done.verdict.standing]}”。"
    answers.say(done, as_json=as_json, text=told)


USUAL = {
    "accept": "contact",
    "dispute": "contact",
    "report": "contact",
    "inspect": "inspector",
    "rectify": "inspector",
    "exempt": "leader",
    "cancel": "leader",
}


def _told(found: dict[str, object]) -> str:
    lines = [f"{title}：{answers.plain(found[name])}" for name, title in HEADINGS.items()]
    history = found["history"]
    assert isinstance(history, list)
    lines += [f"{each['at']:%Y-%m-%d %H:%M}  {each['actor']}  {each.get('said', each['kind'])}" for each in history]
    return "\n".join(lines)
