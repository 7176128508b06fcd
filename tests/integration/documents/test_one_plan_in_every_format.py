"""The same plan as .txt, .md, .html, .docx, .doc, .pdf, .ofd and .xlsx gives the same tasks, charges and duties."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from hostile import workbook
from printed import paragraph, printed
from printed import table as ruled
from sealed import pages, sealed

from documents.read import read
from engine.nouns.document import Document
from grammar.duty import read_duties
from rules.drafting.draft import draft

TITLE = "青河区2026年行政执法监督工作要点"
LINES = (
    TITLE,
    "一、规范执法行为",
    "（一）编制执法事项目录。2026年6月底前向社会公布，以后每年更新一次。（区司法局牵头，各执法部门配合）",
    "（二）开展案卷评查。每年组织不少于2次案卷评查，优秀率达到85%以上。（区司法局负责）",
    "二、提高队伍素质",
    "（三）加强业务培训。执法人员每人每年接受不少于60学时的培训，由区司法局会同区委组织部负责。",
    "（四）健全报告制度。各执法部门每季度首月10日前向区司法局报送统计数据。",
    "责任单位：各执法部门",
    "青河区人民政府办公室",
    "2026年1月15日",
)
ROWS = (
    ("序号", "工作任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "编制执法事项目录，2026年6月底前向社会公布。", "区司法局", "各执法部门", "2026年6月底"),
    ("2", "每年组织不少于2次案卷评查。", "区司法局", "区委依法治区办", "每年"),
    ("3", "每季度首月10日前报送统计数据。", "区统计局", "各执法部门", "长期"),
)
Maker = Callable[[Path], None]


def html(lines: Sequence[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def word(lines: Sequence[str]) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def old_word(lines: Sequence[str], folder: Path) -> bytes:
    """The Word document as LibreOffice saves it for old programs."""
    (folder / "old.docx").write_bytes(word(lines))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "doc"]
    subprocess.run([*command, "--outdir", str(folder), str(folder / "old.docx")], check=True, capture_output=True)
    return (folder / "old.doc").read_bytes()


MADE: dict[str, Callable[[Path], bytes]] = {
    "txt": lambda _: "\n".join(LINES).encode("gb18030"),
    "md": lambda _: "\n\n".join(LINES).encode(),
    "html": lambda _: html(LINES),
    "docx": lambda _: word(LINES),
    "doc": lambda folder: old_word(LINES, folder),
    "pdf": lambda _: printed([paragraph(line) for line in LINES]),
    "ofd": lambda _: sealed(pages(LINES)),
    "xlsx": lambda _: cells([(line,) for line in LINES]),
}


def cells(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of these rows."""
    written = (
        f'<row r="{n}">'
        + "".join(f'<c r="{chr(65 + m)}{n}" t="str"><v>{cell}</v></c>' for m, cell in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    return workbook("".join(written))


def told(document: Document) -> list[tuple[object, ...]]:
    """The tasks, their charges, and the duties in them, white space left out."""
    tasks = [
        (task.id, "".join(task.text.split()), task.charge.lead, task.charge.support, task.charge.responsible)
        for task in document.clauses
        if task.is_task
    ]
    duties = [
        ("".join(duty.quote.split()), duty.kind, duty.period, duty.at_least, duty.unit, dict(duty.window or {}))
        for duty in read_duties(document.clauses)
    ]
    return [*tasks, *duties]


@pytest.mark.parametrize("suffix", MADE)
def test_a_plan_says_the_same_in_every_format(tmp_path: Path, suffix: str) -> None:
    if suffix == "doc" and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here to write a .doc")
    text, file = tmp_path / "plan.txt", tmp_path / f"made.{suffix}"
    text.write_text("\n".join(LINES), encoding="utf-8")
    file.write_bytes(MADE[suffix](tmp_path))
    wanted, found = read(text), read(file)
    assert told(found) == told(wanted)
    assert len(told(wanted)) == 4 + 6
    assert (found.title, found.issuer, found.issued_on) == (TITLE, "青河区人民政府办公室", wanted.issued_on)


TABLES: dict[str, Callable[[], bytes]] = {
    "txt": lambda: "\n".join(["分工表", *map(bars, (ROWS[0], ["---"] * 5, *ROWS[1:]))]).encode(),
    "html": lambda: html([]) + "".join(["<p>分工表</p><table>", *map(html_row, ROWS), "</table>"]).encode(),
    "docx": lambda: word_table(),
    "pdf": lambda: printed([paragraph("分工表"), ruled(ROWS)]),
    "xlsx": lambda: cells(ROWS),
}


def bars(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"


def html_row(row: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def word_table() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("分工表")
    grid = made.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for place, row in zip(grid.rows, ROWS, strict=True):
        for cell, text in zip(place.cells, row, strict=True):
            cell.text = text
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", TABLES)
def test_a_table_says_the_same_in_every_format(tmp_path: Path, suffix: str) -> None:
    text, file = tmp_path / "plan.txt", tmp_path / f"made.{suffix}"
    text.write_bytes(TABLES["txt"]())
    file.write_bytes(TABLES[suffix]())
    assert told(read(file)) == told(read(text))
    assert [task.charge.lead for task in read(text).clauses if task.is_task] == [
        ("区司法局",),
        ("区司法局",),
        ("区统计局",),
    ]


@pytest.mark.parametrize(
    ("suffix", "place"), [("pdf", "（第1页）"), ("docx", "（第3段）"), ("ofd", "（第1页）"), ("txt", "")]
)
def test_a_draft_cites_the_page_or_paragraph(tmp_path: Path, suffix: str, place: str) -> None:
    file = tmp_path / f"made.{suffix}"
    file.write_bytes(MADE[suffix](tmp_path))
    document = read(file)
    drafted = draft(document, read_duties(document.clauses))
    assert drafted.rules[0].citation.locator == f"一/(一){place}"
