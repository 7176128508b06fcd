"""`python -m bench console N [folder] [postgresql]`: found the register, unless it is there, and time every page.

With `postgresql` the register that the folder holds is moved to a server of its own beside it, unless it is there.
"""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.console.founding import found, seat
from bench.console.pages import pages
from bench.console.working import work
from bench.places import kept_server
from bench.rounds import peak
from duban.settings import Settings
from store.session import migrate, open_database

SERVER = "postgresql"


def main(words: list[str]) -> None:
    """Print how long each page takes."""
    many = next((int(word) for word in words if word.isdigit()), 100_000)
    folders = [Path(word) for word in words if not word.isdigit() and word != SERVER]
    with ExitStack() as stack:
        folder = folders[0] if folders else Path(stack.enter_context(TemporaryDirectory()))
        status = stack.enter_context(Console(stderr=True).status("立账"))
        settings = founded(folder, many)
        if SERVER in words:
            status.update("搬到服务器")
            settings = brought_up(kept_server(folder, folder / "register.db"))
        before, load = peak(), os.getloadavg()[0]
        table = Table("页面", "中位数", "p95", "处理器", "大小", title=f"办公台：{many:,} 件，负载 {load:.1f}")
        for one in pages(settings, status.update):
            figures = (f"{seconds * 1000:,.0f} 毫秒" for seconds in (one.half, one.most, one.spent))
            table.add_row(one.name, *figures, f"{one.size / 1024:,.0f} KiB")
        table.caption = f"内存峰值 {peak()} MiB（起页前 {before}）"
    Console(width=130).print(table)


def founded(folder: Path, many: int) -> Settings:
    """The register that a folder holds, brought to the schema of this program; founded if there is none."""
    place = folder / "register.db"
    if place.exists():
        return brought_up(f"sqlite:///{place}")
    folder.mkdir(parents=True, exist_ok=True)
    settings = settings_of(f"sqlite:///{place}")
    database = found(settings, many, folder)
    work(database, settings)
    database.dispose()
    return settings


def brought_up(address: str) -> Settings:
    """The register at an address, brought to the schema of this program."""
    settings, database = settings_of(address), open_database(address)
    migrate(database)
    seat(database, settings)
    database.dispose()
    return settings


def settings_of(address: str) -> Settings:
    """The settings of a house whose letters go nowhere."""
    return Settings(database=SecretStr(address), smtp_url=SecretStr("maildir:/nowhere"), second_person=False)


if __name__ == "__main__":
    main(sys.argv[1:])
