"""`python -m bench [rounds]`: time every room and print a table."""

import sys

from rich.console import Console
from rich.table import Table

from bench.rounds import timed

ROOMS = ("letters", "standings", "judging", "sweeping", "plans", "starting")
ROUNDS = 5


def main() -> None:
    """Time everything and print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with Console(stderr=True).status("") as status:
        found = timed(ROOMS, rounds, status.update)
    table = Table("项目", "中位数", "最快", "最慢", "内存峰值", "目标", title=f"测速（{rounds}轮交替，取中位数）")
    for one in found:
        slowest, fastest = (one.shown(pick(one.seconds), one.units) for pick in (max, min))
        table.add_row(one.name, str(one), fastest, slowest, f"{one.peak} MiB", one.aim)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


if __name__ == "__main__":
    main()
