"""`python -m bench console N [folder]`: found the register, unless the folder holds it, and time every page."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.console.founding import found
from bench.console.pages import pages
from bench.console.working import work
from bench.rounds import peak
from duban.settings import Settings


def main(words: list[str]) -> None:
    """Print how long each page takes."""
    many = next((int(word) for word in words if word.isdigit()), 100_000)
    folders = [Path(word) for word in words if not word.isdigit()]
    with ExitStack() as stack:
        folder = folders[0] if folders else Path(stack.enter_context(TemporaryDirectory()))
        place = folder / "register.db"
        address = SecretStr(f"sqlite:///{place}")
        settings = Settings(database=address, smtp_url=SecretStr("maildir:/nowhere"), second_person=False)
        status = stack.enter_context(Console(stderr=True).status("立账"))
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            database = found(settings, many, folder)
            work(database, settings)
            database.dispose()
        before, load = peak(), os.getloadavg()[0]
        table = Table("页面", "中位数", "p95", "处理器", "大小", title=f"办公台：{many:,} 件，负载 {load:.1f}")
        for one in pages(settings, status.update):
            figures = (f"{seconds * 1000:,.0f} 毫秒" for seconds in (one.half, one.most, one.spent))
            table.add_row(one.name, *figures, f"{one.size / 1024:,.0f} KiB")
        table.caption = f"内存峰值 {peak()} MiB（起页前 {before}）"
    Console(width=110).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
