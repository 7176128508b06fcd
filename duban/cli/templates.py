"""措辞的命令：templates list, show, edit, preview, diff, reset."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import By, Config, Csv, Json, On, day, office

commands = typer.Typer()
HEADINGS = {"form": "代号", "paper": "文书", "version": "版本", "by": "谁定的", "at": "何时"}
NAME_HEADINGS = {"name": "名称", "chinese": "意思", "kind": "怎样用"}
FormName = Annotated[str, typer.Argument(metavar="文书", help="如 urge 或 催办通知书；可用 templates list 查看。")]
Text = Annotated[Path, typer.Argument(metavar="文件", help="改好的措辞，文本文件。")]


@commands.command("list")
def listed(config: Config = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """列出各种文书用的是哪一版措辞。"""
    from duban.services.paperwork import wordings

    with office(config) as house:
        rows = wordings.listed(house.database, house.settings)
    answers.say_table(rows, HEADINGS, as_json=as_json, as_csv=as_csv)


@commands.command()
def show(
    form: FormName,
    version: Annotated[int | None, typer.Option("--version", min=0, help="第几版；0 为随附的原文。")] = None,
    names: Annotated[bool, typer.Option("--names", help="列出可用的量。")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """打印一种文书的措辞，可存成文件修改；--names 列出措辞里可用的量。"""
    from duban.services.paperwork import wordings

    chosen = wordings.form_called(form)
    if names:
        answers.say_table(wordings.names(chosen), NAME_HEADINGS, as_json=as_json, as_csv=False)
        return
    with office(config) as house:
        text = wordings.text(house.database, house.settings, chosen, version)
    answers.say({"form": chosen, "text": text}, as_json=as_json, text=text)


@commands.command()
def edit(form: FormName, file: Text, by: By, config: Config = None, as_json: Json = False) -> None:
    """把改好的措辞存为新的一版，此后成文即用；有误的逐行指出，不存。"""
    from duban.clock import now
    from duban.services.paperwork import wordings

    chosen, written = wordings.form_called(form), _read(file)
    with office(config) as house:
        saved = wordings.save(house.database, house.settings, chosen, written, by=by, now=now(), file=str(file))
    told = "\n".join([f"已存为第 {saved.version} 版，与上一版的不同：", *saved.difference])
    answers.say(saved, as_json=as_json, text=told)


@commands.command()
def preview(
    form: FormName,
    file: Annotated[Path | None, typer.Argument(metavar="文件", help="还没有存的措辞；不给则用现行的。")] = None,
    number: Annotated[
        str | None, typer.Option("--of", metavar="编号", help="套用这件真实的事项；不给则用样例。")
    ] = None,
    folder: Annotated[Path | None, typer.Option("-o", metavar="文件夹", help="同时写出 PDF 和 DOCX。")] = None,
    on: On = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """按现行或还没有存的措辞，看一份文书成文是什么样子。"""
    from duban.services.paperwork import papers, wordings

    written = None if file is None else _read(file)
    with office(config) as house:
        draft = wordings.preview(
            house.database, house.settings, wordings.form_called(form), on=day(on), written=written, number=number,
            file=str(file or ""),
        )  # fmt: skip
        text = papers.composed(draft.view, draft.words).text
        paths: list[Path] = []
        if folder is not None:
            paths = papers.put_down(folder, papers.printed(house.settings, draft.view, draft.words).attachments)
    told = "\n".join([text, *(f"已写出 {path}" for path in paths)])
    answers.say({"text": text, "files": [str(path) for path in paths]}, as_json=as_json, text=told)


@commands.command()
def diff(
    form: FormName,
    old: Annotated[int | None, typer.Option("--from", min=0, help="旧版；默认为新版的上一版。")] = None,
    new: Annotated[int | None, typer.Option("--to", min=0, help="新版；默认为现行的。")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """比较两版措辞。"""
    from duban.services.paperwork import wordings

    with office(config) as house:
        lines = wordings.difference(house.database, house.settings, wordings.form_called(form), old, new)
    answers.say(list(lines), as_json=as_json, text="\n".join(lines) or "两版相同。")


@commands.command()
def reset(form: FormName, by: By, config: Config = None, as_json: Json = False) -> None:
    """恢复随附的原文；改过的各版仍留着。"""
    from duban.clock import now
    from duban.services.paperwork import wordings

    with office(config) as house:
        saved = wordings.reset(house.database, house.settings, wordings.form_called(form), by=by, now=now())
    answers.say(saved, as_json=as_json, text=f"已恢复原文，记为第 {saved.version} 版。")


def _read(file: Path) -> str:
    """The text of a file.  Raises Refused X486 when it is not there, X487 when it is no text."""
    from engine.source import Refused

    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused("X486", f"找不到文件 {file}；请检查路径") from None
    except UnicodeDecodeError:
        raise Refused("X487", f"{file} 不是 UTF-8 的文本文件；请另存为 UTF-8 文本") from None
