"""督办件的命令：task list, task show; `acting` has task act, `reporting` task report, `asking` task ask and answer."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from duban.cli import acting, answers, asking, moving, reporting, workbooks
from duban.cli.options import Config, Csv, Json, Limit, Number, On, Xlsx, chosen, day, office
from duban.clock import SHANGHAI
from duban.services.happenings import kind_zh

commands = typer.Typer()
SYSTEM = "系统"
HEADINGS = {
    "key": "编号",
    "agency": "单位",
    "matter": "事项",
    "window": "周期",
    "due": "时限",
    "state_zh": "状态",
    "standing_zh": "判定",
}


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
    xlsx: Xlsx = None,
) -> None:
    """列出督办件，带时限和判定。"""
    from duban.services.casefile import tasks
    from engine.nouns import TaskState

    wanted = None if state is None else chosen(TaskState, state, "--state")
    with office(config) as house:
        rows = tasks.listed(
            house.database, house.settings, on=day(on), agency=agency, state=wanted, late=late, limit=limit
        )
    workbooks.say_list(rows, HEADINGS, name="督办件", on=day(on), as_json=as_json, as_csv=as_csv, xlsx=xlsx)


@commands.command()
def show(number: Number, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """一件的全部经过：谁在什么时候办了什么，现在谁可以办什么。"""
    from duban.services.casefile import tasks

    with office(config) as house:
        found = tasks.shown(house.database, house.settings, number, on=day(on))
    answers.say(found, as_json=as_json, text=lambda: _told(found))


commands.command("act")(acting.act)
for module in (reporting, asking, moving):
    commands.add_typer(module.commands)


def _told(found: dict[str, object]) -> str:
    lines = answers.lines(found, HEADINGS)
    history = found["history"]
    assert isinstance(history, list)
    return "\n".join([*lines, *map(_happened, history)])


def _happened(event: Mapping[str, Any]) -> str:
    """A line of a task's history, in the office's own time."""
    at = event["at"].astimezone(SHANGHAI)
    who = SYSTEM if event["actor"] == "system" else event["actor"]
    said = event.get("said") or kind_zh(event["kind"])
    return f"{at:%Y-%m-%d %H:%M}  {who}  {said}"
