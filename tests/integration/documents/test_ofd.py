"""A plan reads the same from an OFD as from the text it was set from."""

import io
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from sealed import pages, sealed, table, text

from documents.read import read
from engine.nouns import Document
from engine.source import Refused


def read_ofd(content: bytes, folder: Path) -> Document:
    file = folder / "plan.ofd"
    file.write_bytes(content)
    return read(file)


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_a_seed_plan_reads_the_same_from_its_ofd(shared: Path, tmp_path: Path, number: str) -> None:
    [file] = (shared / "seeds").glob(f"{number}_*.txt")
    plain = read(file)
    lines = ["".join(line.split()) for line in plain.text.split("\n") if line.strip()]
    found = read_ofd(sealed(pages(lines)), tmp_path)
    assert [(c.id, c.text.replace("\n", "")) for c in found.clauses] == [
        (c.id, "".join(c.text.split())) for c in plain.clauses
    ]
    assert [c.charge for c in found.clauses] == [c.charge for c in plain.clauses]
    assert (found.doc_number, found.issued_on) == (plain.doc_number, plain.issued_on)


def test_a_ruled_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    rows = [
        ("序号", "工作任务", "责任单位"),
        ("1", "清理规范性文件并公布", "区司法局"),
        ("2", "编制权责清单", "区委编办"),
    ]
    page = text(60, 40, "青河区重点任务分工表") + table(rows, (20, 35, 120, 190))
    found = read_ofd(sealed([page]), tmp_path)
    assert [(c.text, c.charge.responsible) for c in found.clauses] == [
        ("清理规范性文件并公布", ("区司法局",)),
        ("编制权责清单", ("区委编办",)),
    ]


def test_pages_without_text_name_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"D111.*OCR"):
        read_ofd(sealed([""]), tmp_path)


@pytest.mark.parametrize("name", ["Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
@pytest.mark.parametrize("content", [b"", b"<ofd:Page", b"\x00" * 40, b"<a><Page BaseLoc='../../../etc/passwd'/></a>"])
def test_a_broken_ofd_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    whole, out = zipfile.ZipFile(io.BytesIO(sealed(pages(["一、工作任务"])))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for part in whole.namelist():
            parts.writestr(part, content if part == name else whole.read(part))
    with pytest.raises(Refused, match=r"D109|D111"):
        read_ofd(out.getvalue(), tmp_path)


def test_a_bomb_is_refused_before_it_swells(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("OFD.xml", b"<a>" + b" " * 300_000_000 + b"</a>")
    with pytest.raises(Refused, match="D114"):
        read_ofd(out.getvalue(), tmp_path)


def test_each_clause_knows_its_page(tmp_path: Path) -> None:
    lines = ["青河区2026年工作要点", "一、主要任务", *[f"{n}.各部门每季度报送一次第{n}项进展。" for n in range(1, 31)]]
    found = read_ofd(sealed(pages(lines)), tmp_path)
    assert {clause.anchor for clause in found.clauses} == {"第1页", "第2页"}
