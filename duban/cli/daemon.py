"""守护进程和时钟的命令：daemon, clock accept."""

from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Json, office

commands = typer.Typer()
clocks = typer.Typer()


def _address(written: str) -> tuple[str, int]:
    """A host and a port as typed; anything else is wrong usage."""
    host, _, port = written.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter(f"“{written}”不是地址；请写成 127.0.0.1:9109")
    return host, int(port)


@commands.command()
def daemon(
    once: Annotated[bool, typer.Option("--once", help="各项工作办一次就结束，适合由 cron 定时运行。")] = False,
    health: Annotated[
        str | None, typer.Option("--health", metavar="地址:端口", help="在这里应答 /healthz /readyz /metrics。")
    ] = None,
    config: Config = None,
) -> None:
    """常驻运行：按时巡查、发信、收信、备份、核对；收到停止信号后办完手头的事再结束。"""
    from duban.daemon import run_for_ever, run_once
    from duban.settings import read_settings

    settings = read_settings(config)
    if not once:
        run_for_ever(settings, _address(health) if health else None)
    elif not run_once(settings):
        raise answers.no()


@clocks.callback()
def _clocks() -> None:
    """时钟：系统时间可疑时由人确认。"""


@clocks.command("accept")
def accept(
    by: By,
    reason: Annotated[str, typer.Option("--reason", help="为什么相信现在的时间，如“停机检修三天”。")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """确认系统时间无误：守护进程因时间可疑停下后，由人核对时间，再继续巡查和发信。"""
    from duban import clock
    from duban.services.care import timekeeping

    with office(config) as house:
        before = timekeeping.accept(house.database, house.settings, clock.reading(), by=by, reason=reason)
    now = clock.now()
    answers.say({"at": now, "before": before}, as_json=as_json, text=f"已确认：现在是 {now:%Y-%m-%d %H:%M}。")
