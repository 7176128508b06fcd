"""建库与名册的命令：init, agencies load, people load, and what becomes of agencies: rename, merge, split, transfer."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, File, Json, On, Reason, day, office, written_day

if TYPE_CHECKING:
    from duban.services.register.reorganising import Order

commands = typer.Typer()
agencies = typer.Typer()
people = typer.Typer()
NEXT = """
接着：duban user add 登录名 --title 姓名 --role administrator   开第一个管理员的账户
      duban serve                                              打开办公台，其余的事可以在网页上做
      duban daemon                                             每天巡查、发信，请一直开着"""
DELEGATIONS = {"of_name": "被代管人", "to_name": "代管人", "since": "起", "until": "止（不含）", "reason": "理由"}


@commands.command()
def init(config: Config = None, by: By = "系统管理员", as_json: Json = False) -> None:
    """建好数据库（或升级到本版本），登记本辖区；重复执行无害。"""
    from duban.clock import now
    from duban.services import setup

    with office(config) as house:
        done = setup.init(house.database, house.settings, by=by, now=now())
    answers.say(done, as_json=as_json, text=f"已就绪：{done['database']}（{done['jurisdiction']}）{NEXT}")


@agencies.command("load")
def load_agencies(
    file: File, on: On = None, by: By = "系统管理员", config: Config = None, as_json: Json = False
) -> None:
    """导入责任单位（YAML、CSV 或 XLSX）；有一处错就一条不写。

    列：id 编号、name 名称、aliases 别名、kind 类别、level 层级、parent 上级单位、since 起、until 止、sets 单位组；
    其余各列作为单位属性。多个别名或单位组之间用顿号隔开。YAML 里还可以有 sets: 一节，列出单位组的
    name、aliases、members。再次导入只增改，不删除。
    """
    from duban.clock import now
    from duban.services.register import directory

    with office(config) as house:
        loaded = directory.load_agencies(house.database, house.settings, file, by=by, on=day(on), now=now())
    answers.say(loaded, as_json=as_json, text=f"读到 {loaded.rows} 个单位，新增或变更 {loaded.changed} 处。")


@people.command("load")
def load_people(file: File, on: On = None, by: By = "系统管理员", config: Config = None, as_json: Json = False) -> None:
    """导入人员（YAML、CSV 或 XLSX）；有一处错就一条不写。

    列：name 姓名、agency 单位、post 岗位（contact 联络员、office 办公室、deputy 分管负责人、head 主要负责人，可空）、
    email 邮箱、since 起、until 止（不含当日）、sets 人员组；同单位同名时加 id。其余各列作为人员属性。
    """
    from duban.clock import now
    from duban.services.register import directory

    with office(config) as house:
        loaded = directory.load_people(house.database, house.settings, file, by=by, on=day(on), now=now())
    answers.say(loaded, as_json=as_json, text=f"读到 {loaded.rows} 人，新增或变更 {loaded.changed} 处。")


Doc = Annotated[str, typer.Option("--doc", metavar="文号", help="依据的文件，如 示编发〔2026〕3号。")]
From = Annotated[
    date | None, typer.Option("--from", parser=written_day, metavar="日期", help="自哪一天起；默认与 --on 相同。")
]
Name = Annotated[str, typer.Argument(metavar="单位", help="单位的名称、别名或编号。")]


@agencies.command("rename")
def rename_agency(
    name: Name,
    new: Annotated[str, typer.Argument(metavar="新名称", help="改成什么名称。")],
    doc: Doc = "",
    since: From = None,
    on: On = None,
    by: By = "督办专员",
    reason: Reason = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """更名：应办事项、佐证、记录都不变，此后的文书用新名称。"""
    from duban.services.register import reorganising

    with office(config) as house:
        order = _order(doc, since, on, by, reason)
        done = reorganising.rename(house.database, house.settings, name, new, order)
    answers.say(done, as_json=as_json, text=done.told)


@agencies.command("merge")
def merge_agencies(
    names: Annotated[list[str], typer.Argument(metavar="单位…", help="被合并的单位。")],
    into: Annotated[str, typer.Option("--into", metavar="单位", help="合并后的单位；可以是其中之一，须已在名册。")],
    doc: Doc = "",
    since: From = None,
    on: On = None,
    by: By = "督办专员",
    reason: Reason = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """合并：未办结的事项移交给合并后的单位，佐证随之；已逾期的记录留在原单位，并显示为承继。"""
    from duban.services.register import reorganising

    with office(config) as house:
        order = _order(doc, since, on, by, reason)
        done = reorganising.merge(house.database, house.settings, names, into, order)
    answers.say(done, as_json=as_json, text=done.told)


@agencies.command("split")
def split_agency(
    name: Name,
    into: Annotated[list[str], typer.Option("--into", metavar="单位", help="分设后的单位，可重复；须已在名册。")],
    rules: Annotated[
        list[str] | None, typer.Option("--rule", metavar="规则=单位", help="这条规则的事项归谁，可重复；其余归第一个。")
    ] = None,
    doc: Doc = "",
    since: From = None,
    on: On = None,
    by: By = "督办专员",
    reason: Reason = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """分设：未办结的事项按规则归各承接单位；原单位撤销。"""
    from duban.services.register import reorganising

    chosen = [written.partition("=") for written in rules or ()]
    if any(not sign for _, sign, _ in chosen):
        raise typer.BadParameter("请写成 规则=单位", param_hint="--rule")
    with office(config) as house:
        order, named = _order(doc, since, on, by, reason), {rule: taker for rule, _, taker in chosen}
        done = reorganising.split(house.database, house.settings, name, into, named, order)
    answers.say(done, as_json=as_json, text=done.told)


@agencies.command("transfer")
def transfer_duties(
    name: Name,
    to: Annotated[str, typer.Argument(metavar="承接单位", help="事项交给哪个单位。")],
    rules: Annotated[
        list[str] | None, typer.Option("--rule", metavar="规则", help="只划转这条规则的事项，可重复；默认全部。")
    ] = None,
    doc: Doc = "",
    since: From = None,
    on: On = None,
    by: By = "督办专员",
    reason: Reason = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """职能划转：未办结的事项移交另一单位，两个单位都继续存在。"""
    from duban.services.register import reorganising

    with office(config) as house:
        order = _order(doc, since, on, by, reason)
        done = reorganising.transfer(house.database, house.settings, name, to, rules or (), order)
    answers.say(done, as_json=as_json, text=done.told)


@agencies.command("history")
def show_history(name: Name, config: Config = None, as_json: Json = False) -> None:
    """单位的沿革：更名、合并、分设、划转，以及承继的逾期记录。"""
    from duban.services.judgement import inheritance

    with office(config) as house:
        found = inheritance.history(house.database, house.settings, name)
    answers.say(found, as_json=as_json, text=lambda: inheritance.told(found))


def _order(doc: str, since: date | None, on: date | None, by: str, reason: str) -> "Order":
    from duban.clock import now
    from duban.services.register.reorganising import Order

    return Order(doc, since or day(on), by, day(on), now(), reason)


@agencies.command("match")
def match_agencies(
    file: Annotated[Path, typer.Argument(metavar="文件或规则包", help="一份文件，或一个规则包（.yaml）。")],
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """对照文件或规则包里的单位名称与名册：是谁、怎么认出的；认不出的给出相近的名称。"""
    from duban.services.plans import naming

    with office(config) as house:
        found = naming.compared(house.database, house.settings, file, day(on))
    answers.say_table([naming.told(each) for each in found], MATCH_HEADINGS, as_json=as_json, as_csv=as_csv)


MATCH_HEADINGS = {"name": "文件所称", "agency": "名册单位", "how_zh": "怎么认出", "suggestions": "相近的名称"}
AGENCY_HEADINGS = {"id": "编号", "name": "名称", "aliases": "别名", "since": "起", "until": "止"}
PERSON_HEADINGS = {"id": "编号", "name": "姓名", "agency": "单位", "post": "岗位", "email": "邮箱"}
Containing = Annotated[str, typer.Option("--name", metavar="文字", help="只列名称里有这些字的。")]


@agencies.command("list")
def list_agencies(name: Containing = "", config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出责任单位。"""
    from duban.services.register import directory

    with office(config) as house:
        found = [each for each in directory.roster(house.database, house.settings).agencies if name in each.name]
    answers.say_table([answers.plain(each) for each in found], AGENCY_HEADINGS, as_json=as_json, as_csv=as_csv)


@people.command("list")
def list_people(name: Containing = "", config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出人员。"""
    from duban.services.register import directory

    with office(config) as house:
        found = [each for each in directory.roster(house.database, house.settings).people if name in each.name]
    answers.say_table([answers.plain(each) for each in found], PERSON_HEADINGS, as_json=as_json, as_csv=as_csv)


@people.command("delegate")
def delegate(
    of: Annotated[str, typer.Argument(metavar="被代管人", help="人员编号或姓名。")],
    to: Annotated[str, typer.Option("--to", metavar="代管人", help="由谁代管，人员编号或姓名。")],
    by: By,
    reason: Reason,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=written_day, metavar="日期", help="到哪一天（不含）。"),
    ] = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """代管：某人出差、休假期间，通知改送代管人，签发也由其代为办理。"""
    from duban.clock import now
    from duban.services.register import delegations

    with office(config) as house:
        where = (house.database, house.settings, of, to)
        done = delegations.delegate(*where, since=day(on), until=until, reason=reason, by=by, now=now())
    answers.say(done, as_json=as_json, text=f"自 {done.since} 起，{of} 的通知由 {to} 代收。")


@people.command("delegations")
def list_delegations(on: On = None, config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出正在生效的代管。"""
    from duban.services.register import delegations

    with office(config) as house:
        rows = delegations.listed(house.database, house.settings, on=day(on))
    answers.say_table(rows, DELEGATIONS, as_json=as_json, as_csv=as_csv)
