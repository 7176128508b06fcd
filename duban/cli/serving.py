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
    config: Config = None,
) -> None:
    """网页服务：控制台、签收链接、/healthz /readyz /metrics。"""
    from duban import logs
    from duban.services.showing.ledger import lay_out
    from duban.settings import read_settings
    from duban.web.app import LINKS, SCREENS, build
    from duban.web.server import listen

    logs.configure()
    settings = read_settings(config)
    app = build(settings, screens=LINKS if links else SCREENS)
    if links:
        listen(app, host, port)
    else:
        listen(app, host, port, meanwhile=lambda: lay_out(app.state.house.database, settings))
