"""How a text says that something recurs."""

import pytest

from grammar.cadence import TABLE, cadences_in


@pytest.mark.parametrize(("period", "example"), [(period, example) for period, _, example in TABLE])
def test_every_row_of_the_table_reads_its_own_example(period: str, example: str) -> None:
    assert [mark.period for mark in cadences_in(example)] == [period]


OTHERS = [
    ("每两年评估一次", "two_years"),
    ("每2年清理一次", "two_years"),
    ("每隔两年公示", "two_years"),
    ("每三年至少检查一次", "three_years"),
    ("每五年轮训一次", "five_years"),
    ("5年一周期的全员轮训", "five_years"),
    ("每三个月至少检查一次", "quarter"),
    ("每6个月复核一次", "half_year"),
    ("每两个月调度一次", "two_months"),
    ("每1年报告一次", "year"),
    ("年内至少3次", "year"),
    ("全年新增1.2万人", "year"),
    ("逐年增加投入", "year"),
    ("每届至少两次", "term"),
    ("上半年、下半年各开展一次", "half_year"),
]


@pytest.mark.parametrize(("text", "period"), OTHERS)
def test_other_wordings_have_their_period(text: str, period: str) -> None:
    assert [mark.period for mark in cadences_in(text)] == [period]


@pytest.mark.parametrize(
    "text", ["每名人员", "年度考核", "两年内完成", "一年内发生多起", "每周边环境", "按月光", "全年工作"]
)
def test_what_only_looks_like_a_cadence_is_not_marked(text: str) -> None:
    assert cadences_in(text) == []


def test_every_other_year_is_asked_about() -> None:
    (mark,) = cadences_in("每隔两年清理一次")
    assert mark.doubts == ("every_other",)
