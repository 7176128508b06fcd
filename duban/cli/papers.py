"""公文的命令：papers make, fields, register, begin, export."""

from pathlib import Path
from typing import Annotated

import typer

from duban.cli import answers
from duban.cli.options import Config, Csv, Json, Xlsx, office

commands = typer.Typer()
HEADINGS = {"number": "文号", "paper": "文书", "taken_on": "编号日期", "subject": "事由编号", "void": "作废原因"}
FIELD_HEADINGS = {"name": "栏目", "chinese": "意思", "required": "必填"}
FormName = Annotated[str, typer.Argument(metavar="文书", help="如 extension 或 延期申请的批复。")]
Folder = Annotated[Path, typer.Option("-o", metavar="文件夹", help="写到哪个文件夹。")]


@commands.command()
def fields(form: FormName, as_json: Json = False) -> None:
    """列出一种公文要填的栏目。"""
    from duban.services.paperwork import papers, wordings

    rows = papers.fields_of(wordings.form_called(form))
    answers.say_table(rows, FIELD_HEADINGS, as_json=as_json, as_csv=False)


@commands.command()
def make(
    form: FormName,
    file: Annotated[Path, typer.Argument(metavar="文件", help="填好的栏目，JSON 文件。")],
    folder: Folder = Path(),
    config: Config = None,
    as_json: Json = False,
) -> None:
    """按填好的栏目写出一份公文的 PDF 和 DOCX；缺了什么逐条指出。"""
    from duban.services.paperwork import papers, wordings

    chosen = wordings.form_called(form)
    with office(config) as house:
        made = papers.made_from(house.database, house.settings, chosen, file)
        paths = [str(path) for path in papers.put_down(folder, made.attachments)]
    answers.say(paths, as_json=as_json, text="\n".join(f"已写出 {path}" for path in paths))


@commands.command()
def register(
    year: Annotated[int | None, typer.Option("--year", help="只列这一年的。")] = None,
    config: Config = None,
    as_json: Json = False,
    as_csv: Csv = False,
    xlsx: Xlsx = None,
) -> None:
    """列出发文登记簿：每个文号是哪份文书。"""
    from duban.cli import workbooks
    from duban.clock import today
    from duban.services.paperwork import serials

    with office(config) as house:
        rows = serials.registered(house.database, house.settings, year=year)
    workbooks.say_list(rows, HEADINGS, name="发文登记簿", on=today(), as_json=as_json, as_csv=as_csv, xlsx=xlsx)


@commands.command()
def begin(
    paper: Annotated[str, typer.Argument(metavar="文书", help="如 催办通知书。")],
    year: Annotated[int, typer.Argument(metavar="年份", help="哪一年的文号，如 2026。")],
    last: Annotated[int, typer.Argument(metavar="号", help="此前已手工编到第几号。")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """年中启用时，接着此前手工编的文号往下编；已经编过号的不能再改。"""
    from duban.services.paperwork import serials

    with office(config) as house:
        series = serials.begin_after(house.database, house.settings, paper, year, last)
    answers.say({"series": series, "next": last + 1}, as_json=as_json, text=f"{series}〔{year}〕从 {last + 1} 号起编。")


@commands.command()
def export(
    folder: Annotated[Path | None, typer.Option("-o", metavar="文件夹", help="默认为设置里的 papers。")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """把已签发公文的 PDF 和 DOCX 从留存的邮件原件里重新写出来。"""
    from duban.services.paperwork import papers

    with office(config) as house:
        paths = [str(path) for path in papers.export(house.database, house.settings, folder)]
    answers.say(paths, as_json=as_json, text=f"已写出 {len(paths)} 个文件。")
