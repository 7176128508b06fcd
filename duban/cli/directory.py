"""建库与名册的命令：init, agencies load, people load."""

from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, File, Json, On, day, office

commands = typer.Typer()
agencies = typer.Typer()
people = typer.Typer()


@commands.command()
def init(config: Config = None, by: By = "系统管理员", as_json: Json = False) -> None:
    """建好数据库（或升级到本版本），登记本辖区；重复执行无害。"""
    from duban.clock import now
    from duban.services import setup

    with office(config) as house:
        done = setup.init(house.database, house.settings, by=by, now=now())
    answers.say(done, as_json=as_json, text=f"已就绪：{done['database']}（{done['jurisdiction']}）")


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
    from duban.services import directory

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
    from duban.services import directory

    with office(config) as house:
        loaded = directory.load_people(house.database, house.settings, file, by=by, on=day(on), now=now())
    answers.say(loaded, as_json=as_json, text=f"读到 {loaded.rows} 人，新增或变更 {loaded.changed} 处。")


AGENCY_HEADINGS = {"id": "编号", "name": "名称", "aliases": "别名", "since": "起", "until": "止"}
PERSON_HEADINGS = {"id": "编号", "name": "姓名", "agency": "单位", "post": "岗位", "email": "邮箱"}
Containing = Annotated[str, typer.Option("--name", metavar="文字", help="只列名称里有这些字的。")]


@agencies.command("list")
def list_agencies(name: Containing = "", config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出责任单位。"""
    from duban.services import directory

    with office(config) as house:
        found = [each for each in directory.roster(house.database, house.settings).agencies if name in each.name]
    answers.say_table([answers.plain(each) for each in found], AGENCY_HEADINGS, as_json=as_json, as_csv=as_csv)


@people.command("list")
def list_people(name: Containing = "", config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出人员。"""
    from duban.services import directory

    with office(config) as house:
        found = [each for each in directory.roster(house.database, house.settings).people if name in each.name]
    answers.say_table([answers.plain(each) for each in found], PERSON_HEADINGS, as_json=as_json, as_csv=as_csv)
