"""One spelling to match on, one to quote from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammar.fold import BLANKED, blank_names, fold, to_simplified


def test_a_traditional_text_keeps_its_length_when_simplified() -> None:
    text = "每名執法人員每年接受不少於六十學時的培訓計畫"
    assert to_simplified(text) == "每名执法人员每年接受不少于六十学时的培训计划"


def test_wide_signs_become_narrow_and_blanks_go() -> None:
    assert fold("（２０２６ 年），\u00a0９５％；").plain == "(2026年),95%;"


def test_a_span_leads_back_to_the_words_as_printed() -> None:
    folded = fold("各部門 要 報告")
    start = folded.plain.index("要")
    assert folded.span(start, start + 3) == (4, 8)


@given(st.text())
def test_every_plain_sign_knows_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.at) == len(folded.plain)
    assert list(folded.at) == sorted(set(folded.at))


NAMES = ["《法治规划（2021-2025年）》", "“三项制度”", "国发〔2026〕33号", "国令第713号", "（含3个乡镇）"]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_inside_a_name_are_blanked(name: str) -> None:
    plain = fold(name).plain
    assert not any(sign.isdigit() or sign in "三" for sign in blank_names(plain))
    assert BLANKED in blank_names(plain)
    assert len(blank_names(plain)) == len(plain)


@pytest.mark.parametrize("aside", ["(完成时限:2026年6月底前)", "(2027年1月—2027年12月)", "(每季度一次)"])
def test_a_bracket_with_a_date_is_read(aside: str) -> None:
    assert blank_names(aside) == aside
