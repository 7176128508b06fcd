"""What Word hides in a document: changes, text boxes, footnotes, numbers it never writes."""

import zipfile
from pathlib import Path

from documents.read import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def p(*runs: str) -> str:
    """A paragraph of runs; a plain text becomes a run."""
    return "<w:p>" + "".join(r if r.startswith("<") else f"<w:r><w:t>{r}</w:t></w:r>" for r in runs) + "</w:p>"


def boxed(text: str) -> str:
    """A text box as Word writes it: for new programs, and again for old ones."""
    box = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"


def word(folder: Path, *paragraphs: str, footnote: str = "") -> Path:
    """A document of these paragraphs."""
    path = folder / "plan.docx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", f"<w:document {W} {MC}><w:body>{''.join(paragraphs)}</w:body></w:document>")
        if footnote:
            note = f'<w:footnote w:id="0">{p("")}</w:footnote><w:footnote w:id="1">{p(footnote)}</w:footnote>'
            parts.writestr("word/footnotes.xml", f"<w:footnotes {W}>{note}</w:footnotes>")
    return path


def test_changes_are_read_as_accepted(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>两</w:delText></w:r></w:del>"
    new = "<w:ins><w:r><w:t>四</w:t></w:r></w:ins>"
    moved = "<w:moveFrom><w:r><w:t>原处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>现处</w:t></w:r></w:moveTo>"
    path = word(tmp_path, p("一、主要任务"), p("1.每年检查", gone, new, "次", moved, "。（责任单位：甲局）"))
    assert [clause.text for clause in read(path).clauses] == ["每年检查四次现处。"]


def test_a_text_box_is_read_once_and_before_its_paragraph(tmp_path: Path) -> None:
    path = word(
        tmp_path,
        p(boxed("青政办发〔2026〕8号"), "青河区重点工作方案"),
        p("一、主要任务"),
        p("1.巡查。（责任单位：甲局）"),
    )
    found = read(path)
    assert found.doc_number == "青政办发〔2026〕8号"
    assert found.text.count("8号") == 1


def test_footnotes_stand_at_the_end_and_are_no_tasks(tmp_path: Path) -> None:
    tasks = [p("一、主要任务"), p("1.巡查。（责任单位：甲局）"), p("2.清障。（责任单位：乙局）")]
    found = read(word(tmp_path, *tasks, footnote="清障指清除行洪障碍。"))
    assert found.text.rstrip().endswith("脚注\n清障指清除行洪障碍。")
    assert [clause.text for clause in found.clauses if clause.is_task] == ["巡查。", "清障。"]
