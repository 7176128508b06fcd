"""规则包的检查与试算：pack check and pack test; neither needs a database."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Json, On, day

commands = typer.Typer()
Packs = Annotated[list[str], typer.Argument(metavar="规则包…", help="文件，或随附规则包的名称。")]
Sources = Annotated[
    list[Path] | None, typer.Option("--sources", metavar="文件夹", help="来源文件还可到这里找，可重复。")
]


@commands.command()
def check(called: Packs, sources: Sources = None, on: On = None, as_json: Json = False) -> None:
    """检查规则包：格式、引文、日期、集合、待确认事项、上级规则包；所有问题一次列出，并印出 text 的读法。"""
    from duban.services.plans.checking import checked
    from rules.packs import pack_file

    found = checked([pack_file(each) for each in called], on=day(on), sources=sources or ())
    answers.tell(found.problems)
    answers.say(
        {
            "ok": not found.wrong,
            "problems": [answers.problem_fields(problem) for problem in found.problems],
            "readings": found.readings,
        },
        as_json=as_json,
        text=found.told,
    )
    if found.wrong:
        raise answers.no()


@commands.command("test")
def run_cases(
    called: Packs,
    rule: Annotated[list[str] | None, typer.Option("--rule", metavar="编号", help="只算这条规则，可重复。")] = None,
    only_failed: Annotated[bool, typer.Option("--only-failed", help="只列出没有通过的。")] = False,
    as_json: Json = False,
) -> None:
    """试算规则包自带的用例；不用数据库，也不用来源文件。全部通过才算通过。"""
    from duban.services.plans import pack_cases
    from rules.packs import pack_file

    report = pack_cases.run_all([pack_file(each) for each in called], rules=rule or ())
    answers.tell(report.problems)
    answers.say(
        report.answer(only_failed=only_failed), as_json=as_json, text=lambda: report.told(only_failed=only_failed)
    )
    if not report.passes:
        raise answers.no()
