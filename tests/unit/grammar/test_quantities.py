"""How a text says how much."""

from fractions import Fraction

import pytest

from grammar.quantities import quantities_in

AMOUNTS = [
    ("每年不少于2次", 2, None, "次"),
    ("至少配备5名", 5, None, "名"),
    ("举办两期以上讲座", 2, None, "期"),
    ("不得少于五十六小时", 56, None, "小时"),
    ("对1—2件决策", 1, 2, "件"),
    ("为二至三周", 2, 3, "周"),
    ("3—12个月", 3, 12, "月"),
    ("不超过15个工作日", None, 15, "工作日"),
    ("7日内公示", None, 7, "日"),
    ("只设一个层级", 1, 1, "个"),
    ("满意率达95%以上", 95, None, "%"),
    ("合格率100%", 100, None, "%"),
    ("百分之三", 3, None, "%"),
    ("占总课时一半以上", 50, None, "%"),
    ("不超过五分之一", None, 20, "%"),
    ("总动力超过10亿千瓦", 10, None, "亿千瓦"),
    ("规模达到2万亿元", 2, None, "万亿元"),
    ("扩大范围至28个行业", 28, None, "个"),
    ("下降13.5%", Fraction(27, 2), None, "%"),
    ("不低于60%", 60, None, "%"),
    ("完成1,200户", 1200, None, "户"),
    ("低于5%", None, 5, "%"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), AMOUNTS)
def test_an_amount_has_bounds_and_a_unit(text: str, low: Fraction | None, high: Fraction | None, unit: str) -> None:
    (amount,) = quantities_in(text)
    assert (amount.at_least, amount.at_most, amount.unit) == (low, high, unit)


def test_a_bound_may_stand_far_from_its_number() -> None:
    (amount,) = quantities_in("至少对储水设施进行一次清洗")
    assert (amount.sense, amount.far, amount.low) == ("min", True, 1)


def test_two_shares_joined_are_two_amounts() -> None:
    assert [amount.low for amount in quantities_in("分别达到65%和55%")] == [65, 55]


def test_a_rate_keeps_its_period() -> None:
    (amount,) = quantities_in("不少于6次/年")
    assert amount.rate == "/年"


@pytest.mark.parametrize("text", ["2026年", "6月", "第15次会议", "十分重要", "一体推进", "12345热线", "第三方"])
def test_what_is_no_amount_is_not_marked(text: str) -> None:
    assert quantities_in(text) == []
