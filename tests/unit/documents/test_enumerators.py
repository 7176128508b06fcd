"""What is a number at the head of a line, and what only looks like one."""

import pytest

from documents.enumerators import read_enumerator


@pytest.mark.parametrize(
    ("line", "token", "rest"),
    [
        ("一、总体要求", "一", "总体要求"),
        ("（二十一）强化培训", "(二十一)", "强化培训"),
        ("(三) 强化培训", "(三)", "强化培训"),
        ("1.2027年底前完成", "1", "2027年底前完成"),
        ("12、建立台账", "12", "建立台账"),
        ("３．建立台账", "3", "建立台账"),
        ("（1）一般隐患", "(1)", "一般隐患"),
        ("2）一般隐患", "(2)", "一般隐患"),
        ("①登记", "①", "登记"),
        ("第十条 县人民政府应当", "第十条", "县人民政府应当"),
        ("## 第二章 组织体系", "第二章", "组织体系"),
        ("第一阶段：动员", "第一阶段", "第一阶段：动员"),
    ],
)
def test_a_number_is_read_and_its_text_begins_after_it(line: str, token: str, rest: str) -> None:
    enumerator = read_enumerator(line)
    assert enumerator is not None
    assert (enumerator.token, line[enumerator.length :]) == (token, rest)


@pytest.mark.parametrize(
    "line",
    ["2027年6月底前完成", "3.5%以上", "（十三五）规划", "一二级医院", "第一责任人", "十分重要", "一、二级医院要"],
)
def test_dates_shares_and_set_phrases_are_no_numbers(line: str) -> None:
    assert read_enumerator(line) is None


def test_formal_numerals_stand_above_the_plain_ones() -> None:
    found, below = read_enumerator("贰、实施策略"), read_enumerator("一、疏浚河道")
    assert found is not None
    assert below is not None
    assert (found.token, found.rank < below.rank) == ("贰", True)
