"""字体的命令：fonts list, fetch."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Config, Csv, Json

commands = typer.Typer()
HEADINGS = {"use": "用途", "font": "字体", "file": "文件", "then": "缺字时依次用"}


@commands.command("list")
def listed(config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出公文各处用什么字体、从哪里来；一种中文字体也没有时退出码为 1。"""
    from duban.services.paperwork import typefaces
    from duban.settings import read_settings

    answers.say_table(typefaces.listed(read_settings(config)), HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command()
def fetch(
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="路径", help="deb 包、字体文件或字体文件夹；不给则用 apt-get 下载。"),
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """安装字体：用 apt-get 取自由的 Fandol 字体，或从带来的文件里复制；这是唯一会联网取字体的命令。"""
    from duban.services.paperwork import typefaces
    from duban.settings import read_settings

    paths = [str(path) for path in typefaces.fetch(read_settings(config), source)]
    answers.say(paths, as_json=as_json, text="\n".join([f"已安装 {len(paths)} 个字体文件：", *paths]))
