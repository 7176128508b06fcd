"""申请与批示的命令：task ask, answer, withdraw, petitions, remark, remarks — what agencies ask and leaders note."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers, workbooks
from duban.cli.options import By, Config, Csv, Json, Limit, Number, On, Reason, Xlsx, chosen, day, office, written_day

commands = typer.Typer()
Kind = Annotated[str, typer.Argument(metavar="种类", help="extend 延期、exempt 豁免、dispute 异议、appeal 复核。")]
Key = Annotated[str, typer.Argument(metavar="申请编号", help="见 duban task petitions。")]
Role = Annotated[
    str | None, typer.Option("--role", help="以什么身份：contact、officer、inspector、leader；默认按操作通常的身份。")
]
To = Annotated[str | None, typer.Option("--to", help="延期到的日期，或应承办的单位。")]
Doc = Annotated[str | None, typer.Option("--doc", metavar="文号", help="书面申请、批准文件或批示件的编号。")]
Against = Annotated[str | None, typer.Option("--against", metavar="决定", help="对哪个决定申请复核；默认最近的一个。")]
Received = Annotated[
    date | None, typer.Option("--received", parser=written_day, metavar="日期", help="哪天收到那个决定；默认发出当日。")
]
Files = Annotated[list[Path] | None, typer.Option("--file", metavar="文件", help="附件，可重复。")]
OperationKey = Annotated[
    str | None, typer.Option("--key", metavar="操作号", help="同一操作号重复提交只算一次；保留四百天。")
]
PETITIONS = {
    "key": "编号",
    "kind_zh": "申请",
    "agency": "单位",
    "task": "督办件",
    "asked_on": "申请日",
    "to": "请求",
    "state_zh": "状态",
    "granted_to": "批准",
    "answer_by": "应于何日前答复",
    "decided_by": "答复人",
}
REMARKS = {
    "key": "编号",
    "number": "督办件",
    "agency": "单位",
    "by": "批示人",
    "on": "日期",
    "text": "批示",
    "answer_by": "要求何日前报告",
    "answered_on": "已报告",
}


@commands.command()
def ask(
    number: Number,
    kind: Kind,
    by: By,
    reason: Reason = "",
    to: To = None,
    doc: Doc = None,
    against: Against = None,
    received: Received = None,
    file: Files = None,
    key: OperationKey = None,
    role: Role = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """提出申请：延期、豁免、异议、复核；不可能批准的，当场说明理由和出路。"""
    from duban.clock import now
    from duban.services.casefile import asking, intake
    from duban.services.casefile.tasks import Actor
    from engine.nouns import PetitionKind
    from engine.nouns import Role as Roles

    who = Actor(by, chosen(Roles, role or "contact", "--role"))
    wanted = chosen(PetitionKind, kind, "种类")
    proof = intake.Proof(tuple(intake.opened(path) for path in file or ()))
    asked = asking.Ask(wanted, reason, to, doc, against, received, proof)
    with office(config) as house:
        filed = asking.ask(house.database, house.settings, number, asked, who, on=day(on), now=now(), key=key)
    until = f"，应于 {filed.answer_by} 前答复" if filed.answer_by else ""
    answers.say(filed, as_json=as_json, text=f"已提出，申请编号 {filed.key}，待答复{until}。")


@commands.command()
def answer(
    key: Key,
    by: By,
    grant: Annotated[bool, typer.Option("--grant/--refuse", help="同意，或不同意（须写明理由）。")],
    reason: Reason = "",
    to: To = None,
    doc: Doc = None,
    role: Role = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """答复一份申请：同意的立即生效；批准的日期不晚于申请的日期。"""
    from duban.clock import now
    from duban.services.casefile import answering
    from duban.services.casefile.tasks import Actor
    from engine.nouns import Role as Roles
    from engine.telling.codes import STANDING_ZH
    from workflows.petitions import STATE_ZH

    who = Actor(by, chosen(Roles, role or "officer", "--role"))
    given = answering.Answer(grant, reason, doc, to)
    with office(config) as house:
        done = answering.answer(house.database, house.settings, key, given, who, on=day(on), now=now())
    now_is = f"现判定为“{STANDING_ZH[done.verdict.standing]}”，时限 {done.verdict.due.safe}。"
    told = f"{STATE_ZH[done.petition.state]}；{now_is}"
    late = f"注意：已超过复核期限 {done.petition.answer_by}。" if done.late else ""
    posted = f"已成文：{done.letters[0].subject}。" if done.letters else ""
    answers.say(done, as_json=as_json, text=told + posted + late)


@commands.command()
def withdraw(key: Key, by: By, role: Role = None, on: On = None, config: Config = None, as_json: Json = False) -> None:
    """撤回一份还没有答复的申请。"""
    from duban.clock import now
    from duban.services.casefile import answering
    from duban.services.casefile.tasks import Actor
    from engine.nouns import Role as Roles

    who = Actor(by, chosen(Roles, role or "contact", "--role"))
    with office(config) as house:
        done = answering.withdraw(house.database, house.settings, key, who, on=day(on), now=now())
    answers.say(done, as_json=as_json, text=f"{done.key} 已撤回。")


@commands.command("petitions")
def petitions_listed(
    kind: Annotated[str | None, typer.Option("--kind", help="只列这一种：extend、exempt、dispute、appeal。")] = None,
    pending: Annotated[bool, typer.Option("--pending", help="只列待答复的。")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只列逾期未答复的复核。")] = False,
    agency: Annotated[str | None, typer.Option("--agency", metavar="单位", help="只列这个单位的。")] = None,
    limit: Limit = 1000,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
    xlsx: Xlsx = None,
) -> None:
    """列出申请，等得最久的在前。"""
    from duban.services.casefile import petitions
    from engine.nouns import PetitionKind

    wanted = None if kind is None else chosen(PetitionKind, kind, "--kind")
    with office(config) as house:
        rows = petitions.listed(
            house.database, house.settings, on=day(on), kind=wanted, pending=pending, overdue=overdue, agency=agency,
            limit=limit,
        )  # fmt: skip
    workbooks.say_list(rows, PETITIONS, name="申请", on=day(on), as_json=as_json, as_csv=as_csv, xlsx=xlsx)


@commands.command()
def remark(
    number: Number,
    text: Annotated[str, typer.Argument(metavar="批示", help="批示的话。")],
    by: By,
    answer_by: Annotated[
        date | None, typer.Option("--answer-by", parser=written_day, metavar="日期", help="要求何日前报告落实情况。")
    ] = None,
    doc: Doc = None,
    role: Role = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """登记领导批示；要求报告的，单位下次反馈即为报告。"""
    from duban.clock import now
    from duban.services.casefile import remarks
    from duban.services.casefile.tasks import Actor
    from engine.nouns import Role as Roles

    who = Actor(by, chosen(Roles, role or "leader", "--role"))
    with office(config) as house:
        note = remarks.remark(
            house.database, house.settings, number, text, who, on=day(on), now=now(), answer_by=answer_by, doc=doc
        )
    answers.say(note, as_json=as_json, text=f"已登记，批示编号 {note.key}。")


@commands.command("remarks")
def remarks_listed(
    number: Annotated[str | None, typer.Option("--task", metavar="编号", help="只列这一件的。")] = None,
    unanswered: Annotated[bool, typer.Option("--unanswered", help="只列要求报告而还没有报告的。")] = False,
    limit: Limit = 1000,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
    xlsx: Xlsx = None,
) -> None:
    """列出批示，要求报告最早的在前。"""
    from duban.services.casefile import remarks

    with office(config) as house:
        rows = remarks.listed(
            house.database, house.settings, on=day(on), number=number, unanswered=unanswered, limit=limit
        )
    workbooks.say_list(rows, REMARKS, name="批示", on=day(on), as_json=as_json, as_csv=as_csv, xlsx=xlsx)
