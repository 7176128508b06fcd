"""死信的命令：notices dead list, retry, fix, redraw, close."""

from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, Json, On, Reason, day, office

commands = typer.Typer()
HEADINGS = {"key": "编号", "kind": "种类", "recipient": "收件人", "subject": "主题", "slot": "日期", "why": "原因"}
Key = Annotated[str, typer.Argument(metavar="编号", help="死信编号，或其开头几位。")]


@commands.command("list")
def listed(config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出发不出的信、被退回的信和写不成的通知。"""
    from duban.services.post import deadletters

    with office(config) as house:
        rows = deadletters.listed(house.database, house.settings)
    answers.say_table(rows, HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command()
def retry(key: Key, by: By, config: Config = None, as_json: Json = False) -> None:
    """故障已经排除：同样的信再试三天。"""
    from duban.clock import now
    from duban.services.post import deadletters

    with office(config) as house:
        who = deadletters.retry(house.database, house.settings, key, by=by, now=now())
    answers.say({"recipient": who}, as_json=as_json, text=f"已放回发件箱，发给 {who}。")


@commands.command()
def fix(
    key: Key,
    to: Annotated[str, typer.Option("--to", metavar="邮箱", help="正确的邮箱。")],
    by: By,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """邮箱写错了：按今天的情况重新成文，改投正确的邮箱（名册也请更正）。"""
    from duban.clock import now
    from duban.services.post import deadletters

    with office(config) as house:
        done = deadletters.fix(house.database, house.settings, key, to, by=by, on=day(on), now=now())
    shown = {"letters": [letter.message_id for letter in done]}
    answers.say(shown, as_json=as_json, text=f"已改投 {to}，成函 {len(done)} 封；请同时更正名册。")


@commands.command()
def redraw(key: Key, by: By, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """另起一轮重新成文：按名册和今天的情况再写、再发。"""
    from duban.clock import now
    from duban.services.post import deadletters

    with office(config) as house:
        done = deadletters.redrawn(house.database, house.settings, key, by=by, on=day(on), now=now())
    shown = {"notices": [notice.key for notice in done]}
    answers.say(shown, as_json=as_json, text=f"已另起一轮，{len(done)} 份通知将在下一次巡查时成文。")


@commands.command()
def close(
    key: Key,
    by: By,
    reason: Reason,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """不再发送，注明理由了结（如已当面送达）。"""
    from duban.clock import now
    from duban.services.post import deadletters

    with office(config) as house:
        deadletters.close(house.database, house.settings, key, by=by, reason=reason, now=now())
    answers.say({"closed": key}, as_json=as_json, text="已了结。")
