"""发信开关的命令：notices pause, resume, forecast, addresses, export."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, Json, Number, On, Reason, day, office

commands = typer.Typer()
FORECAST = {"day": "日期", "weekday": "星期", "coming_up": "到期要看的事项", "expected": "预计信数上限"}
AILING = {"address": "邮箱", "state_zh": "状况", "failed_on": "最近拒收", "answer": "对方答复"}


@commands.command()
def pause(by: By, reason: Reason, config: Config = None, as_json: Json = False) -> None:
    """暂停发信：信照样成文，留在发件箱里。"""
    from duban.clock import now
    from duban.services.post import breaker

    with office(config) as house:
        breaker.pause_by_hand(house.database, house.settings, by=by, reason=reason, now=now())
    answers.say({"paused": True}, as_json=as_json, text="已暂停发信；放行请用 duban notices resume。")


@commands.command()
def resume(by: By, reason: Reason, config: Config = None, as_json: Json = False) -> None:
    """放行：核对无误，发件箱里现有的信可以发出。"""
    from duban.clock import now
    from duban.services.post import breaker

    with office(config) as house:
        waiting = breaker.resume(house.database, house.settings, by=by, reason=reason, now=now())
    answers.say({"waiting": waiting}, as_json=as_json, text=f"已放行，发件箱里有 {waiting} 封到时的信。")


@commands.command()
def forecast(
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="往后看多少天。")] = 14,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """往后每个工作日最多会说多少事：到那天要看的事项数，也是断路器的依据。"""
    from duban.services.post import forecasting

    with office(config) as house:
        rows = forecasting.ahead(house.database, house.settings, on=day(on), days=days)
    answers.say_table(rows, FORECAST, as_json=as_json, as_csv=as_csv)


@commands.command()
def addresses(config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """拒收过信的邮箱：可疑的还在发，失效的不再发，须在名册中更正。"""
    from duban.services.post import breaker

    with office(config) as house:
        rows = breaker.ailing(house.database, house.settings)
    answers.say_table(rows, AILING, as_json=as_json, as_csv=as_csv)


@commands.command()
def export(
    number: Number,
    to: Annotated[Path, typer.Option("--out", "-o", metavar="文件", help="写到哪个 zip 文件。")],
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """导出一件的卷宗：判定说明、发过的信（.eml）、每次投递、佐证摘要和日志，附校验和。"""
    from duban.services.casefile import casezip

    with office(config) as house:
        content = casezip.exported(house.database, house.settings, number, on=day(on))
    answers.put_down(to, content)
    shown = {"file": str(to), "bytes": len(content)}
    answers.say(shown, as_json=as_json, text=f"已导出到 {to}（{len(content):,} 字节）。")
