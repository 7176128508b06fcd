"""判定的命令：sweep, simulate, explain."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Config, Csv, Json, KnownAt, On, Since, chosen, day, office, written_day

commands = typer.Typer()
_COUNTED = {"standing_zh": "判定变为", "paper": "文书", "rung": "级", "count": "数目"}
_HAPPENINGS = {"day": "日期", "agency": "单位", "matter": "事项", "window": "周期"}
_HAPPENINGS |= {"standing_zh": "判定", "paper": "文书", "rung": "级"}
_TRIED = {"standing_zh": "判定变为", "paper": "文书", "rung": "级", "count": "试行数目", "present": "现行数目"}


@commands.command()
def sweep(
    on: On = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只算不写。")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """巡查：判定到期该看的事项，决定该说的话，写成函件；同一天再跑不会重复。"""
    from duban.clock import now
    from duban.services.judgement import sweep as service

    with office(config) as house, answers.progress("巡查") as step:
        done = service.sweep(house.database, house.settings, on=day(on), now=now(), dry_run=dry_run, step=step)
    would = "（只算不写）" if dry_run else ""
    text = (
        f"{done.as_of} 巡查{would}：看了 {done.looked_at} 件，判定变化 {done.verdicts_changed} 件，"
        f"通知 {done.notices} 份，成函 {done.letters} 封；下次要看的日子 {done.next_look or '没有'}。"
    )
    answers.say(done, as_json=as_json, text=text)


@commands.command()
def simulate(
    first: Annotated[date, typer.Option("--from", parser=written_day, metavar="日期", help="从这一天起（含）。")],
    last: Annotated[date, typer.Option("--to", parser=written_day, metavar="日期", help="到这一天止（含）。")],
    pack: Annotated[
        Path | None, typer.Option("--pack", metavar="文件", help="再按这个规则包演一遍，并列出与现行规则的差别。")
    ] = None,
    since: Since = None,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", metavar="文件", help="用这个文件里的事实代替已登记的，写法同 facts load。"),
    ] = None,
    count: Annotated[
        str | None,
        typer.Option(
            "--count", metavar="项", help="只列判定变化和文书的数目：按 day（日）、agency（单位）或 rung（级）。"
        ),
    ] = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """推演：在内存里逐日重演，看会有哪些判定和通知；什么也不写，什么也不发。"""
    from duban.services.judgement import simulation

    if count is not None:
        chosen(simulation.Count, count, "--count")
    with office(config) as house, answers.progress("推演") as step:
        found = simulation.simulate(
            house.database, house.settings, first=first, last=last, pack=pack, since=since, facts=facts, step=step
        )
    if count is not None:
        counted = _COUNTED if pack is None else _TRIED
        headings = {"day": "日期", "agency": "单位", **counted}
        told = {name: headings[name] for name in headings if name in (count, *counted)}
        answers.say_table(found.counts(count), told, as_json=as_json, as_csv=as_csv)
    elif as_csv:
        told = _HAPPENINGS if pack is None else {**_HAPPENINGS, "differs": "差别"}
        answers.say_table(found.rows(), told, as_json=False, as_csv=True)
    else:
        answers.say(found.answer(), as_json=as_json, text=found.told)


@commands.command()
def explain(
    number: Annotated[str, typer.Argument(metavar="编号", help="应办事项或督办件的编号，或其开头几位。")],
    on: On = None,
    known_at: KnownAt = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """说明一件应办事项为什么是这个判定，怎样会改变。"""
    from duban.services.judgement import explanation
    from engine.telling.account import account

    with office(config) as house:
        found = explanation.explained(house.database, house.settings, number, on=day(on), known_at=known_at)
    answers.say(found, as_json=as_json, text=lambda: account(found))
