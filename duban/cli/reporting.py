"""反馈的命令：task report, feedback, may — what an agency says it has done, who has not yet, who may do what now."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers, workbooks
from duban.cli.options import (
    Attribute,
    By,
    Config,
    Csv,
    Json,
    Number,
    On,
    Quantity,
    Unit,
    Xlsx,
    chosen,
    day,
    office,
    written_day,
)

if TYPE_CHECKING:
    from duban.services.casefile.tasks import Done

commands = typer.Typer()
FEEDBACK = {
    "task": "督办件",
    "agency": "单位",
    "part_zh": "分工",
    "state_zh": "状态",
    "feedback_zh": "反馈",
    "on": "日期",
    "by": "反馈人",
    "times": "次数",
    "text": "内容",
}
MAY = {"deed": "操作", "label": "名称", "needs": "需要", "why_not": "现在不能办的原因"}


Text = Annotated[str, typer.Option("--text", metavar="内容", help="办理情况，用自己的话写。")]
Files = Annotated[
    list[Path] | None, typer.Option("--file", metavar="文件", help="佐证文件，可重复；每个不超过 50 MB。")
]
Links = Annotated[list[str] | None, typer.Option("--link", metavar="网址", help="佐证链接，可重复。")]
Numbers = Annotated[list[str] | None, typer.Option("--doc", metavar="文号", help="佐证文号，可重复。")]
Known = Annotated[list[str] | None, typer.Option("--evidence", metavar="佐证编号", help="已登记的佐证，可重复。")]
Figures = Annotated[
    list[str] | None, typer.Option("--figure", metavar="名称=数", help="按比例、人数判定的事项要报的数，可重复。")
]
Draft = Annotated[str | None, typer.Option("--draft", metavar="草稿编号", help="用上次没有提交成的内容。")]
Kind = Annotated[str | None, typer.Option("--kind", metavar="事项", help="反馈的是哪一项。")]
Happened = Annotated[date | None, typer.Option("--day", parser=written_day, metavar="日期", help="发生在哪一天。")]
To = Annotated[list[str] | None, typer.Option("--to", help="已报送的对象，可重复。")]
OperationKey = Annotated[
    str | None, typer.Option("--key", metavar="操作号", help="同一操作号重复提交只算一次；保留四百天。")
]
Seen = Annotated[
    int | None, typer.Option("--seen", metavar="版本", help="提交人看到的版本；其后有变动则不办，并说明变动。")
]
Role = Annotated[str, typer.Option("--role", help="以什么身份；默认 contact。")]


@commands.command()
def report(
    number: Number, by: By, text: Text = "", file: Files = None, link: Links = None, number_of: Numbers = None,
    evidence: Known = None, draft: Draft = None, kind: Kind = None, happened: Happened = None,
    quantity: Quantity = None, unit: Unit = None, figure: Figures = None, to: To = None, attr: Attribute = None,
    key: OperationKey = None, seen: Seen = None, role: Role = "contact", on: On = None, config: Config = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """反馈一件：办理情况、佐证文件、链接、文号；牵头单位的反馈会列明配合单位的反馈和尚缺的单位。"""
    from duban.clock import now
    from duban.services.casefile import claims, facts, intake, tasks
    from engine.nouns import Role as Roles
    from workflows.standard import Action

    files = tuple(intake.opened(path) for path in file or ())
    proof = intake.Proof(files, tuple(link or ()), tuple(number_of or ()), tuple(evidence or ()))
    said = claims.Report(
        kind, happened, claims.quantity_of(quantity), unit, tuple(to or ()), facts.attributes(attr or ()),
        claims.figures_written(figure or ()), text, proof, draft,
    )  # fmt: skip
    who = tasks.Actor(by, chosen(Roles, role, "--role"))
    with office(config) as house:
        done = tasks.act(
            house.database, house.settings, number, Action.REPORT, who, on=day(on), now=now(), report=said,
            seen=seen, key=key,
        )  # fmt: skip
    answers.say(done, as_json=as_json, text=lambda: _told(done))


def _told(done: "Done") -> str:
    from engine.telling.codes import STANDING_ZH
    from workflows.standard import STATE_ZH

    again = "（先前已收到，没有重复登记）" if done.again else ""
    first = f"{done.task.key} 现为“{STATE_ZH[done.task.state]}”，判定“{STANDING_ZH[done.verdict.standing]}”{again}。"
    filed = f"反馈编号 {done.feedback}，佐证 {len(done.evidence)} 件。" if done.feedback else ""
    missing = f"尚有 {len(done.missing)} 个配合单位没有反馈，已在反馈中列明。" if done.missing else ""
    return "\n".join(line for line in (first, filed, missing) if line)


@commands.command()
def feedback(
    number: Number,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
    xlsx: Xlsx = None,
) -> None:
    """一件事项各单位的反馈：牵头的、配合的，谁还没有反馈。"""
    from duban.services.casefile import feedback as written

    with office(config) as house:
        found = written.overview(house.database, house.settings, number, on=day(on))
    rows = found["rows"]
    assert isinstance(rows, list)
    if as_json:
        answers.say(found, as_json=True, text="")
    else:
        workbooks.say_list(rows, FEEDBACK, name="反馈", on=day(on), as_json=False, as_csv=as_csv, xlsx=xlsx)


@commands.command()
def may(
    number: Number,
    role: Annotated[str, typer.Option("--role", help="以什么身份：contact、officer、inspector、leader。")],
    by: By = "",
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """现在可以对一件做什么，各需要什么；不能做的，说明原因。"""
    from duban.services.casefile import possible
    from engine.nouns import Role

    with office(config) as house:
        found = possible.possible(
            house.database, house.settings, number, actor=by, role=chosen(Role, role, "--role"), on=day(on)
        )
    names = ("deed", "label", "needs", "is_open", "code", "why_not")
    rows = [{name: getattr(one, name) for name in names} for one in found]
    answers.say_table(rows, MAY, as_json=as_json, as_csv=as_csv)
