"""演示的命令：play a year on the bundled plan, or on any plan, and show what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers
from duban.cli.options import Json

if TYPE_CHECKING:
    from duban.services.demo.outcome import Outcome

commands = typer.Typer()


@commands.command()
def demo(
    folder: Annotated[Path, typer.Option("--dir", metavar="文件夹", help="演示的一切都放在这里，每次重建。")] = Path(
        "demo"
    ),
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="文件", help="用这份方案演示；默认用随带的青禾区 2026 年工作要点。")
    ] = None,
    smtp: Annotated[
        str | None, typer.Option("--smtp", metavar="地址", help="信函除存入本地信箱外，也送到这个 SMTP 服务器。")
    ] = None,
    as_json: Json = False,
) -> None:
    """演示：读方案、发布规则、逐日巡查一年、把信函投进本地信箱，最后列出结果。"""
    from duban.cli.stage import show
    from duban.services.demo.play import play

    with answers.progress("演示：逐日巡查一年") as step:
        outcome: Outcome = play(folder, plan, smtp, step=step)
    answers.say(outcome, as_json=as_json, text=lambda: show(outcome))
