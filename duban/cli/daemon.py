"""守护进程的命令：daemon."""

from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Config

commands = typer.Typer()


@commands.command()
def daemon(
    once: Annotated[bool, typer.Option("--once", help="巡查、发信各一次就结束。")] = False, config: Config = None
) -> None:
    """常驻运行：按时巡查，在发送时段发信；收到停止信号后办完手头的事再结束。"""
    from duban.daemon import run_for_ever, run_once
    from duban.settings import read_settings

    settings = read_settings(config)
    if not once:
        run_for_ever(settings)
    elif not run_once(settings):
        raise answers.no()
