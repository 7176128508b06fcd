"""读文件的命令：parse, interpret and draft; none of them opens a database."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import File, Json, On, day

commands = typer.Typer()
Encoding = Annotated[str | None, typer.Option("--encoding", help="文字编码，如 gb18030；默认自动识别。")]


@commands.command()
def parse(file: File, encoding: Encoding = None, as_json: Json = False) -> None:
    """读一份文件，列出条款、责任分工和可督办的职责；什么也不保存。"""
    from duban.services import reading

    found = reading.parse(file, encoding)
    answers.say(found, as_json=as_json, text=lambda: _told(found))


@commands.command()
def interpret(
    text: Annotated[str, typer.Argument(metavar="一句话", help="如：每季度末月25日前向市政府报告一次。")],
    on: On = None,
    as_json: Json = False,
) -> None:
    """读一句话里的职责：要求什么，接下来三个时限，还有什么要确认。"""
    from duban.services import reading

    found = reading.interpret(text, on=day(on))
    answers.say(found, as_json=as_json, text=lambda: _interpreted(found))


@commands.command()
def draft(
    file: File,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写到这里；默认打印出来。")] = None,
    encoding: Encoding = None,
    as_json: Json = False,
) -> None:
    """把一份文件起草成规则包；待确认的问题写在 review 里，由人确认后才能发布。"""
    from duban.services import reading

    text, questions = reading.drafted(file, encoding, out.parent if out else None)
    if out is None:
        answers.say({"text": text, "questions": questions}, as_json=as_json, text=text)
        return
    answers.put_down(out, text)
    told = f"已写到 {out}，有 {questions} 处要由人确认；确认后用 duban pack check 检查。"
    answers.say({"file": out, "questions": questions}, as_json=as_json, text=told)


def _told(found: dict[str, object]) -> str:
    document, tasks, duties = found["document"], found["tasks"], found["obligations"]
    assert isinstance(document, dict)
    assert isinstance(tasks, list)
    assert isinstance(duties, list)
    lines = [f"《{document['title'] or '（无标题）'}》 {document['doc_number'] or ''}".rstrip()]
    for task in tasks:
        units = [f"{word}：{'、'.join(task[role])}" for role, word in ROLES.items() if task[role]]
        lines.append(f"{task['id']}  {task['text'][:40]}…  {'；'.join(units)}")
        lines += [f"    · {duty['quote']}" for duty in duties if duty["task_id"] == task["id"]]
    lines.append(f"共 {len(tasks)} 项任务，{len(duties)} 项可督办的职责。")
    return "\n".join(lines)


ROLES = {"lead": "牵头", "support": "配合", "responsible": "负责"}


def _interpreted(found: dict[str, object]) -> str:
    duties, due, questions = found["duties"], found["next_due"], found["questions"]
    assert isinstance(duties, list)
    assert isinstance(due, list)
    assert isinstance(questions, list)
    lines = [f"职责：{duty['quote']}" for duty in duties]
    lines += [f"时限：{each['window']} 最晚 {each['safe'].isoformat()}（{'；'.join(each['steps'])}）" for each in due]
    lines += [f"待确认：{question.text}" for question in questions]
    return "\n".join(lines)
