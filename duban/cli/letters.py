"""函件的命令：letters check — whether an exported mail or case file is what this office sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers
from duban.cli.advice import advised
from duban.cli.options import Config, Json, office

if TYPE_CHECKING:
    from duban.services.post.genuine import Provenance

commands = typer.Typer()
Files = Annotated[list[Path], typer.Argument(metavar="文件…", help="导出的信（.eml），或一件的卷宗（zip）。")]


@commands.callback()
def _letters() -> None:
    """函件：核对导出的信和卷宗。"""


@commands.command("check")
def check(files: Files, config: Config = None, as_json: Json = False) -> None:
    """核对信和卷宗：是不是本办发出的那一封，改动过没有，谁签发、何时发给谁。有一份不符，退出码为 1。"""
    from duban.services.casefile import casecheck

    with office(config) as house:
        found = [each for file in files for each in casecheck.checked(house.database, house.settings, file)]
    genuine = all(each.is_genuine for each in found)
    told = {"genuine": genuine, "files": found}
    answers.say(told, as_json=as_json, text=lambda: "\n".join(line for each in found for line in _lines(each)))
    if not genuine:
        raise answers.no()


def _lines(found: "Provenance") -> list[str]:
    """What is known of a file, a line for each thing."""
    told = [f"{'相符' if found.is_genuine else f'不符 {found.code}'}  {found.file}：{advised(found.code, found.says)}"]
    if found.frozen_at is None:
        return told
    signed = f"{'、'.join(found.signed_by)}签发" if found.signed_by else "自动发出"
    sent = f"{found.sent_at:%Y-%m-%d %H:%M} 送达邮件服务器（{found.answer}）" if found.sent_at else "没有送达的记录"
    return [
        *told,
        f"      《{found.subject}》发给 {found.recipient}，{signed}，{found.frozen_at:%Y-%m-%d %H:%M} 成文，{sent}",
        f"      发出字节的 SHA-256：{found.sha256}",
    ]
