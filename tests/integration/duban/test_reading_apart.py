"""A file from outside is read in a process of its own: bombs and broken files end that process and nothing else."""

import io
import os
import resource
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))
from hostile import HEAVY, HOSTILE

from documents.read import read
from duban.services.plans.apart import Allowance
from duban.services.plans.reading import read_apart
from engine.nouns.document import Document
from engine.source import Problem

PLAN = (
    "青河区2026年工作要点\n\n一、重点任务\n（一）各街镇每季度报送一次进展。（区司法局牵头，各街镇配合）\n"
    "青河区人民政府\n2026年1月5日\n"
)


def resident() -> int:
    """So much memory this process holds, in MiB."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize() // 1024 // 1024


def test_a_sound_plan_is_the_same_read_apart(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="gb18030")
    found = read_apart(file)
    assert isinstance(found, Document)
    assert found == read(file)
    assert found.clauses[0].charge.lead == ("区司法局",)


def test_what_the_reader_refuses_is_a_problem_with_its_place(tmp_path: Path) -> None:
    found = read_apart(tmp_path / "none.txt")
    assert isinstance(found, Problem)
    assert (found.code, found.source.file) == ("D101", str(tmp_path / "none.txt"))


def children() -> set[str]:
    """The processes that this one has begun and not seen the end of; the test run has some of its own."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("utf-8").split())


@pytest.mark.parametrize("name", HEAVY)
def test_no_file_harms_the_house(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE[name][0]())
    before = resident()
    found = read_apart(file)
    got = found.code if isinstance(found, Problem) else "read"
    assert got in HOSTILE[name][1].split()
    assert resident() - before <= 50


def test_a_reader_that_takes_too_long_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("各部门每季度报送一次进展\n" * 400_000, encoding="utf-8")
    before = children()
    found = read_apart(file, allowed=Allowance(seconds=1))
    assert isinstance(found, Problem)
    assert found.code == "D116"
    assert "已中止" in found.message
    assert children() <= before


def test_a_reader_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("各部门每季度报送一次进展\n" * 400_000, encoding="utf-8")
    found = read_apart(file, allowed=Allowance(memory=90))
    assert isinstance(found, Problem)
    assert found.code == "D116"


def test_more_words_than_any_plan_has_are_not_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("办" * 500_000, encoding="utf-8")
    found = read_apart(file, allowed=Allowance(answer=1))
    assert isinstance(found, Problem)
    assert found.code == "D115"


def test_a_name_written_in_gbk_inside_an_archive_is_no_trap(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("任务.txt", PLAN)
    file = tmp_path / "plan.zip"
    file.write_bytes(out.getvalue().replace("任务.txt".encode(), "任务.txt ".encode("gbk")[:8].ljust(10, b"x")))
    found = read_apart(file)
    assert isinstance(found, Problem)
    assert found.code in ("D105", "D109")
