"""初见：how soon a browser that was never here before has painted a page, on this machine.

`python -m bench.console.painting FOLDER [PAGE …]` opens the register that `bench console` founded there, serves it, and
opens each page ten times, every time in a browser without any cache; Chromium is Debian's.
"""

import resource
import sys
from pathlib import Path
from statistics import median, quantiles

import structlog
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from bench.console.__main__ import founded
from bench.console.founding import LATER, NAME, SECRET
from bench.register import at
from duban.services.showing.ledger import lay_out
from duban.web.app import build
from duban.web.server import beside

TIMES = 10
PORT = 18431
PAINTED = "performance.getEntriesByName('first-contentful-paint').map(each => each.startTime)[0]"
BYTES = """[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
    .reduce((all, each) => all + each.transferSize, 0)"""


def _painted(page: Page) -> float | None:
    """When a page was first painted, in milliseconds after it was asked for; None when it was not yet."""
    page.wait_for_timeout(20)
    found = page.evaluate(PAINTED)
    return None if found is None else float(found)


def main(folder: Path, pages: list[str]) -> None:
    """Print when each page was first painted, after it was asked for, and how many bytes had come."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    settings = founded(folder, 0)
    table = Table("页面", "中位数", "p95", "最慢", "字节", title="首次绘出内容（没有缓存的浏览器，本机）")
    app = build(settings, lambda: at(LATER))
    lay_out(app.state.house.database, settings)  # as `duban serve` does beside the first requests
    with beside(app, "127.0.0.1", PORT), sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        base = f"http://127.0.0.1:{PORT}"
        door = chromium.new_context(base_url=base).new_page()
        door.goto("/login")
        door.get_by_label("登录名").fill(NAME)
        door.get_by_label("口令").fill(SECRET)
        door.get_by_role("button", name="登录").click()
        door.wait_for_url("**/today")
        seat = door.context.cookies()
        for path in pages:
            painted, sizes = [], []
            for _ in range(TIMES):
                context = chromium.new_context(base_url=base)
                context.add_cookies(seat)  # type: ignore[arg-type]
                page = context.new_page()
                page.goto(path)
                painted.append(next(found for _ in range(200) if (found := _painted(page)) is not None))
                sizes.append(int(page.evaluate(BYTES)))
                context.close()
            p95 = quantiles(painted, n=20, method="inclusive")[-1]
            figures = (f"{each:,.0f} 毫秒" for each in (median(painted), p95, max(painted)))
            table.add_row(path, *figures, f"{max(sizes) / 1024:,.0f} KiB")
        chromium.close()
    table.caption = f"服务的内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    Console(width=110).print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["/today", "/ledger", "/matrix", "/leader"])
