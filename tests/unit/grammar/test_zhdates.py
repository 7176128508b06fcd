"""Days and stretches as plans name them."""

import pytest

from grammar.zhdates import DateMark, dates_in

LAST_DAYS = [
    ("2026年底前完成", "2026-12-31"),
    ("2026年年底前完成", "2026-12-31"),
    ("2026年10月31日前完成", "2026-10-31"),
    ("2026年6月底前完成", "2026-06-30"),
    ("2026年2月底前完成", "2026-02-28"),
    ("三月底前报送", "03-31"),
    ("一月三十一日前报送", "01-31"),
    ("到2030年", "2030-12-31"),
    ("至2029年底", "2029-12-31"),
    ("年底前全面推开", "12-31"),
    ("2026年上半年", "2026-06-30"),
    ("2026年第三季度", "2026-09-30"),
    ("2026年3月上旬前", "2026-03-10"),
    ("20*年10月31日前", "20*-10-31"),
    ("20XX年底前", "20XX-12-31"),
    ("二〇二六年底前", "2026-12-31"),
    ("2024年前建成", "2023-12-31"),
    ("2026年6月前建成", "2026-05-31"),
    ("2026年1月前建成", "2025-12-31"),
]


def only(text: str) -> DateMark:
    """The one date of a text."""
    (mark,) = dates_in(text)
    return mark


@pytest.mark.parametrize(("text", "last"), LAST_DAYS)
def test_a_deadline_ends_on_its_last_day(text: str, last: str) -> None:
    mark = only(text)
    assert (mark.last, mark.bound) == (last, "before")


WINDOWS = [
    ("年初召开", {"year_part": "start"}),
    ("年终检查", {"year_part": "end"}),
    ("第一季度报告", {"quarter": 1}),
    ("三季度末", {"quarter": 3}),
    ("上半年完成", {"half": 1}),
    ("下半年完成", {"half": 2}),
    ("12月报告", {"month": 12}),
]


@pytest.mark.parametrize(("text", "window"), WINDOWS)
def test_a_part_of_the_year_makes_a_window(text: str, window: dict[str, int | str]) -> None:
    assert dict(only(text).window) == window


STRETCHES = [
    ("(2027年1月—2027年12月)", "2027-01-01", "2027-12-31"),
    ("从20*年4月初开始至2028年底结束", "20*-04-01", "2028-12-31"),
    ("2027年3月至9月", "2027-03-01", "2027-09-30"),
]


@pytest.mark.parametrize(("text", "first", "last"), STRETCHES)
def test_two_dates_joined_make_one_stretch(text: str, first: str, last: str) -> None:
    assert dict(only(text).window) == {"from": first, "to": last}


@pytest.mark.parametrize(
    ("text", "bound"), [("2026年起", "from"), ("2026年以来", "since"), ("2026年1月1日起", "from"), ("2026年", "")]
)
def test_a_beginning_is_no_deadline(text: str, bound: str) -> None:
    assert only(text).bound == bound


DOUBTS = [
    ("2026年10月31日前", "before_day"),
    ("2024年前", "before_period"),
    ("20*年底前", "year_masked"),
    ("今年6月底前", "year_relative"),
    ("年初", "vague_start"),
]


@pytest.mark.parametrize(("text", "doubt"), DOUBTS)
def test_a_wording_that_leaves_something_open_says_so(text: str, doubt: str) -> None:
    assert doubt in only(text).doubts


@pytest.mark.parametrize("text", ["12345热线", "年度目录", "第十五次会议", "前期工作", "一年之计", "月饼"])
def test_what_is_no_date_is_not_marked(text: str) -> None:
    assert dates_in(text) == []


def test_a_year_of_the_republic_is_counted_from_1911() -> None:
    assert [mark.last for mark in dates_in("于113年6月30日前、至115年底")] == ["2024-06-30", "2026-12-31"]
    assert dates_in("建校110年庆典") == []
