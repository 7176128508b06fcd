"""读文件的命令：parse, interpret and draft; none of them opens a database."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import answers
from duban.cli.options import Config, File, Json, On, day, office

if TYPE_CHECKING:
    from duban.services.plans.interpreting import Interpreted, NextDue
    from engine.naming import Naming

commands = typer.Typer()
Encoding = Annotated[str | None, typer.Option("--encoding", help="文字编码，如 gb18030；默认自动识别。")]


class Standing(StrEnum):
    """How often a standing task reports (常年任务的报送周期)."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"


@commands.command()
def parse(file: File, encoding: Encoding = None, as_json: Json = False) -> None:
    """读一份文件，列出条款、责任分工和可督办的职责；什么也不保存。"""
    from duban.services.plans import reading

    found = reading.parse(file, encoding)
    answers.say(found, as_json=as_json, text=lambda: _told(found))


@commands.command()
def interpret(
    text: Annotated[str, typer.Argument(metavar="一句话", help="如：每季度末月25日前向市政府报告一次。")],
    on: On = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="只印出它写成规则的样子。")] = False,
    as_json: Json = False,
) -> None:
    """读一句话里的职责：要求什么，接下来三个时限，还有什么要确认；按当天印发推算。"""
    from duban.services.plans.interpreting import interpret as read

    found = read(text, on=day(on))
    answers.say(found.answer(), as_json=as_json, text=lambda: found.yaml if as_yaml else _interpreted(found))


@commands.command()
def draft(
    file: File,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写到这里；默认打印出来。")] = None,
    encoding: Encoding = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="旧规则包", help="这是旧规则包所依文件的新版：沿用规则编号。")
    ] = None,
    replies: Annotated[Path | None, typer.Option("--answers", metavar="答复", help="把这份答复一并写进草稿。")] = None,
    agencies: Annotated[
        Path | None, typer.Option("--agencies", metavar="名册", help="用这份名册（YAML、CSV 或 XLSX）对照单位名称。")
    ] = None,
    registered: Annotated[
        bool, typer.Option("--registered", help="用已登记的名册对照单位名称，撤并的写成承接单位。")
    ] = False,
    standing: Annotated[
        Standing | None, typer.Option("--standing", help="没有量化要求的任务多久报一次进展；默认按设置。")
    ] = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """把一份文件起草成规则包；待确认的问题写在 review 里，由人确认后才能发布。"""
    from duban.services.plans import reading
    from duban.settings import read_settings

    beside, register = out.parent if out else None, _register(config, on) if registered else None
    wishes = reading.Wishes((standing or Standing(read_settings().standing)).value, agencies, on, register)
    fate: dict[str, list[str]] = {}
    if against is None:
        text, questions = reading.drafted(file, encoding, beside, replies, wishes)
    else:
        text, found = reading.redrafted(file, against, encoding, beside, wishes)
        questions = sum(len(rule.review) for rule in found.pack.rules)
        fate = {name: list(getattr(found, name)) for name in FATES}
    if out is None:
        answers.say({"text": text, "questions": questions, **fate}, as_json=as_json, text=text)
        return
    answers.put_down(out, text)
    answers.say({"file": out, "questions": questions, **fate}, as_json=as_json, text=_drafted(out, questions, fate))


def _drafted(out: Path, questions: int, fate: dict[str, list[str]]) -> str:
    told = [f"已写到 {out}，有 {questions} 处要由人确认；确认后用 duban pack check 检查。"]
    told += [f"{FATES[name]} {len(rules)} 条：{'、'.join(rules)}" for name, rules in fate.items() if rules]
    return "\n".join(told)


def _register(config: Path | None, on: date | None) -> "Naming":
    from duban.services.plans import naming

    with office(config) as house:
        return naming.registered(house.database, house.settings, day(on))


FATES = {"kept": "原样保留", "changed": "有改动", "added": "新增", "dropped": "新版不再写"}


def _told(found: dict[str, object]) -> str:
    document, tasks, duties = found["document"], found["tasks"], found["obligations"]
    assert isinstance(document, dict)
    assert isinstance(tasks, list)
    assert isinstance(duties, list)
    lines = [f"《{document['title'] or '（无标题）'}》 {document['doc_number'] or ''}".rstrip()]
    for task in tasks:
        units = [f"{word}：{'、'.join(task[role])}" for role, word in ROLES.items() if task[role]]
        place = f"（{task['anchor']}）" if task["anchor"] else ""
        lines.append(f"{task['id']}{place}  {task['text'][:40]}…  {'；'.join(units)}")
        lines += [f"    · {_read(duty)}" for duty in duties if duty["task_id"] == task["id"]]
    lines.append(f"共 {len(tasks)} 项任务，{len(duties)} 项可督办的职责。")
    return "\n".join(lines)


def _read(duty: dict[str, object]) -> str:
    """A duty with how surely it was read: 〔推定：没有写次数，按每期一次读〕."""
    reasons = duty["reasons"]
    assert isinstance(reasons, list)
    why = f"：{'；'.join(reasons)}" if reasons else ""
    return f"{duty['quote']}〔{duty['confidence_zh']}{why}〕"


ROLES = {"lead": "牵头", "support": "配合", "responsible": "负责"}


def _interpreted(found: "Interpreted") -> str:
    from rules.writing.wording import said_of

    lines: list[str] = []
    for rule in found.pack.rules:
        lines.append(f"职责：{rule.citation.quote}（由 {rule.bearer.set}）")
        lines += [f"  {name}：{words}" for name, words in said_of(rule).items()]
        lines += [_due_line(each) for each in found.next_due if each.rule == rule.id]
        lines += [f"  待确认：{question}" for question in rule.review]
    return "\n".join(lines)


def _due_line(due: "NextDue") -> str:
    last = due.safe.isoformat() if due.hard in (None, due.safe) else f"{due.safe}（最迟 {due.hard}）"
    return f"  接下来：{due.window_zh} {due.begins}{last}（{'；'.join(due.steps)}）"
