"""A text cut into pieces is still the text, and every quote stands marked where it is written."""

from dataclasses import replace
from pathlib import Path

from documents.read import read
from duban.services.drafts.plans import pieces_of
from duban.services.plans.reading import Wishes, drafted_from

PLAN = """示例区工作要点

一、主要任务
1.各部门每年3月1日前向区政府报告上一年度工作。责任单位：区司法局
2.各部门每季度至少举办1期法治讲座，每年至少组织2次考试。责任单位：区教育局
"""


def test_the_pieces_are_the_text_and_each_rule_begins_in_it(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    document = read(file)
    rules = drafted_from(document, Wishes()).rules
    pieces = pieces_of(document, rules)
    assert "".join(piece.text for piece in pieces) == document.text
    begun = [begin for piece in pieces for begin in piece.begins]
    assert {rule.id for rule in rules} <= set(begun)
    for rule in rules:
        marked = "".join(piece.text for piece in pieces if piece.rule == rule.id)
        assert marked == rule.citation.quote


def test_two_rules_of_one_quote_are_marked_once_and_both_begin_there(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    document = read(file)
    first, *_ = drafted_from(document, Wishes()).rules
    twin = replace(first, id=f"{first.id}x")
    pieces = pieces_of(document, (first, twin))
    assert "".join(piece.text for piece in pieces) == document.text
    [at] = [piece for piece in pieces if first.id in piece.begins]
    assert {first.id, twin.id} <= set(at.begins)
