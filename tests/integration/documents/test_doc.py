"""A binary Word document is read by whichever converter the machine has, and the same by each."""

import shutil
from pathlib import Path

import pytest

from documents.read import read
from engine.source import Refused

PLAN = Path(__file__).resolve().parents[2] / "samples" / "plan.doc"
CONVERTERS = ("soffice", "antiword")


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize("converter", CONVERTERS)
def test_a_binary_word_document_is_read(monkeypatch: pytest.MonkeyPatch, converter: str) -> None:
    real = shutil.which
    if real(converter) is None:
        pytest.skip(f"{converter} is not installed here")
    monkeypatch.setattr(shutil, "which", lambda name: real(name) if name == converter else None)
    found = read(PLAN)
    assert found.title == "青河区2026年重点工作任务分工方案"
    assert [(clause.text, (*clause.charge.lead, *clause.charge.responsible)) for clause in found.clauses] == [
        ("各部门每季度向区政府报送一次工作进展。", ("区司法局",)),
        ("2026年9月底前完成权责清单编制。", ("区委编办",)),
        ("清理规范性文件并公布", ("区司法局",)),
        ("开展执法检查", ("区城管局",)),
    ]


def test_without_a_converter_the_next_step_is_named(only: Path) -> None:
    with pytest.raises(Refused, match=r"D110.*antiword"):
        read(PLAN)


def test_a_document_that_no_converter_opens_is_refused(tmp_path: Path) -> None:
    if not any(map(shutil.which, CONVERTERS)):
        pytest.skip("no converter is installed here")
    file = tmp_path / "broken.doc"
    file.write_bytes(PLAN.read_bytes()[:2000])
    with pytest.raises(Refused, match="D109"):
        read(file)
