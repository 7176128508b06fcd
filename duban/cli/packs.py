"""规则包的命令：answer a draft, publish, list, show and diff; `checking` has check and test."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers, checking
from duban.cli.options import By, Config, Csv, Json, On, Since, day, office, written_day

commands = typer.Typer()
commands.add_typer(checking.commands)
Pack = Annotated[str, typer.Argument(metavar="规则包", help="文件，或随附规则包的名称。")]
Shipped = Annotated[bool, typer.Option("--shipped", help="看随软件提供的规则包；不用数据库。")]
HEADINGS = {
    "name": "规则包",
    "version": "版本",
    "title": "名称",
    "state": "状态",
    "published_on": "发布日",
    "sha256": "校验",
}
CHANGES = {
    "agency": "单位",
    "matter": "事项",
    "window": "周期",
    "how_zh": "变化",
    "was_zh": "原判定",
    "now_zh": "新判定",
    "successor": "接续",
    "obligation": "编号",
}
SHIPPED_HEADINGS = {
    "name": "规则包",
    "version": "版本",
    "title": "名称",
    "rules": "规则",
    "active": "生效",
    "needs_review": "待确认",
    "cases": "用例",
    "file": "文件",
}


@commands.command()
def answer(
    called: Pack,
    replies: Annotated[Path, typer.Argument(metavar="答复", help="答复文件：逐条规则写 accept: true 或改定的内容。")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="文件", help="写到这里。")],
    accept: Annotated[bool, typer.Option("--accept", help="没有单独答复的规则，按草稿拟议的读法确认。")] = False,
    as_json: Json = False,
) -> None:
    """把人对草稿的答复写进规则包：答复了的规则转为生效。"""
    from duban.services.plans import reading
    from rules.packs import pack_file

    file = pack_file(called)
    text, left = reading.confirmed(file, replies, accept=accept)
    answers.put_down(out, text)
    still = f"还有 {left} 条规则待确认，暂不生效；" if left else ""
    told = f"已写到 {out}；{still}请用 duban pack check 检查后发布。"
    answers.say({"file": out, "needs_review": left}, as_json=as_json, text=told)


@commands.command()
def publish(
    called: Pack,
    on: On = None,
    since: Since = None,
    by: By = "督办专员",
    approved_by: Annotated[
        str | None, typer.Option("--approved-by", metavar="姓名", help="谁批准的；会改变已有判定时必填，须是另一人。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会有哪些变化，不发布。")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """发布规则包：先列出与现行版本的差异；有错误不予发布；发布后展开应办事项并交办。同一内容再次发布无害。"""
    from duban.clock import now
    from duban.services.plans import packs
    from rules.packs import pack_file

    file = pack_file(called)
    with office(config) as house:
        mine = (house.database, house.settings, file)
        found = packs.preview(*mine, on=day(on), since=since)
        if found is not None and not as_json:
            answers.say(None, as_json=False, text=found.told)
        if dry_run:
            shown = found.answer() if found is not None else {}
            told = "（只算不写）没有发布。"
            if found is None and since is not None:
                told = packs.left_out(*mine, on=day(on), since=since) + told
            answers.say({"new": False, "difference": shown}, as_json=as_json, text=told)
            return
        done = packs.publish(*mine, by=by, on=day(on), now=now(), approved_by=approved_by, since=since)
    answers.tell(done.problems)
    answers.say(done.answer(), as_json=as_json, text=done.told)


@commands.command("list")
def listed(shipped: Shipped = False, config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出已发布的规则包；加 --shipped 列出随附的规则包。"""
    if shipped:
        from duban.services.plans.shipped import listed as with_the_house

        ready = [vars(pack) for pack in with_the_house()]
        answers.say_table(ready, SHIPPED_HEADINGS, as_json=as_json, as_csv=as_csv)
        return
    from duban.services.plans import packs

    with office(config) as house:
        found = packs.listed(house.database, house.settings)
    answers.say_table(found, HEADINGS, as_json=as_json, as_csv=as_csv)


Name = Annotated[str, typer.Argument(metavar="规则包", help="规则包名称，可加 @版本。")]


@commands.command()
def show(name: Name, shipped: Shipped = False, config: Config = None, as_json: Json = False) -> None:
    """显示已发布的规则包原文；加 --shipped 显示随附的规则包。"""
    if shipped:
        from duban.services.plans.shipped import text_of

        text = text_of(name)
        answers.say({"name": name, "text": text}, as_json=as_json, text=text)
        return
    from duban.services.plans import packs

    with office(config) as house:
        found = packs.shown(house.database, house.settings, name)
    answers.say(found, as_json=as_json, text=found.text)


@commands.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="旧", help="规则包文件、随附规则包的名称，或已发布的 名称@版本。")],
    new: Annotated[str, typer.Argument(metavar="新", help="规则包文件、随附规则包的名称，或已发布的 名称@版本。")],
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of", parser=written_day, metavar="日期", help="再查名册和台账：这一天换版，哪些应办事项、判定会变。"
        ),
    ] = None,
    since: Since = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """比较两个规则包：规则和单位组、阶梯等的增删改动；加 --as-of 列出会变的应办事项和判定。有差别时退出码为 1。"""
    from duban.services.plans import pack_diff

    found = pack_diff.between_named(old, new, lambda: office(config))
    if as_of is None:
        answers.say(pack_diff.answer(found), as_json=as_json, text=lambda: pack_diff.told(found))
    else:
        with office(config) as house:
            where = (house.database, house.settings, old, new, lambda: office(config))
            effect = pack_diff.effect(*where, on=as_of, since=since)
        if as_csv:
            answers.say_table(effect.rows(), CHANGES, as_json=False, as_csv=True)
        else:
            whole = {**pack_diff.answer(found), "effect": effect.answer()}
            answers.say(whole, as_json=as_json, text=lambda: f"{pack_diff.told(found)}\n{effect.told}")
    if found:
        raise answers.no()
