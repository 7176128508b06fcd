"""`python -m bench [room ...] [rounds]`: time every room, or those named, and print one table."""

import sys

from rich.console import Console
from rich.table import Table

from bench.console.__main__ import main as pages_of_console
from bench.rounds import Timed, ratio, timed

ROOMS = (
    "replaying",
    "growing",
    "standings",
    "judging",
    "simulating",
    "sweeping",
    "moving",
    "letters",
    "mailing",
    "papers",
    "plans",
    "starting",
)
ROUNDS = 5


def main() -> None:
    """Time everything and print the medians; the console has a table of its own."""
    if sys.argv[1:2] == ["console"]:
        pages_of_console(sys.argv[2:])
        return
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rooms = [word for word in sys.argv[1:] if not word.isdigit()] or ROOMS
    if not set(rooms) <= set(ROOMS):
        sys.exit(f"没有这样的房间：{'、'.join(sorted(set(rooms) - set(ROOMS)))}；有：{'、'.join(ROOMS)}")
    rounds = numbers[0] if numbers else ROUNDS
    with Console(stderr=True).status("") as status:
        found = timed(rooms, rounds, status.update)
    columns = ("项目", "中位数", "最快", "最慢", "比值", "内存峰值", "目标")
    table = Table(*columns, title=f"测速（{rounds}轮交替，取中位数；比值是每件用时之比）")
    for one in found:
        table.add_row(one.name, *_figures(one, found), one.aim)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def _figures(one: Timed, found: list[Timed]) -> tuple[str, ...]:
    if one.absent:
        return one.absent, "", "", "", ""
    slowest, fastest = (one.shown(pick(one.seconds), one.units) for pick in (max, min))
    return str(one), fastest, slowest, ratio(one, found), f"{one.peak} MiB"


if __name__ == "__main__":
    main()
