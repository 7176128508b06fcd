"""工作日历的命令：calendar list, load, drop."""

from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, File, Json, office

commands = typer.Typer()
HEADINGS = {
    "year": "年份",
    "status": "放假安排",
    "rest": "放假天数",
    "work": "调休上班天数",
    "origin": "来处",
    "notice": "通知",
}


@commands.command("list")
def listed(config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出各年放假安排：公布没有，依据哪份通知，是随软件的还是本办录入的。"""
    from duban.services.care import years

    with office(config) as house:
        found = years.listed(house.database, house.settings)
    answers.say_table([vars(each) for each in found], HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command()
def load(file: File, by: By = "系统管理员", config: Config = None, as_json: Json = False) -> None:
    """录入一年的放假安排（YAML），整年以它为准；下次巡查按它重看每一件。写法见怎样做之《放假安排》。"""
    from duban.clock import now
    from duban.services.care import years

    with office(config) as house:
        done = years.load(house.database, house.settings, file, by=by, now=now())
    told = f"已录入 {done.year} 年：放假 {done.rest} 天，调休上班 {done.work} 天；下次巡查按它重看每一件。"
    answers.say(done, as_json=as_json, text=told)


@commands.command()
def drop(
    year: Annotated[int, typer.Argument(metavar="年份", help="本办录入的一年。")],
    by: By = "系统管理员",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """撤去本办录入的一年，仍以随软件的为准（没有的算未公布）；下次巡查重看每一件。"""
    from duban.clock import now
    from duban.services.care import years

    with office(config) as house:
        done = years.drop(house.database, house.settings, year, by=by, now=now())
    answers.say(done, as_json=as_json, text=f"已撤去录入的 {year} 年；现为{done.status}。下次巡查重看每一件。")
