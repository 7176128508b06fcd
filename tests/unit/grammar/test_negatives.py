"""Numbers that are no duty, words that bind less."""

import pytest

from grammar.duty import read_sentence
from grammar.negatives import TABLE, is_no_duty
from grammar.strength import TABLE as STRENGTHS
from grammar.strength import strength_of


@pytest.mark.parametrize("example", [example for _, example in TABLE])
def test_every_row_of_the_table_knows_its_own_example(example: str) -> None:
    assert is_no_duty(example)


@pytest.mark.parametrize(("strength", "example"), [(strength, example) for strength, _, example in STRENGTHS])
def test_every_strength_knows_its_own_example(strength: str, example: str) -> None:
    assert strength_of(example) == strength


def test_a_plain_clause_must_be_done() -> None:
    assert strength_of("各单位应当每年报告一次") == "must"


TRAPS = [
    "落实某政办发〔2025〕33号文件要求。",
    "拨打12345热线反映问题。",
    "委托第三方开展评估。",
    "定期开展督查。",
    "实行限时办结。",
    "深化“三项制度”建设。",
    "贯彻十届三次全会精神。",
    "市、县、乡三级联动。",
    "截至去年底，全市累计建成公园120个。",
    "去年完成投资35亿元，增长12%。",
    "处五百元以上二千元以下罚款。",
    "每少报一次扣0.5分。",
    "给予每户不超过2万元的补贴。",
    "具有3年以上工作经历的人员优先。",
    "树龄在100年以上的树木属于古树。",
    "各单位可以每年组织一次参观。",
    "本办法自2026年3月1日起施行。",
    "一年内发生多起同类案件的，依法追究责任。",
    "推行一次告知、一窗受理。",
    "建立由12个部门组成的联席会议。",
    "从业人员三百人以上的企业属于规模企业。",
    "坚决防止发生死亡3人以上的事故。",
    "落实《法治建设规划（2021—2025年）》。",
    "将学法情况纳入年度考核。",
]


@pytest.mark.parametrize("sentence", TRAPS)
def test_a_number_that_binds_nobody_is_no_duty(sentence: str) -> None:
    assert read_sentence(sentence) == ()
