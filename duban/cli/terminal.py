"""终端：where the command line speaks and asks — streams that can carry Chinese, and questions put to a person."""

import io
import os
import sys
from pathlib import Path

import typer

from engine.failures import reason_of
from engine.source import Refused

YES = ("是", "y", "yes")


def open_streams() -> None:
    """Make stdout and stderr able to carry any answer, whatever they were given as.

    One that knows no Chinese (locale C without UTF-8) is written in UTF-8; what was closed swallows what is said; a
    letter that cannot be written is spelt out.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if _knows_chinese(stream.encoding) else "utf-8", errors="backslashreplace")


def _knows_chinese(encoding: str) -> bool:
    try:
        return bool("督办〔".encode(encoding))
    except UnicodeEncodeError:
        return False


def refused_by_system(failed: OSError) -> Refused:
    """What the system would not do, as a person is told."""
    what = failed.filename or "输出"
    return Refused("X003", f"{what} 用不了（{reason_of(failed)}）；请检查路径、权限和磁盘空间")


def hush() -> None:
    """Drop what can no longer be written, or the interpreter complains of it as it leaves."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_sure(question: str) -> None:
    """Ask whether to go on; anything but a yes ends the command.  Raises typer.Abort."""
    said = typer.prompt(f"{question}（是／否）", default="否", show_default=False, prompt_suffix="：", err=True)
    if str(said).strip().lower() not in YES:
        raise typer.Abort


def new_secret() -> str:
    """A password typed twice without being shown; asked again while the two differ."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("这里没有终端可以问口令；请用 --password-stdin 从标准输入给出", param_hint="口令")
    while True:
        first, again = (
            str(typer.prompt(label, hide_input=True, prompt_suffix="：", err=True)) for label in ("口令", "再输一次")
        )
        if first == again:
            return first
        typer.echo("两次输入的不一样，请再输一遍。", err=True)
