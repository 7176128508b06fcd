"""事实的命令：facts load, fact add, fact retract."""

from datetime import date
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Attribute, By, Config, File, Json, On, day, office, written_day
from engine.source import errors

many = typer.Typer()
one = typer.Typer()


@many.callback()
def _many() -> None:
    """事实：成批登记。"""


@one.callback()
def _one() -> None:
    """事实：登记或撤回一条。"""


@many.command("load")
def load(file: File, on: On = None, by: By = "督办专员", config: Config = None, as_json: Json = False) -> None:
    """登记一个文件里的事实（YAML、CSV 或 XLSX）；错行报出行号，不影响其他各行。

    列：kind 事项（与规则里的名称一致）、agency 单位、day 日期、quantity 数量、unit 计量单位、member 人员、
    to 报送对象、status 状态（已认可、待认可、不认可）、recorded 登记日、id 编号；
    其余各列作为属性（如 session_id、about）。
    同一文件再次导入不会重复登记；确有两件完全相同的事，请加 id 区分。
    """
    from duban.clock import now
    from duban.services.casefile import facts

    with office(config) as house, answers.progress("登记事实") as step:
        loaded = facts.load(house.database, house.settings, file, by=by, on=day(on), now=now(), step=step)
    answers.tell(loaded.problems)
    told = f"登记 {loaded.recorded} 条，早已登记 {loaded.already} 条，有问题 {loaded.refused} 行。"
    shown = {**answers.plain(loaded), "problems": [answers.problem_fields(problem) for problem in loaded.problems]}
    answers.say(shown, as_json=as_json, text=told)
    if errors(loaded.problems):
        raise answers.no()


@one.command("add")
def add(
    kind: Annotated[str, typer.Argument(metavar="事项", help="与规则里的名称一致，如 lecture.law。")],
    agency: Annotated[str, typer.Option("--agency", metavar="单位", help="单位名称、别名或编号。")],
    happened: Annotated[date, typer.Option("--day", parser=written_day, metavar="日期", help="发生的日期。")],
    quantity: Annotated[str, typer.Option("--quantity", metavar="数量", help="默认 1。")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="单位", help="计量单位，如 学时。")] = "",
    member: Annotated[str, typer.Option("--member", metavar="人员", help="编号或姓名。")] = "",
    to: Annotated[str, typer.Option("--to", metavar="报送对象", help="报送给谁。")] = "",
    status: Annotated[str, typer.Option("--status", help="accepted、pending 或 rejected。")] = "",
    attr: Attribute = None,
    id_: Annotated[str, typer.Option("--id", metavar="编号", help="给这条事实一个编号。")] = "",
    on: On = None,
    by: By = "督办专员",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """登记一条事实。"""
    from duban.clock import now
    from duban.services.casefile import facts

    cells = {
        "kind": kind,
        "agency": agency,
        "day": happened.isoformat(),
        "quantity": quantity,
        "unit": unit,
        "member": member,
        "to": to,
        "status": status,
        "id": id_,
        **facts.attributes(attr or ()),
    }
    with office(config) as house:
        fact = facts.add(house.database, house.settings, cells, by=by, on=day(on), now=now())
    answers.say(fact, as_json=as_json, text=f"已登记：{fact.id}")


@one.command("retract")
def retract(
    number: Annotated[str, typer.Argument(metavar="编号", help="事实的编号。")],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么撤回，写进日志。")],
    on: On = None,
    by: By = "督办专员",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """撤回登记错了的事实：原记录保留，自撤回之日起不再计入判定。"""
    from duban.clock import now
    from duban.services.casefile import facts

    with office(config) as house:
        fact = facts.retract(house.database, house.settings, number, reason=reason, by=by, on=day(on), now=now())
    answers.say(fact, as_json=as_json, text=f"已撤回：{fact.id}")
