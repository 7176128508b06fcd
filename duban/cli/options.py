"""选项：the options that many commands share, and what opens the database for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from rules.years import YEARS, day_named

Choice = TypeVar("Choice", bound=StrEnum)

if TYPE_CHECKING:
    from duban.services.setup import Office


def written_day(text: str) -> date:
    """The day that was typed; anything else is wrong usage."""
    found = day_named(text)
    if found is None:
        raise typer.BadParameter(f"“{text}”不是有效日期；请写成 2026-03-01（{YEARS[0]}–{YEARS[-1]} 年）")
    return found


Json = Annotated[bool, typer.Option("--json", help="用 JSON 回答（标准输出）。")]
Csv = Annotated[bool, typer.Option("--csv", help="用 CSV 回答，可用表格软件打开。")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="写成表格文件（xlsx）。")]
On = Annotated[date | None, typer.Option("--on", parser=written_day, metavar="日期", help="以这一天为准；默认今天。")]
KnownAt = Annotated[
    date | None,
    typer.Option("--known-at", parser=written_day, metavar="日期", help="只用这一天为止已登记的事实；默认全部。"),
]
Since = Annotated[
    date | None,
    typer.Option(
        "--since", parser=written_day, metavar="日期", help="自这一天起督办：此前到期的周期不展开；默认照旧。"
    ),
]
Config = Annotated[Path | None, typer.Option("--config", metavar="文件", help="设置文件；默认当前目录的 duban.toml。")]
By = Annotated[str, typer.Option("--by", metavar="姓名", help="谁办的，写进日志。")]
Attribute = Annotated[list[str] | None, typer.Option("--attr", metavar="名称=值", help="属性，可重复。")]
File = Annotated[Path, typer.Argument(metavar="文件", help="要读的文件。")]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="为什么，写进日志。")]
Quantity = Annotated[str | None, typer.Option("--quantity", metavar="数量", help="做了多少，如 3、12.5。")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="计量单位", help="数量的单位，如 次、学时、%。")]
Number = Annotated[str, typer.Argument(metavar="编号", help="督办件编号，或应办事项编号（指牵头单位的一件）。")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="最多列出多少条。")]


@contextmanager
def office(config: Path | None) -> "Iterator[Office]":
    """Open the database of the settings for one command, and close it afterwards."""
    from duban.services.setup import Office, opened
    from duban.settings import read_settings

    settings = read_settings(config)
    with opened(settings) as database:
        yield Office(database, settings)


def day(on: date | None) -> date:
    """The day asked about, or today."""
    from duban.clock import today

    return on or today()


def chosen(words: type[Choice], written: str, hint: str) -> Choice:
    """The member of an enumeration that was written; any other word is wrong usage."""
    try:
        return words(written)
    except ValueError:
        raise typer.BadParameter(f"“{written}”不在可用之列：{'、'.join(words)}", param_hint=hint) from None
