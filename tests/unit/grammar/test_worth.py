"""Figures that a plan sets without 每年 or 不少于, and numbers beside them that set none."""

import pytest

from grammar.duty import read_sentence

SET = [  # sentence -> the least of each duty in it
    ("新增标准厂房20万平方米。", [20]),
    ("新建改扩建敬老院6所。", [6]),
    ("新增科技企业40家、创新平台12个。", [40, 12]),
    ("引进工程师50名、技师80名。", [50, 80]),
    ("新增上市公司3家以上。", [3]),
    ("力争实现500家以上企业上云。", [500]),
    ("每年资助不少于30名青年教师。", [30]),
    ("每年为200户困难家庭安装扶手。", [200]),
    ("审核时间一般不少于3个工作日，最长不超过9个工作日。", [3, None]),
    ("开户时间压缩至1个工作日以内，网办率达到90%以上。", [None, 90]),
    ("3岁以下婴幼儿托位数达到5个。", [5]),
]
UNSET = [
    "给予最高30万元资助。",
    "2021年起5年内，大力实施人才行动。",
    "一次性资助20万元。",
]


@pytest.mark.parametrize(("sentence", "least"), SET)
def test_a_figure_that_a_plan_sets_is_a_duty(sentence: str, least: list[int | None]) -> None:
    assert [duty.at_least for duty in read_sentence(sentence)] == least


@pytest.mark.parametrize("sentence", UNSET)
def test_a_number_that_is_only_told_is_none(sentence: str) -> None:
    assert [duty.quote for duty in read_sentence(sentence) if duty.kind != "cadence"] == []


def test_what_is_done_is_not_what_is_measured() -> None:
    assert [duty.subject for duty in read_sentence("重点培养不少于10名骨干教师。")] == [None]


def test_months_in_a_bracket_say_when_in_the_period() -> None:
    (duty,) = read_sentence("各部门要在每季度末（分别在3月、6月、9月和12月底）报送进展。")
    assert (duty.kind, duty.period) == ("cadence", "quarter")


def test_half_a_month_is_no_month() -> None:
    (duty,) = read_sentence("企业每半月自查一次。")
    assert duty.period == "half_month"


def test_a_short_name_of_a_recipient_is_whole() -> None:
    (duty,) = read_sentence("各单位每年3月底前报送市政府备案。")
    assert duty.recipient == "市政府"


def test_a_weekday_in_a_bracket_stays_inside_the_date() -> None:
    (duty,) = read_sentence("各单位要于2026年4月20日（星期一）前报送清单。")
    assert duty.window == {"by": "2026-04-20"}


def test_a_share_is_owed_by_the_bearer_that_a_cadence_parts_from_it() -> None:
    (duty,) = read_sentence("各单位每年信访事项办结率达到100%。")
    assert (duty.subject, duty.per, duty.period) == ("各单位", "agency", "year")
