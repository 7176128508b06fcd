"""表格：a list as a workbook in a file, where a person asked for one; otherwise as the command line says lists."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from duban.cli import answers
from engine.source import Refused


def say_list(
    rows: answers.Table, headings: Mapping[str, str], *, name: str, on: date, as_json: bool, as_csv: bool,
    xlsx: Path | None,
) -> None:  # fmt: skip
    """Answer with a list, or put it down as a workbook.  Raises Refused X304 when the file's folder is not there."""
    if xlsx is None:
        answers.say_table(rows, headings, as_json=as_json, as_csv=as_csv)
        return
    from notifications.pouring import workbook
    from notifications.sheets import Sheet

    if not xlsx.parent.is_dir():
        raise Refused("X304", f"文件夹 {xlsx.parent} 不存在；请先建好")
    xlsx.write_bytes(workbook([Sheet(name, rows)], headings, made_on=on))
    answers.say({"file": str(xlsx), "rows": len(rows)}, as_json=as_json, text=f"已写到 {xlsx}，共 {len(rows)} 条。")
