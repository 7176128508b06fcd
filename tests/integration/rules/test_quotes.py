"""Quotes are compared with the documents beside the pack."""

import hashlib
from pathlib import Path

import pytest

from engine.source import Severity
from rules.checking.checks import check

TEXT = (
    "一、任务\n各部门每年三月底前报送  年度报告，\n但涉密内容除外。区政府每年公布一次、归档一次。"
    "来信三十日内答复；情况复杂的，经批准可延长。台账每月报送。涉密单位除外。\n"
    "月报每月报送。\n除年报外，材料不得重复报送。\n自查每年开展，涉密单位除外。互查每年开展，并通报结果。\n"
)
PACK = """\
duban: rulepack/1
pack: test.quotes
version: 1.0.0
timezone: Asia/Shanghai
sources: [{{id: d, file: plan{suffix}, sha256: "{sha256}"}}]
sets: {{offices: {{members: [区司法局]}}}}
rules:
- id: report
  title: 报告
  source: {{doc: d, locator: "1", quote: {quote}}}
  strength: must
  bearer: {{set: offices}}
  window: {{every: year}}
  test: {{deliver: {{of: report.filed}}}}
"""


def found(
    folder: Path, quote: str, *, content: bytes = TEXT.encode(), suffix: str = ".txt", sha256: str = ""
) -> list[tuple[str, str]]:
    (folder / f"plan{suffix}").write_bytes(content)
    pack = folder / "pack.yaml"
    digest = sha256 or hashlib.sha256(content).hexdigest()
    pack.write_text(PACK.format(quote=quote, sha256=digest, suffix=suffix), encoding="utf-8")
    return [(problem.code, problem.severity.value) for problem in check(pack)]


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("区政府每年公布一次、归档一次", []),
        ("各部门每年三月底前报送年度报告，但涉密内容除外", []),
        ("各部门每年三月底前报送年度报告", [("R304", "warning")]),
        ("区政府每年公布一次", [("R304", "warning")]),
        ("各部门每年三月底前报送年度报告，", [("R304", "warning")]),
        ("来信三十日内答复", [("R304", "warning")]),
        ("来信三十日内答复；", [("R304", "warning")]),
        ("来信三十日内答复；情况复杂的，经批准可延长。", []),
        ("台账每月报送。", [("R304", "warning")]),
        ("月报每月报送。", []),
        ("自查每年开展", [("R304", "warning")]),
        ("自查每年开展，涉密单位除外", []),
        ("互查每年开展", []),
        ("区政府每年公布二次", [("R303", "error")]),
        ('" "', [("R303", "error")]),
    ],
)
def test_a_quote_is_verbatim_and_leaves_out_no_exception(
    tmp_path: Path, quote: str, told: list[tuple[str, str]]
) -> None:
    assert found(tmp_path, quote) == told


def test_a_quote_is_compared_even_if_another_rule_is_ill_formed(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    pack = tmp_path / "pack.yaml"
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    text = PACK.format(quote="区政府每年公布二次", sha256=digest, suffix=".txt") + "- id: second\n"
    pack.write_text(text, encoding="utf-8")
    assert [problem.code for problem in check(pack)] == ["R303", "R101", "R108"]


def test_the_quote_of_an_ill_formed_rule_is_compared_too(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    pack = tmp_path / "pack.yaml"
    text = PACK.format(quote="区政府每年公布二次", sha256=hashlib.sha256(TEXT.encode()).hexdigest(), suffix=".txt")
    pack.write_text(text.replace("{every: year}", "{every: week}").replace('locator: "1"', "locator: 1"), "utf-8")
    assert [problem.code for problem in check(pack)] == ["R104", "R303", "R106"]
    pack.write_text(text.replace("version: 1.0.0", "version: one"), encoding="utf-8")
    assert [problem.code for problem in check(pack)] == ["R106", "R303"]


def test_a_changed_document_is_refused(tmp_path: Path) -> None:
    assert found(tmp_path, "区政府", sha256="0" * 64) == [("R302", "error")]


def test_a_document_in_gbk_is_read_too(tmp_path: Path) -> None:
    assert found(tmp_path, "区政府每年公布一次、归档一次", content=TEXT.encode("gb18030")) == []


def test_a_document_that_cannot_be_read_here_is_only_doubted(tmp_path: Path) -> None:
    assert found(tmp_path, "区政府", suffix=".docx") == [("R305", "warning")]


def test_a_document_that_is_not_there_is_only_doubted(tmp_path: Path) -> None:
    pack = tmp_path / "pack.yaml"
    pack.write_text(PACK.format(quote="x", sha256="0" * 64, suffix=".txt"), encoding="utf-8")
    [problem] = check(pack)
    assert (problem.code, problem.severity) == ("R301", Severity.WARNING)


def test_another_reader_may_open_other_formats(tmp_path: Path) -> None:
    content = b"PK"
    (tmp_path / "plan.docx").write_bytes(content)
    pack = tmp_path / "pack.yaml"
    pack.write_text(
        PACK.format(quote="区政府每年公布一次、归档一次", sha256=hashlib.sha256(content).hexdigest(), suffix=".docx"),
        encoding="utf-8",
    )
    assert check(pack, lambda _path: TEXT) == ()


def test_the_quotes_of_the_worked_rules_are_verbatim(shared: Path) -> None:
    problems = check(shared / "rulepack" / "examples.yaml")
    assert [(problem.code, problem.source.line) for problem in problems] == [
        ("R304", 100),
        ("R283", 118),
        ("R278", 206),
    ]
