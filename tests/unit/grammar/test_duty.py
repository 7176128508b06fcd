"""Sentences and the duties they lay down."""

from fractions import Fraction
from typing import Any

import pytest

from engine.nouns.document import Charge, Clause, Duty
from grammar.duty import read_duties, read_sentence


def only(sentence: str) -> Duty:
    """The one duty of a sentence."""
    (duty,) = read_sentence(sentence)
    return duty


# sentence -> the fields that must be so; a field not named must be None
CADENCES: list[tuple[str, dict[str, Any]]] = [
    ("每年组织一次应急演练。", {"kind": "cadence", "period": "year", "at_least": 1, "unit": "次"}),
    ("每月上报进展情况。", {"kind": "cadence", "period": "month", "at_least": 1, "unit": "次"}),
    ("每季度召开1次联席会议。", {"kind": "cadence", "period": "quarter", "at_least": 1, "unit": "次"}),
    ("每周调度不少于2次。", {"kind": "quota", "period": "week", "at_least": 2, "unit": "次"}),
    ("全年讲课不少于4学时。", {"kind": "quota", "period": "year", "at_least": 4, "unit": "学时"}),
    ("每年开展3场以上宣讲。", {"kind": "quota", "period": "year", "at_least": 3, "unit": "场"}),
    ("专题研究不少于6次/年。", {"kind": "quota", "period": "year", "at_least": 6, "unit": "次"}),
    ("每年开展1~2次评查。", {"kind": "quota", "period": "year", "at_least": 1, "at_most": 2, "unit": "次"}),
    ("涉企检查每年不超过2次。", {"kind": "quota", "period": "year", "at_most": 2, "unit": "次"}),
    ("任期内至少轮训一次。", {"kind": "once_per_term", "period": "term", "at_least": 1, "unit": "次"}),
    ("每三年修订1次预案。", {"kind": "cadence", "period": "three_years", "at_least": 1, "unit": "次"}),
    ("逐年提高投入比重。", {"kind": "cadence", "period": "year"}),
    ("实行月调度制度。", {"kind": "cadence", "period": "month", "at_least": 1, "unit": "次"}),
    ("制定普法年度计划。", {"kind": "cadence", "period": "year", "at_least": 1, "unit": "次"}),
]
WINDOWS: list[tuple[str, dict[str, Any]]] = [
    ("每年3月底前报送总结。", {"kind": "cadence", "period": "year", "window": {"by": "03-31"}}),
    ("于每年3月1日前报送总结。", {"kind": "cadence", "period": "year", "window": {"by": "03-01"}}),
    ("每年第一季度报送总结。", {"kind": "cadence", "period": "year", "window": {"quarter": 1}}),
    ("每年年初报送总结。", {"kind": "cadence", "period": "year", "window": {"year_part": "start"}}),
    ("每年12月报送总结。", {"kind": "cadence", "period": "year", "window": {"month": 12}}),
    ("每月5日前报送总结。", {"kind": "cadence", "period": "month", "window": {"by_day": 5}}),
    (
        "每季度首月10日前报送总结。",
        {"kind": "cadence", "period": "quarter", "window": {"month_of_quarter": 1, "by_day": 10}},
    ),
    ("每年1月和7月报送总结。", {"kind": "cadence", "period": "year", "window": {"months": "1,7"}}),
    ("次年3月底前报送总结。", {"kind": "cadence", "period": "year", "window": {"by": "03-31"}}),
    ("开展年终检查。", {"kind": "cadence", "period": "year", "window": {"year_part": "end"}}),
]
DEADLINES: list[tuple[str, dict[str, Any]]] = [
    ("2026年底前完成清理。", {"kind": "deadline", "period": "once", "window": {"by": "2026-12-31"}}),
    ("2026年底前，完成清理。", {"kind": "deadline", "period": "once", "window": {"by": "2026-12-31"}}),
    ("到2030年，体系基本形成。", {"kind": "deadline", "period": "once", "window": {"by": "2030-12-31"}}),
    ("为2035年基本建成奠定基础。", {"kind": "deadline", "period": "once", "window": {"by": "2035-12-31"}}),
    ("到“十五五”末，基本建成体系。", {"kind": "deadline", "period": "once", "window": {"by": "2030-12-31"}}),
    (
        "2026年4月—6月，组织专项检查。",
        {"kind": "deadline", "period": "once", "window": {"from": "2026-04-01", "to": "2026-06-30"}},
    ),
    ("完成时限：2026年9月", {"kind": "deadline", "period": "once", "window": {"by": "2026-09-30"}}),
    (
        "启动阶段（2026年3月—2026年5月），制定方案。",
        {"kind": "deadline", "period": "once", "window": {"from": "2026-03-01", "to": "2026-05-31"}},
    ),
    (
        "2026年底前建成3个站点。",
        {"kind": "count_by_deadline", "period": "once", "window": {"by": "2026-12-31"}, "at_least": 3, "unit": "个"},
    ),
    (
        "到2027年，办结率达到90%。",
        {"kind": "ratio", "period": "once", "window": {"by": "2027-12-31"}, "at_least": 90, "unit": "%"},
    ),
    ("自本方案印发之日起30日内制定细则。", {"kind": "deadline", "period": "once", "at_most": 30, "unit": "日"}),
]
LEVELS: list[tuple[str, dict[str, Any]]] = [
    ("办结率不低于95%。", {"kind": "ratio", "at_least": 95, "unit": "%"}),
    ("合格率100%。", {"kind": "ratio", "at_least": 100, "unit": "%"}),
    ("课时占总课时一半以上。", {"kind": "ratio", "at_least": 50, "unit": "%"}),
    ("能耗下降13.5%。", {"kind": "reduction_target", "at_least": Fraction("13.5"), "unit": "%"}),
    ("至少配备2名专职人员。", {"kind": "headcount", "at_least": 2, "unit": "名"}),
    ("收到申请后15个工作日内答复。", {"kind": "duration_limit", "at_most": 15, "unit": "工作日"}),
    ("季度结束后10日内报送报表。", {"kind": "duration_limit", "period": "quarter", "at_most": 10, "unit": "日"}),
    ("办理时限压缩至3个工作日。", {"kind": "duration_limit", "at_most": 3, "unit": "工作日"}),
    ("记录至少保存四年。", {"kind": "duration_limit", "at_least": 4, "unit": "年"}),
    ("选取2—3家作为示范。", {"kind": "other_quantified", "at_least": 2, "at_most": 3, "unit": "家"}),
    ("打造12个示范点。", {"kind": "other_quantified", "at_least": 12, "unit": "个"}),
    ("间距不小于3米。", {"kind": "other_quantified", "at_least": 3, "unit": "米"}),
    ("只设一个窗口。", {"kind": "other_quantified", "at_least": 1, "at_most": 1, "unit": "个"}),
    ("应占一定比例。", {"kind": "ratio"}),
    ("实现监管全覆盖。", {"kind": "ratio", "at_least": 100, "unit": "%"}),
]
FIELDS = ("kind", "period", "window", "at_least", "at_most", "unit")


@pytest.mark.parametrize(("sentence", "want"), CADENCES + DEADLINES + LEVELS)
def test_a_sentence_yields_its_one_duty(sentence: str, want: dict[str, Any]) -> None:
    duty = only(sentence)
    assert {name: getattr(duty, name) for name in FIELDS} == {name: want.get(name) for name in FIELDS}


@pytest.mark.parametrize(("sentence", "want"), WINDOWS)
def test_a_recurring_act_falls_in_its_window(sentence: str, want: dict[str, Any]) -> None:
    duty = only(sentence)
    assert {name: getattr(duty, name) for name in want} == want
    assert (duty.at_least, duty.unit) == (1, "次")


BEARERS = [
    ("各部门每半年向区政府报告1次。", "各部门", "agency", "区政府"),
    ("每名执法人员每年接受不少于60学时培训。", "执法人员", "person", None),
    ("各县（市、区）每年至少检查1次。", "各县（市、区）", "agency", None),
    ("2026年底前，各乡镇完成整改。", "各乡镇", "agency", None),
    ("主要负责人要每年讲授不少于1次法治课。", "主要负责人", "person", None),
    ("每年对辖区餐饮单位至少检查1次。", None, None, None),
    ("至2028年，培育示范单位不少于20家。", None, None, None),
    ("每年新建养老服务中心2所。", None, None, None),
    ("各单位于2026年6月底前制定方案，报市司法局备案。", "各单位", "agency", "市司法局"),
    ("群众满意率达到90%以上。", "群众满意率", None, None),
    ("每年召开一次会议。", None, None, None),
]


@pytest.mark.parametrize(("sentence", "subject", "per", "recipient"), BEARERS)
def test_the_bearer_and_the_recipient_are_named_as_printed(
    sentence: str, subject: str | None, per: str | None, recipient: str | None
) -> None:
    duty = only(sentence)
    assert (duty.subject, duty.per, duty.recipient) == (subject, per, recipient)


def test_the_base_of_a_share_is_named() -> None:
    assert only("审核人员不少于本单位执法人员总数的5%。").of == "本单位执法人员总数"
    assert only("实践课时占总课时一半以上。").of == "总课时"


ACTIONS = [
    ("各部门应当于每年3月底前向区政府报告工作。", "向区政府报告工作"),
    ("2026年底前，各乡镇完成整改。", "完成整改"),
    ("專職人員不得少於5名。", "專職人員不得少於5名"),
    ("各單位應當每年報告一次。", "報告一次"),
    ("各街镇应当在每季度结束后10个工作日内向区政府报送情况。", "向区政府报送情况"),
]


@pytest.mark.parametrize(("sentence", "action"), ACTIONS)
def test_the_action_is_what_is_left_to_do(sentence: str, action: str) -> None:
    assert only(sentence).action == action


QUOTES = [
    ("加强学习，常务会议会前学法，每年不少于2次。", ["常务会议会前学法，每年不少于2次"]),
    ("2026年底前，根据上级部署，完成清理，巩固成果。", ["2026年底前，根据上级部署，完成清理"]),
    ("对于需要新建的，原则上于2026年6月底前完成。", ["对于需要新建的，原则上于2026年6月底前完成"]),
    (
        "每年第一季度，甲局向乙委报告工作，丙局向丁委报告工作。",
        ["每年第一季度，甲局向乙委报告工作", "丙局向丁委报告工作"],
    ),
    ("优秀率85%以上、合格率100%。", ["优秀率85%以上、合格率100%"] * 2),
    ("到2030年，制度更加完备，执行更加有力。", ["到2030年，制度更加完备，执行更加有力"]),
]


@pytest.mark.parametrize(("sentence", "quotes"), QUOTES)
def test_a_quote_is_the_whole_statement_to_cite(sentence: str, quotes: list[str]) -> None:
    assert [duty.quote for duty in read_sentence(sentence)] == quotes


def test_a_cadence_governs_to_the_full_stop_and_no_further() -> None:
    first, second = read_sentence("每年会议学法不少于4次，法制讲座不少于3次。集中轮训不少于2次。")[:2]
    assert (first.period, second.period) == ("year", "year")
    assert read_sentence("每年会议学法不少于4次。集中轮训不少于2次。")[1].period is None


def test_a_goal_year_governs_the_whole_passage() -> None:
    duties = read_sentence("到2030年，体系基本健全。绿化率达到40%。")
    assert [dict(duty.window or {}) for duty in duties] == [{"by": "2030-12-31"}] * 2


def test_a_later_day_takes_the_year_said_before() -> None:
    duties = read_sentence("2026年3月底前出台细则，6月底前完成试点。")
    assert [dict(duty.window or {}) for duty in duties] == [{"by": "2026-03-31"}, {"by": "2026-06-30"}]


def test_a_report_system_beside_its_report_counts_once() -> None:
    duties = read_sentence("健全年度报告制度，各部门每年向区政府报告工作。")
    assert [duty.quote for duty in duties] == ["各部门每年向区政府报告工作"]


def test_a_sentence_wrapped_over_two_lines_is_one_sentence() -> None:
    text = "各有关部门应当按照职责分工于每年3月底前将上一年度工\n作情况报送市政府办公室，并不少于2次。"
    assert [duty.period for duty in read_sentence(text)] == ["year", "year"]
    assert "\n" in read_sentence(text)[0].quote


def test_cells_of_a_table_row_are_statements_of_their_own() -> None:
    assert only("加强信息报送\t7\t每年报送不少于2篇").quote == "每年报送不少于2篇"


def test_a_length_of_each_event_takes_no_period() -> None:
    yearly, each = read_sentence("每年授课不少于4次，每次不少于2小时。")
    assert (yearly.period, each.period, each.kind) == ("year", None, "duration_limit")


def test_each_cadence_of_a_clause_governs_its_own_amount() -> None:
    duties = read_sentence("村级每周巡查不少于1次、镇级每月巡查不少于1次。")
    assert [duty.period for duty in duties] == ["week", "month"]


def test_a_heading_on_its_own_line_is_not_part_of_the_sentence() -> None:
    assert only("加强学习\n每年不少于2次。").quote == "每年不少于2次"


def test_a_traditional_text_is_read_and_quoted_as_printed() -> None:
    duty = only("每名執法人員每年接受不少於60學時的法規培訓。")
    assert (duty.kind, duty.at_least, duty.unit) == ("quota", 60, "學時")
    assert duty.quote == "每名執法人員每年接受不少於60學時的法規培訓"


def test_duties_of_clauses_are_placed_in_the_document() -> None:
    text = "一、总则\n各科室每月报告1次。\n二、其他\n2026年底前完成。"
    second, fourth = text.index("各科室"), text.index("2026")
    clauses = [
        Clause("一", text[second : second + 9], second, second + 9, charge=Charge(lead=("办公室",))),
        Clause("二", text[fourth:], fourth, len(text)),
    ]
    duties = read_duties(clauses)
    assert [duty.clause for duty in duties] == ["一", "二"]
    assert all(text[duty.start : duty.end] == duty.quote for duty in duties)


QUESTIONS = [
    ("各局于每年3月1日前报送总结。", "G101", "含当日（03-01）"),
    ("各局每月5日前报送进展。", "G101", "含当日（5日）"),
    ("各局2024年前建成体系。", "G102", "2023-12-31"),
    ("各局20*年底前完成清理。", "G103", None),
    ("各局6月底前完成整改。", "G104", "文件印发当年"),
    ("各局今年6月底前完成整改。", "G105", "文件印发当年"),
    ("各局每年年初报告工作。", "G106", "1月31日"),
    ("各局年初制定本单位年度工作计划。", "G106", "1月31日"),
    ("各局2026年10月31日前评估1件决策。", "G101", "含当日（2026-10-31）"),
    ("党员应占一定比例。", "G107", None),
    ("各局每隔两年清理一次。", "G108", "每满此年数一次"),
    ("各局培育50家左右企业。", "G109", "不低于所写数值"),
    ("各局实现监管全覆盖。", "G110", "100%"),
    ("各局2026年底前及时整改。", "G111", None),
    ("2026年底前完成整改。", "G112", None),
]


@pytest.mark.parametrize(("sentence", "code", "proposal"), QUESTIONS)
def test_what_is_left_open_becomes_a_question(sentence: str, code: str, proposal: str | None) -> None:
    asked = {question.code: question for duty in read_sentence(sentence) for question in duty.questions}
    assert code in asked
    assert asked[code].proposal == proposal
    assert "请确认" in asked[code].text
    assert "「」" not in asked[code].text
    assert "（）" not in asked[code].text


def test_a_clause_with_a_charge_does_not_ask_who() -> None:
    clause = Clause("1", "2026年底前完成整改。", 0, 13, charge=Charge(responsible=("市财政局",)))
    assert read_duties([clause])[0].questions == ()
