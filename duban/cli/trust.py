"""可信的命令：audit verify, backup, restore, try-upgrade, downgrade, renew-key, doctor."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers, terminal
from duban.cli.advice import advised
from duban.cli.options import By, Config, Json, office

commands = typer.Typer()
audit = typer.Typer()


@audit.callback()
def _audit() -> None:
    """审计：核对日志链。"""


@audit.command("verify")
def verify(config: Config = None, as_json: Json = False) -> None:
    """核对历史：从头核算日志的校验链，再核对封存的事实、判定、文件、函件；被改过的地方会指出位置。"""
    from duban.services.care import audit as service

    with office(config) as house:
        found = service.verify(house.database, house.settings)
    told = {"sound": found.sound, **answers.plain(found)}
    if found.sound:
        answers.say(told, as_json=as_json, text=f"历史完好：日志共 {found.events} 条，末尾校验值 {found.hash}。")
        return
    lines = [f"日志被改动：第 {found.broken[0]} 条起对不上；请停用并从备份核对。"] if found.broken else []
    lines += [f"{each.table_zh}被改动：{each.where}；请停用并从备份核对。" for each in found.damaged]
    answers.say(told, as_json=as_json, text="\n".join(lines))
    raise answers.no()


@commands.command()
def backup(
    to: Annotated[Path, typer.Argument(metavar="文件", help="备份写到哪里；不覆盖已有文件。")],
    follow: Annotated[
        bool, typer.Option("--follow", help="“文件”是随行副本的文件夹：只补上次以来写的，守护进程平时自动做。")
    ] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """备份数据库和佐证文件（不必停机），并读回备份核对；SQLite 和 PostgreSQL 都可以，备份是一个 SQLite 文件。"""
    from duban.clock import now
    from duban.services.care import backup as service
    from duban.services.care import following
    from duban.settings import read_settings

    if follow:
        with office(config) as house:
            turn = following.follow(house.database, house.settings, to, now=now())
        anew = "（重新做了一份）" if turn.anew else ""
        answers.say(turn, as_json=as_json, text=f"{to} 里的随行副本已跟上，写了 {turn.written:,} 字节{anew}。")
        return
    done = service.backup(read_settings(config), to)
    answers.say(done, as_json=as_json, text=f"已备份到 {done.file}（{done.size:,} 字节），检查完好。")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="文件", help="duban backup 做的备份，或随行副本的文件夹。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="文件", help="只放一份副本到这里查看，不动现有数据库。")
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """用备份恢复：现有的 SQLite 数据库改名保留，PostgreSQL 须是空库。请先停止守护进程。"""
    from duban.clock import now
    from duban.services.care import backup as service
    from duban.settings import read_settings

    if to is not None:
        copied = service.copy_to_look_at(file, to)
        answers.say(copied, as_json=as_json, text=f"已放到 {copied.file}，检查完好；现有数据库没有动。")
        return
    if not yes:
        terminal.make_sure("恢复会替换现有数据库（旧的改名保留），守护进程已停止？")
    done = service.restore(read_settings(config), file, now=now())
    kept = f"，原数据库保留为 {done.before}" if done.before else ""
    answers.say(done, as_json=as_json, text=f"已恢复到 {done.file}{kept}。")


@commands.command("try-upgrade")
def try_upgrade(config: Config = None, as_json: Json = False) -> None:
    """升级试跑：在一份副本上升级表结构，抽样重新判定，看有没有不同；现有数据库不动。"""
    from duban.services.care import copies

    with office(config) as house:
        done = copies.try_upgrade(house.database, house.settings)
    lines = [f"表结构要改 {len(done.steps)} 步{'（PostgreSQL 上只列出，没有试跑）' if done.only_told else ''}。"]
    lines += [f"  {number}  {says}" for number, says in done.steps]
    if not done.only_told:
        lines.append(
            f"副本升级用时 {done.seconds:.1f} 秒，检查完好；重新判定 {done.verdicts} 件，不同 {len(done.differ)} 件。"
        )
    answers.say(done, as_json=as_json, text="\n".join(lines))
    if done.differ:
        raise answers.no()


@commands.command("renew-key")
def renew_key(
    revoke: Annotated[bool, typer.Option("--revoke", help="同时作废旧密钥：已发出的链接和订阅地址全部失效。")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    by: By = "系统管理员",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """换签发链接的密钥；旧链接照常可用，除非 --revoke。"""
    from duban.clock import now
    from duban.services.care import keys

    if revoke and not yes:
        terminal.make_sure("已发出的签收链接和日程订阅地址将全部失效，确定？")
    with office(config) as house:
        former = keys.renew(house.database, house.settings, revoke=revoke, by=by, now=now())
    told = "旧链接全部失效" if revoke else "旧链接照常可用"
    answers.say({"former": former}, as_json=as_json, text=f"已换密钥；{told}。")


@commands.command()
def downgrade(
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """退回上一版的表结构，以便重新安装上一版软件。请先停止守护进程并备份。"""
    from duban.services import setup as service

    if not yes:
        terminal.make_sure("退回后本版本不能再用这个数据库，守护进程已停止、备份已做好？")
    with office(config) as house:
        revision = service.step_back(house.database)
    answers.say({"revision": revision}, as_json=as_json, text=f"已退回表结构 {revision}；请安装上一版软件。")


@commands.command()
def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="累计不符时用：让下次巡查把累计和判定全部重算一遍。")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """体检：数据库、日历、规则包、名册、时钟、备份、历史、磁盘、字体、收发信；有问题会说怎么办。"""
    from duban import clock
    from duban.services.care import doctor as service
    from duban.settings import read_settings

    settings = read_settings(config)
    if mend:
        service.mend(settings)
    found = service.examine(settings, clock.reading())
    lines = [f"{'正常' if each.ok else '问题'}  {each.subject}：{advised(each.code, each.says)}" for each in found]
    healthy = all(each.ok for each in found)
    answers.say({"healthy": healthy, "findings": found}, as_json=as_json, text="\n".join(lines))
    if not healthy:
        raise answers.no()
