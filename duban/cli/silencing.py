"""静默的命令：notices silence add, list, end."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, Json, On, Reason, chosen, day, office, written_day

commands = typer.Typer()
HEADINGS = {
    "key": "编号",
    "scope_zh": "范围",
    "of": "对象",
    "since": "起",
    "until": "止（含当日）",
    "by": "经办",
    "reason": "理由",
    "ended_on": "提前结束",
}


class Scope(StrEnum):
    """What a silence may be about."""

    RULE = "rule"
    AGENCY = "agency"
    OBLIGATION = "obligation"
    ALL = "all"


@commands.command("add")
def add(
    until: Annotated[date, typer.Option("--until", parser=written_day, metavar="日期", help="最后一天（含当日）。")],
    reason: Reason,
    by: By,
    scope: Annotated[str, typer.Option("--scope", help="rule 规则、agency 单位、obligation 一件、all 全部。")],
    of: Annotated[str, typer.Option("--of", metavar="编号或名称", help="哪条规则、哪个单位、哪一件。")] = "",
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """暂时不发某一范围的通知，最长三十天；到期或结束后，压下的一并恢复，只发最近一次。"""
    from duban.clock import now
    from duban.services.speech import silences

    kind = chosen(Scope, scope, "--scope").value
    with office(config) as house:
        where = (house.database, house.settings)
        told = {"scope": kind, "of": of, "since": day(on), "until": until, "reason": reason, "by": by, "now": now()}
        done = silences.add(*where, **told)  # type: ignore[arg-type]
    answers.say(done, as_json=as_json, text=f"已静默到 {done.until}，编号 {done.key}。")


@commands.command("list")
def listed(
    everything: Annotated[bool, typer.Option("--all", help="连同已经结束的。")] = False,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """列出正在生效的静默。"""
    from duban.services.speech import silences

    with office(config) as house:
        rows = silences.listed(house.database, house.settings, on=day(on), everything=everything)
    answers.say_table(rows, HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command("end")
def end(
    key: Annotated[str, typer.Argument(metavar="编号", help="静默的编号；见 duban notices silence list。")],
    by: By,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """提前结束一项静默。"""
    from duban.clock import now
    from duban.services.speech import silences

    with office(config) as house:
        silences.end(house.database, house.settings, key, by=by, on=day(on), now=now())
    answers.say({"ended": key}, as_json=as_json, text="已结束静默，压下的通知并入下一次汇总。")
