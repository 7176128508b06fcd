"""起动：how long the shell waits for the first word."""

import subprocess
import sys
from pathlib import Path

from bench.rounds import Work, millis


def works(folder: Path) -> list[Work]:
    """The help page, and Python with nothing to do."""
    del folder
    return [
        Work("duban --help", "≤ 250 毫秒", millis, lambda: _start("from duban.cli.main import run; run()", "--help")),
        Work("空的 Python", "下限", millis, lambda: _start("pass")),
    ]


def _start(code: str, *arguments: str) -> int:
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
    return 1
