"""佐证的命令：evidence add, list, show, export, use, suggest, verify — what was shown to the office, kept for good."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers, workbooks
from duban.cli.options import By, Config, Csv, Json, Limit, Number, On, Xlsx, chosen, day, office, written_day

commands = typer.Typer()
Key = Annotated[str, typer.Argument(metavar="佐证编号", help="佐证的编号，或其开头几位；见 duban evidence list。")]
Task = Annotated[str | None, typer.Option("--task", metavar="编号", help="用于哪一件督办件。")]
Agency = Annotated[str | None, typer.Option("--agency", metavar="单位", help="是哪个单位的。")]
Role = Annotated[str, typer.Option("--role", help="以什么身份；默认 contact。")]
HEADINGS = {
    "key": "编号",
    "form_zh": "种类",
    "title": "名称",
    "agency": "单位",
    "by": "提供人",
    "on": "日期",
    "size": "字节",
    "media": "格式",
    "flags_zh": "提示",
}
USES = {**HEADINGS, "use": "用于此件", "why": "依据"}
SERVES = {"task": "督办件", "state_zh": "状态", "by": "谁说的", "on": "日期", "feedback": "反馈", "why": "依据"}


@commands.command()
def add(
    by: By,
    file: Annotated[
        list[Path] | None, typer.Argument(metavar="文件", help="一个或几个文件，每个不超过 50 MB。")
    ] = None,
    link: Annotated[list[str] | None, typer.Option("--link", metavar="网址", help="可重复。")] = None,
    number: Annotated[list[str] | None, typer.Option("--doc", metavar="文号", help="可重复。")] = None,
    task: Task = None,
    agency: Agency = None,
    key: Annotated[str | None, typer.Option("--key", metavar="操作号", help="同一操作号重复提交只算一次。")] = None,
    role: Role = "contact",
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """登记佐证：文件、链接、文号；同样的文件只存一份。"""
    from duban.clock import now
    from duban.services.casefile import exhibits, intake
    from duban.services.casefile.tasks import Actor
    from engine.nouns import Role as Roles

    proof = intake.Proof(tuple(intake.opened(path) for path in file or ()), tuple(link or ()), tuple(number or ()))
    who = Actor(by, chosen(Roles, role, "--role"))
    with office(config) as house:
        found = exhibits.add(
            house.database, house.settings, proof, who, on=day(on), now=now(), number=task, agency=agency, key=key
        )
    answers.say(found, as_json=as_json, text="\n".join(f"{each.key}  {each.title}" for each in found))


@commands.command("list")
def listed(
    agency: Agency = None,
    task: Task = None,
    title: Annotated[str | None, typer.Option("--title", metavar="文字", help="名称里有这些字的。")] = None,
    since: Annotated[
        date | None, typer.Option("--since", parser=written_day, metavar="日期", help="这一天以来的。")
    ] = None,
    flagged: Annotated[bool, typer.Option("--flagged", help="只列有提示的（宏、加密、后缀不符……）。")] = False,
    limit: Limit = 1000,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
    xlsx: Xlsx = None,
) -> None:
    """列出佐证，最近的在前；--task 列出用于一件的，包括系统建议的。"""
    from duban.services.casefile import exhibits

    with office(config) as house:
        rows = exhibits.listed(
            house.database, house.settings, on=day(on), agency=agency, number=task, title=title, since=since,
            flagged=flagged, limit=limit,
        )  # fmt: skip
    workbooks.say_list(
        rows, HEADINGS if task is None else USES, name="佐证", on=day(on), as_json=as_json, as_csv=as_csv, xlsx=xlsx
    )


@commands.command()
def show(key: Key, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """一份佐证：是什么，谁何时提供，用于哪些件。"""
    from duban.services.casefile import exhibits

    with office(config) as house:
        found = exhibits.shown(house.database, house.settings, key, on=day(on))
    answers.say(found, as_json=as_json, text=lambda: _told(found))


def _told(found: dict[str, object]) -> str:
    serves = found["serves"]
    assert isinstance(serves, list)
    lines = [*answers.lines(found, HEADINGS), f"sha256：{found['sha256'] or ''}"]
    return "\n".join([*lines, *("用于 " + "  ".join(answers.lines(each, SERVES)) for each in serves)])


@commands.command()
def export(
    key: Key,
    folder: Annotated[Path, typer.Option("--to", metavar="文件夹", help="导出到哪里；默认当前文件夹。")] = Path(),
    config: Config = None,
    as_json: Json = False,
) -> None:
    """把一份佐证文件按原名导出。"""
    from duban.services.casefile import exhibits

    with office(config) as house:
        target = exhibits.export(house.database, house.settings, key, folder)
    answers.say({"file": str(target)}, as_json=as_json, text=f"已导出到 {target}。")


@commands.command()
def use(
    key: Key,
    number: Number,
    by: By,
    decline: Annotated[bool, typer.Option("--decline", help="不用于此件。")] = False,
    role: Role = "contact",
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """确认一份佐证也用于另一件（或不采用系统的建议）；文件不再登记第二次。"""
    from duban.clock import now
    from duban.services.casefile import exhibits
    from duban.services.casefile.tasks import Actor
    from engine.nouns import Role as Roles

    who = Actor(by, chosen(Roles, role, "--role"))
    with office(config) as house:
        done = exhibits.use(house.database, house.settings, key, number, who, on=day(on), now=now(), serves=not decline)
    said = f"{done.evidence} 用于 {done.task}：{exhibits.STATES_ZH[done.state]}。"
    answers.say(done, as_json=as_json, text=said)


@commands.command()
def suggest(key: Key, on: On = None, config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """一份佐证还可能用于哪些件：系统比对后建议，由人确认。"""
    from duban.services.casefile import exhibits

    with office(config) as house:
        found = exhibits.suggest(house.database, house.settings, key, on=day(on))
    rows = [{"task": each.task, "why": each.why} for each in found]
    answers.say_table(rows, {"task": "督办件", "why": "依据"}, as_json=as_json, as_csv=as_csv)


@commands.command()
def verify(config: Config = None, as_json: Json = False) -> None:
    """逐个核对佐证文件：有没有丢失，有没有一个字节被改动。"""
    from duban.services.casefile import exhibits

    with office(config) as house:
        found = exhibits.damaged(house.database, house.settings)
    said = {"missing": "丢失", "changed": "内容已变"}
    text = "\n".join(f"{each.sha256}  {said[each.why]}；请从备份恢复文件库" for each in found) or "佐证文件完好。"
    answers.say(found, as_json=as_json, text=text)
    if found:
        raise answers.no()
