"""The day that an assignment prints beside its units."""

import pytest

from engine.nouns.document import Charge, Clause
from grammar.limit import limited

TEXT = "修缮水闸。"


def day(raw: str) -> object:
    found = limited(Clause("1", TEXT, 0, len(TEXT), charge=Charge(lead=("县水利局",), raw=raw)), TEXT)
    return found.window["by"] if found and found.window else None


@pytest.mark.parametrize(
    ("raw", "by"),
    [
        ("牵头单位：县水利局\n完成时限：2026年8月底前", "2026-08-31"),
        ("县水利局\n完成时间：2026年12月", "2026-12-31"),
        ("牵头单位：县水利局　完成时限：2026年三季度", "2026-09-30"),
        ("（牵头单位：县水利局；责任单位：各乡镇，6月底完成）", "06-30"),
        ("（县水利局牵头，2026年10月底前）", "2026-10-31"),
        ("（牵头单位：县水利局，完成时限：长期坚持）", None),
        ("（县水利局牵头，各乡镇每年12月底前）", None),
        ("（县水利局牵头，各乡镇配合）", None),
    ],
)
def test_the_last_day_that_is_printed_is_the_limit(raw: str, by: str | None) -> None:
    assert day(raw) == by


def test_a_day_without_a_year_is_asked_about() -> None:
    clause = Clause("1", TEXT, 7, 7 + len(TEXT), charge=Charge(raw="（县水利局牵头，6月底完成）"))
    found = limited(clause, TEXT)
    assert found is not None
    assert ([question.code for question in found.questions], found.start) == (["G104"], 7)
