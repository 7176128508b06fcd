"""成批办理的命令：task batch — one step for many tasks at once; one that cannot go says why and stops no other."""

from datetime import date
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.advice import advised
from duban.cli.options import By, Config, Json, On, Reason, chosen, day, office, written_day

commands = typer.Typer()
Action = Annotated[
    str,
    typer.Argument(
        metavar="操作", help="accept 签收、inspect 督查销号、rectify 责令整改、reopen 重启、suspend 挂起、resume 恢复。"
    ),
]
Numbers = Annotated[list[str] | None, typer.Argument(metavar="编号", help="督办件编号，可以有多个。")]
Agency = Annotated[str | None, typer.Option("--agency", metavar="单位", help="这个单位的全部；与 --state 合用。")]
State = Annotated[str | None, typer.Option("--state", help="处于这个状态的全部，如 verified。")]
Role = Annotated[str | None, typer.Option("--role", help="以什么身份；默认按操作通常的身份。")]
Limit = Annotated[
    date | None, typer.Option("--to", parser=written_day, metavar="日期", help="责令整改的，整改到哪一天。")
]
USUAL = {"accept": "contact", "inspect": "inspector", "rectify": "inspector", "reopen": "inspector"}


@commands.command()
def batch(
    action: Action, by: By, numbers: Numbers = None, agency: Agency = None, state: State = None, role: Role = None,
    reason: Reason = "", limit: Limit = None,
    on: On = None, config: Config = None, as_json: Json = False,
) -> None:  # fmt: skip
    """成批办理：写明编号，或用 --state（和 --agency）选定；办不了的逐件说明原因，不妨碍其余。"""
    from duban.clock import now
    from duban.services.casefile import moving, tasks
    from engine import nouns
    from workflows import standard

    taken = chosen(standard.Action, action, "操作")
    who = tasks.Actor(by, chosen(nouns.Role, role or USUAL.get(action, "officer"), "--role"))
    order = moving.Order(taken, who, day(on), now(), reason or None, limit)
    if not numbers and state is None:
        raise typer.BadParameter("请写明编号，或用 --state 选定", param_hint="编号")
    with office(config) as house, answers.progress("办理") as step:
        wanted = list(numbers or ())
        if state is not None:
            stands = chosen(nouns.TaskState, state, "--state")
            rows = tasks.listed(house.database, house.settings, on=order.on, agency=agency, state=stands)
            wanted += [str(row["key"]) for row in rows]
        done = moving.move_together(house.database, house.settings, wanted, order, step=step)
    left = [f"{number}  {why.code} {advised(why.code, why.message)}" for number, why in done.refused]
    told = {"moved": [task.key for task in done.tasks], "refused": [line.split("  ", 1) for line in left]}
    answers.say(told, as_json=as_json, text="\n".join([*left, f"办成 {len(done.tasks)} 件，未办 {len(left)} 件。"]))
    if left:
        raise answers.no()
