"""网页服务的命令：serve."""

from typing import Annotated

import typer

from duban.cli.options import Config

commands = typer.Typer()


@commands.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="在哪个地址上听；默认只听本机，对外请放在反向代理之后。")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口。")] = 8080,
    links: Annotated[bool, typer.Option("--links", help="只开签收链接和健康检查，不开控制台。")] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="几个进程一起办；处理器有富余、人多时才要多开。")
    ] = 1,
    config: Config = None,
) -> None:
    """网页服务：控制台、签收链接、/healthz /readyz /metrics。"""
    from functools import partial

    from duban import logs
    from duban.services.setup import opened
    from duban.settings import read_settings
    from duban.web.app import opened_console
    from duban.web.server import listen

    logs.configure()
    with opened(read_settings(config)):
        pass  # what is wrong with the database is said before anybody is let in
    listen(partial(opened_console, config, links=links), host, port, processes=processes)
