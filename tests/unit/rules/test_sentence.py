"""Ordinary duty sentences, each with the rule that it must become and the questions that it must leave."""

from datetime import date
from typing import Any

import pytest

from rules.sentence import SETTLED_BY, understood

YEAR, HALF, QUARTER, MONTH = ({"every": every} for every in ("year", "half", "quarter", "month"))


def count(number: str, unit: str = "次", **more: str) -> dict[str, Any]:
    return {"count": {"of": "x", "unit": unit, "at_least": number, **more}}


def total(number: str, unit: str) -> dict[str, Any]:
    return {"sum": {"of": "x", "unit": unit, "at_least": number}}


def share(number: str) -> dict[str, Any]:
    return {"ratio": {"num": "x.part", "den": "x.whole", "at_least": number}}


def by(day: str) -> dict[str, str]:
    return {"by": day, "boundary": "inclusive"}


def once(first: str, last: str) -> dict[str, Any]:
    return {"once": {"from": first, "to": last}}


SENT: dict[str, Any] = {"deliver": {"of": "x"}}
ON_EVENT = {"anchor": {"kind": "event", "event": "x.start"}}
TERM = {"anchor": {"kind": "tenure"}}
SINCE_2026 = {"every": "2y", "anchor": {"kind": "fixed", "at": "2026-01-01"}}

RECURRING = [
    ("各委办局每半年向区政府办公室报告1次重点工作进展", HALF, {}, SENT),
    ("各街镇每季度向区城管局报送一次整治情况", QUARTER, {}, SENT),
    ("乡镇政府每月报送1次项目进度", MONTH, {}, count("1")),
    ("各街道逐月上报进展", MONTH, {}, count("1")),
    ("市属企业每年开展安全演练不少于2次", YEAR, {}, count("2")),
    ("街道办事处每年应当组织3场以上普法宣传活动", YEAR, {}, count("3", "场")),
    ("街道办事处每年应当组织两场以上普法宣传活动", YEAR, {}, count("2", "场")),
    ("专题研究安全生产工作不少于4次/年", YEAR, {}, count("4")),
    ("各村居每季度至少召开一次议事会", QUARTER, {}, count("1")),
    ("各局每季度要开展一次研判", QUARTER, {}, count("1")),
    ("各部门上半年、下半年各开展一次检查", HALF, {}, count("1")),
    ("区审计局每年组织1~2次专项审计调查", YEAR, {}, count("1", at_most="2")),
    ("每名网格员每年接受业务培训不少于40学时", YEAR, {}, total("40", "学时")),
    ("各单位每人每年集中学习不少于5天", YEAR, {}, total("5", "天")),
    ("各科室每年培训时间不少于30课时", YEAR, {}, total("30", "课时")),
    ("窗口人员每年累计学习不少于五十学时", YEAR, {}, total("50", "学时")),
    ("各单位每月下沉社区不少于两天", MONTH, {}, total("2", "天")),
    ("区政府每年向区人大常委会报告一次环境状况", YEAR, {}, SENT),
    ("各部门每年向区委、区政府和区人大常委会报告一次", YEAR, {}, {"deliver": {"of": "x", "to_each": True}}),
    ("每年第一季度，各县区政府向市政府报告粮食安全情况", YEAR, by("03-31"), SENT),
    ("自2026年起，各街道每两年开展一次人口抽样调查", SINCE_2026, {}, count("1")),
    ("各街道每两年开展一次人口抽样调查，自2026年起", SINCE_2026, {}, count("1")),
    ("区统计局每年12月报告指标完成情况", YEAR, by("12-31"), count("1")),
    ("各学校应当在每年年底前完成校舍安全检查", YEAR, by("12-31"), count("1")),
    ("各单位每年6月底前完成资产清查", YEAR, by("06-30"), count("1")),
    ("各街镇每年上半年开展一次摸排", YEAR, by("06-30"), count("1")),
    ("各街镇每年6月底和12月底前各报送一次工作情况", HALF, {}, count("1")),
    ("各单位每年3月、6月、9月和12月底前报送用工情况", QUARTER, {}, count("1")),
    ("各企业应当在季度终了之日起十五日内报送财务报表", QUARTER, {"within": "15d", "of": "window.end"}, SENT),
    ("各基金会应当在年度终了之日起30日内报送工作报告", YEAR, {"within": "30d", "of": "window.end"}, SENT),
    ("各单位每年12月上旬报送总结", YEAR, by("12-10"), count("1")),
    ("各单位每年6月下旬、12月下旬各报送一次进展", HALF, {}, count("1")),
    ("各单位每年1月15日至2月15日报送总结", YEAR, by("02-15"), count("1")),
    ("各单位每年2月底前报送总结", YEAR, by("02-29"), count("1")),
    ("各单位每月最后一个工作日前报送进展", MONTH, {"roll": "previous"}, count("1")),
    ("各单位每月底前报送进展，遇节假日顺延", MONTH, {"roll": "next"}, count("1")),
    ("各单位每年3月1日（含当日）前报送总结", YEAR, by("03-01"), count("1")),
    ("各单位每年3月1日前（不含当日）报送总结", YEAR, by("02-29"), count("1")),
    ("各单位一年召开两次大会", YEAR, {}, count("2")),
    ("各单位每年2次开展自查", YEAR, {}, count("2")),
    ("法治讲座每月2次", MONTH, {}, count("2")),
    ("调研每半年3次", HALF, {}, count("3")),
    ("一年两次", YEAR, {}, count("2")),
    ("半年一次", HALF, {}, count("1")),
    ("各单位每年开展检查不少于贰次", YEAR, {}, count("2")),
    ("执法人员培训每年40学时", YEAR, {}, {"sum": {"of": "x", "unit": "学时", "at_least": "40"}}),
    ("各单位每年一次以上、三次以下", YEAR, {}, {"count": {"of": "x", "unit": "次", "at_least": "1", "at_most": "3"}}),
    ("各部门每月25日至月底报送计划", MONTH, {}, count("1")),
    ("各单位每月后5日内报送台账", MONTH, {"within": "5d", "of": "window.end"}, SENT),
    ("各单位每年3月22日至28日报送计划", YEAR, by("03-28"), count("1")),
    ("各单位在季度结束后15日内报送报表", QUARTER, {"within": "15d", "of": "window.end"}, SENT),
    ("各单位季后15日内报送报表", QUARTER, {"within": "15d", "of": "window.end"}, SENT),
    (
        "县级监测机构专职人员不得少于5名",
        {"every": "month", "level": "continuous"},
        {},
        {"level": {"of": "x", "at_least": "5"}},
    ),
    (
        "每个街道至少配备3名专职调解员",
        {"every": "month", "level": "continuous"},
        {},
        {"level": {"of": "x", "at_least": "3"}},
    ),
    ("各部门每年对同一企业检查不得超过2次", YEAR, {}, {"count": {"of": "x", "unit": "次", "at_most": "2"}}),
    ("各单位每年信访事项办结率达到100%", YEAR, {}, share("100%")),
    ("各部门每年采购中小企业份额比例不低于40%", YEAR, {}, share("40%")),
    ("区教育局2027年底前完成校舍加固", once("2027-01-01", "2027-12-31"), by("2027-12-31"), SENT),
    ("到2028年，区内累计建成充电桩500个", once("2028-01-01", "2028-12-31"), by("2028-12-31"), count("500", "个")),
    ("“十五五”期间累计培训不少于500人次", once("2026-01-01", "2030-12-31"), {}, total("500", "人次")),
    ("区绿化局于2026年10月底前完成补种", once("2026-01-01", "2026-10-31"), by("2026-10-31"), SENT),
    ("到2028年，区内公交电动化比例达到80%", once("2028-01-01", "2028-12-31"), by("2028-12-31"), share("80%")),
    ("消防站负责人任期内至少参加1次集中轮训", TERM, {}, count("1")),
    ("严禁向企业摊派费用", YEAR, {}, {"forbid": {"of": "x", "at_most": "0"}}),
    ("各单位不得超标准配备公务用车", YEAR, {}, {"forbid": {"of": "x", "at_most": "0"}}),
    ("各单位原则上每季度召开一次例会", QUARTER, {}, count("1")),
    ("各单位每年春秋两季各开展一次植树", HALF, {}, count("1")),
    ("各单位上下半年各检查一次", HALF, {}, count("1")),
    ("各单位每年分两批培训", YEAR, {}, count("2", "批")),
    ("各单位于2026年12月31日24时前上报", once("2026-01-01", "2026-12-31"), by("2026-12-31"), SENT),
    ("各单位一季一通报", QUARTER, {}, count("1")),
    ("市司法局于每年2月底前起草工作报告", YEAR, by("02-29"), count("1")),
    ("各单位每年对上一年度12月31日前出台的文件进行清理", {**YEAR, "about": "previous"}, {}, count("1")),
    ("对2020年以前制定的文件，于2027年6月底前完成清理", once("2027-01-01", "2027-06-30"), by("2027-06-30"), SENT),
    ("各单位每年报送及时率达到100%", YEAR, {}, share("100%")),
    ("各单位每年12月底前完成年终述法", YEAR, by("12-31"), count("1")),
    ("各单位每年11月底前完成次年计划编制", YEAR, by("11-30"), count("1")),
    ("鼓励各街镇每年开展一次居民测评", YEAR, {}, count("1")),
    ("有条件的单位每年组织一次体检", YEAR, {}, count("1")),
]


@pytest.mark.parametrize(("text", "window", "due", "test"), RECURRING, ids=[row[0] for row in RECURRING])
def test_a_plain_sentence_is_read_whole_and_leaves_nothing_open(text: str, window: Any, due: Any, test: Any) -> None:
    [one] = understood(text, "x", None)
    asked = {question.code for question in one.questions} - {"G112"}  # a rule always names its bearer
    read = one.fields
    assert (read.get("window"), read.get("due", {}), read.get("test"), asked) == (window, due, test, set())


WITHIN_28_DAYS = {"within": "27d", "of": "window.start"}
PREVIOUS = {"every": "year", "about": "previous"}
OPEN = [
    ("各街镇应当于每年3月1日前报告上一年度工作情况", "G101", PREVIOUS, {"by": "03-01"}),
    ("经营单位应当于次年3月31日前报送年度报告", "G101", PREVIOUS, {"by": "03-31"}),
    ("各行业主管部门每年1月15日和7月15日前向区安委办报送总结", "G101", HALF, {"within": "14d", "of": "window.start"}),
    ("各单位每月5日前向区财政局报送支出进度", "G101", MONTH, {"within": "4d", "of": "window.start"}),
    ("各街镇每季度首月10日前向区统计局报送数据", "G101", QUARTER, {"within": "9d", "of": "window.start"}),
    ("各局于每季度末月25日前向市政府报告一次", "G101", QUARTER, {"within": "2mo24d", "of": "window.start"}),
    ("各单位于2026年11月30日前报送自查报告", "G101", once("2026-01-01", "2026-11-30"), {"by": "2026-11-30"}),
    ("各镇2027年前完成集中供水改造", "G102", once("2026-01-01", "2026-12-31"), by("2026-12-31")),
    ("各部门每年年初向区政府报送工作计划", "G106", YEAR, {**by("01-31"), "vague": "年初"}),
    ("区水务局每隔两年修编防汛预案", "G108", {"every": "2y"}, None),
    ("区科委定期开展企业走访", "G116", YEAR, {"vague": "定期"}),
    ("各行业协会每三个月至少组织一次自查", "G113", QUARTER, None),
    ("县级部门每两月开展一次联合巡查", "G113", {"every": "2mo"}, None),
    ("职工三百人以上的企业每月报送一次用工情况", "G114", MONTH, None),
    ("大型企业每季度、中小企业每半年报送一次用工情况", "G115", HALF, None),
    ("研发投入逐年提高", "R501", YEAR, None),
    ("行政机关负责人出庭应诉率达到100%", "R502", YEAR, None),
    ("法制审核人员不少于本单位执法人员总数的5%", "R502", YEAR, None),
    ("各街道每两年开展一次人口抽样调查", "R509", {"every": "2y"}, None),
    ("窗口单位每五年进行一次全员轮训", "R509", {"every": "5y"}, None),
    ("区司法局自规范性文件公布之日起30日内报送备案", "R505", ON_EVENT, {"within": "30d", "of": "x.start"}),
    ("各单位接到通知后3日内报送名单", "R505", ON_EVENT, {"within": "3d", "of": "x.start"}),
    ("受理机构自收到申请之日起15个工作日内作出答复", "R505", ON_EVENT, {"within": "15wd", "of": "x.start"}),
    ("承办单位在会议结束后7日内报送落实情况", "R505", ON_EVENT, {"within": "7d", "of": "x.start"}),
    ("各单位自印发之日起30个工作日内制定实施方案", "R505", ON_EVENT, {"within": "30wd", "of": "x.start"}),
    ("区环保局半年内完成问题整改", "R504", ON_EVENT, {"within": "6mo", "of": "x.start"}),
    ("各部门应当提前10个工作日报送议题", "R504", ON_EVENT, {"before": "10wd", "of": "x.start"}),
    ("听证机关应当在举行听证的7日前通知当事人", "R504", ON_EVENT, {"of": "x.start", "before": "7d"}),
    ("事故单位应当在24小时内上报", "R504", ON_EVENT, {"within": "1d", "of": "x.start"}),
    ("各单位每年3月1日和8月20日前报送名册", "R510", YEAR, None),
    ("各部门每年2月底前、8月底前分别报送一次", "R510", YEAR, None),
    ("区政府办每年3月、9月各督查一次", "R510", YEAR, None),
    ("各单位每月5日、20日前各报送一次进度", "R511", MONTH, None),
    ("各单位每季度首月底前报送一次进度", "R512", QUARTER, None),
    ("各单位每月30日前报送一次进度", "R513", MONTH, None),
    ("各单位每半年第一个月15日前报送总结", "G101", HALF, {"within": "14d", "of": "window.start"}),
    ("各单位两年召开一次大会", "R509", {"every": "2y"}, None),
    ("各单位隔年召开一次大会", "G108", {"every": "2y"}, None),
    ("各单位逢双月10日前报送简报", "G118", {"every": "2mo"}, None),
    ("各单位每年国庆节前完成检查", "G118", YEAR, None),
    ("各单位每年12月15日17时前报送总结", "G118", YEAR, by("12-15")),
    ("各单位每季度第三个工作日报送进展", "G118", QUARTER, None),
    ("各单位在“12·4”国家宪法日每年开展宣传", "G118", YEAR, None),
    ("各单位每年对新任职干部在半年内至少培训一次", "G118", YEAR, None),
    ("除涉密单位外，各单位每年3月底前公开年报", "G119", YEAR, by("03-31")),
    ("各单位每年3月底前公开年报，涉及国家秘密的除外", "G119", YEAR, by("03-31")),
    ("各单位每年按10%的比例抽查", "G117", YEAR, None),
    ("各单位每年第四季度开展一次评估", "R515", YEAR, by("12-31")),
    ("各部门每年6月和12月各开展一次评查", "R515", HALF, None),
    ("各部门每年3月、6月、9月、12月各召开一次例会", "R515", QUARTER, None),
    ("各单位每年12月4日组织宣誓", "G122", YEAR, by("12-04")),
    ("各单位每年组织培训不少于2次，每次不少于半天", "G120", YEAR, None),
    ("各单位每年至少检查一次，两次间隔不超过15个月", "G120", YEAR, None),
    ("区政府每年向区人大报告工作，并抄送区政协", "G121", YEAR, None),
    ("各单位每年至少演练一次，特殊情况可以适当减少", "G119", YEAR, None),
    ("各单位每年至少演练一次；情况特殊的，可以适当减少", "G119", YEAR, None),
    ("各单位每年3月底前公开年报。涉密单位除外。", "G119", YEAR, by("03-31")),
    ("各单位每年3月底前公开年报；但涉及国家秘密的除外", "G119", YEAR, by("03-31")),
    ("各单位每年3月底前公开年报，涉密单位除外", "G119", YEAR, by("03-31")),
    ("各单位每年3月底前公开年报。法律、法规另有规定的，从其规定。", "G119", YEAR, by("03-31")),
    ("各单位每年举办1次培训。机构改革当年除外。", "G119", YEAR, None),
    ("各单位每年举办1次培训。新成立的单位可不参加。", "G119", YEAR, None),
    ("各单位每年举办1次培训；确有困难的，经批准可以缓办", "G119", YEAR, None),
    ("各单位每年举办1次培训。确有困难的，可适当放宽。", "G119", YEAR, None),
    ("区信访局应当在30日内答复，情况复杂的，经批准可延长一个月", "G119", ON_EVENT, {"within": "30d", "of": "x.start"}),
    ("区信访局应当在30日内答复；情况复杂的，经批准可延长一个月", "G119", ON_EVENT, {"within": "30d", "of": "x.start"}),
    ("区信访局在30日内答复。复杂的可以延长，延长期限不超过9日", "G119", ON_EVENT, {"within": "30d", "of": "x.start"}),
    ("区信访局在30日内答复；需延长的，延长的期限不得超过9日", "G119", ON_EVENT, {"within": "30d", "of": "x.start"}),
    ("各部门每季度末前5个工作日报送台账", "G118", QUARTER, None),
    ("各单位每月最后一周召开例会", "G118", MONTH, None),
    ("各单位每年在大会召开前提交报告", "G118", YEAR, None),
    ("各单位隔月报送一次", "G108", {"every": "2mo"}, None),
    ("各单位应于次月5日前报送数据", "G101", PREVIOUS | {"every": "month"}, {"within": "4d", "of": "window.start"}),
    ("信访总量同比下降", "R501", YEAR, None),
    ("信访总量比上年下降10%", "R502", YEAR, None),
    ("受理机构自收到建议书之日起15日内回复", "R505", ON_EVENT, {"within": "15d", "of": "x.start"}),
    ("各单位每年3月1日至5月31日开展整治一次", "R515", YEAR, by("05-31")),
    ("各单位在会议召开前5个工作日报送材料", "R504", ON_EVENT, {"before": "5wd", "of": "x.start"}),
    ("起草单位在文件有效期满前6个月进行评估", "R504", ON_EVENT, {"before": "6mo", "of": "x.start"}),
    ("5月至9月，各单位每月检查一次", "G123", MONTH, None),
    ("各单位每年10月至次年3月每月检查一次", "G123", MONTH, None),
    ("各单位每年高考期间检查不少于1次", "G118", YEAR, None),
    ("各单位供暖期内每月检查一次", "G118", MONTH, None),
    ("人员每年培训不少于60学时，其中线上不超过20学时", "G117", YEAR, None),
    ("各单位五年内对人员轮训一遍，每年培训不少于20人", "G117", YEAR, None),
    ("每月28日前、每季度末月25日前、每年12月20日前分别报送月报、季报、年报", "G115", MONTH, WITHIN_28_DAYS),
    ("各单位每年的第一个月报送计划", "G118", YEAR, None),
    ("各单位每年督察不少于1次，2028年开展终期评估", "G117", YEAR, None),
    ("区文旅局全年送戏下乡不少于30场次", "G126", YEAR, None),
    ("各单位平均每月检查不少于1次", "G125", MONTH, None),
    ("各单位每年办理约10件", "G109", YEAR, None),
    ("各单位每年多次开展检查", "G111", YEAR, None),
    ("各单位于2026年12月31日17时前报送总结", "G118", once("2026-01-01", "2026-12-31"), by("2026-12-31")),
    ("各单位2026年四季度前完成改造", "G102", once("2026-01-01", "2026-12-31"), by("2026-12-31")),
    ("各单位每季度前两个月每月调度1次", "G118", MONTH, None),
    ("各单位每月上旬、下旬各巡查一次", "G118", MONTH, None),
    ("各单位每年3·15期间开展宣传", "G118", YEAR, None),
    ("各单位每年新建10个，三年共30个", "G117", YEAR, None),
    ("从现在起到2027年6月，各单位每月调度一次", "G118", MONTH, None),
    ("街道干部每月逢10日接访", "G101", MONTH, {"within": "9d", "of": "window.start"}),
    ("各街镇应当于次年年初召开一次会议", "G106", PREVIOUS, {**by("01-31"), "vague": "年初"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "window", "due"), OPEN, ids=[row[0] for row in OPEN])
def test_what_a_sentence_leaves_open_is_read_plainly_and_asked(text: str, code: str, window: Any, due: Any) -> None:
    [one] = understood(text, "x", None)
    assert code in [question.code for question in one.questions]
    assert (one.fields["window"], one.fields.get("due")) == (window, due)


BY_HAND = [
    ("各执法队每周五前报送工作台账", "R506"),
    ("各所每天巡查不少于2次", "R506"),
    ("各中学每学期举办讲座不少于1次", "R506"),
    ("各单位应及时更新台账", "R507"),
    ("各单位汛期前完成检查", "G118"),
    ("新录用人员接受不少于12天的初任培训", "R507"),
    ("规范性文件有效期不超过5年", "R507"),
    ("规范性文件制定前公开征求意见不少于7个工作日", "R507"),
    ("党员在委员会中应占一定比例", "R507"),
    ("接到报告后36小时内上报", "R508"),
    ("起草单位应当在有效期届满前三十日内提出意见", "R508"),
    ("各级政府每届任期内至少开展一次综合评估", "R514"),
    ("各部门选取2—3家单位开展试点", "R503"),
    ("培训每次不少于8学时", "R516"),
    ("单位能耗较2025年下降15%", "R503"),
    ("各单位应及时更新台账。涉密的除外。", "G119"),
]


@pytest.mark.parametrize(("text", "code"), BY_HAND, ids=[row[0] for row in BY_HAND])
def test_what_no_window_or_test_can_hold_is_asked_never_bent(text: str, code: str) -> None:
    [one] = understood(text, "x", None)
    assert code in [question.code for question in one.questions]
    assert "window" not in one.fields
    assert one.fields["manual"]["every"] == "half"


SEVERAL = [
    ("党组会前学法每年不少于4次，法律知识测试每年不少于2次", ["4", "2"]),
    ("投诉办结率100%，满意率不低于90%", ["100%", "90%"]),
    ("各单位每年年初制定计划，年中开展检查，年底进行总结", ["1", "1", "1"]),
    ("各单位每年上半年开展检查，下半年开展评估", ["1", "1"]),
    ("各单位每月走访不少于10户，其中困难户不少于3户", ["10", "3"]),
    ("2026年6月底前完成50%，12月底前完成100%", ["50%", "100%"]),
    ("各单位每年1月份制定计划，7月份开展评估，12月份进行总结", ["1", "1", "1"]),
    ("2027年、2028年、2029年分别完成30%、60%、100%", ["30%", "60%", "100%"]),
]


@pytest.mark.parametrize(("text", "figures"), SEVERAL)
def test_two_duties_in_one_sentence_stay_two(text: str, figures: list[str]) -> None:
    read = understood(text, "x", None)
    assert [next(iter(one.fields["test"].values()))["at_least"] for one in read] == figures


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("严禁向企业摊派费用", "strength", "forbid"),
        ("各单位原则上每季度召开一次例会", "strength", "in_principle"),
        ("鼓励各街镇每年开展一次居民测评", "strength", "encourage"),
        ("各局每季度要开展一次研判", "strength", "must"),
        ("每名网格员每年接受业务培训不少于40学时", "per", "person"),
        ("消防站负责人任期内至少参加1次集中轮训", "per", "post_holding"),
        ("各部门每年向区委、区政府和区人大常委会报告一次", "to", ["区委", "区政府", "区人大常委会"]),
        ("各单位每年12月底前将自查报告报送市委依法治市办", "to", ["市委依法治市办"]),
        ("各部门每年向区司法局和市主管部门分别报送一次", "to", ["区司法局", "市主管部门"]),
    ],
)
def test_strength_counting_and_recipients_are_read(text: str, key: str, value: object) -> None:
    assert understood(text, "x", None)[0].fields[key] == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("区园林局四月份完成春季补植", "2026-04-30"),
        ("区科协二季度完成科普基地评审", "2026-06-30"),
        ("区建委上半年完成危房排查", "2026-06-30"),
        ("区建委今年年底前完成危房改造", "2026-12-31"),
        ("全市一季度完成25%", "2026-03-31"),
        ("区建委本年年中前完成危房排查", "2026-06-30"),
    ],
)
def test_a_stretch_without_a_year_is_that_of_the_year_of_issue_and_asked(text: str, day: str) -> None:
    [one] = understood(text, "x", date(2026, 3, 2))
    assert {"G104", "G105"} & {question.code for question in one.questions}
    assert one.fields["due"]["by"]["candidates"] == [day]


def test_a_limit_from_the_issue_of_the_plan_runs_from_its_day_when_that_is_known() -> None:
    [one] = understood("各单位自本通知印发之日起30个工作日内制定实施方案", "x", date(2026, 3, 2))
    assert one.fields["window"] == {"once": {"from": "2026-03-02"}}
    assert one.fields["due"] == {"within": "30wd", "of": "window.start"}
    assert one.questions == ()


@pytest.mark.parametrize(
    "text", ["规范性文件自印发之日起15个工作日内报送备案", "以市政府名义印发的文件，应当在印发后15日内报省政府备案"]
)
def test_the_issue_of_another_document_is_an_event_of_its_own(text: str) -> None:
    [one] = understood(text, "x", date(2026, 3, 2))
    assert one.fields["window"] == ON_EVENT
    assert "R505" in [question.code for question in one.questions]


def test_a_time_allowed_that_is_no_duty_of_its_own_is_asked() -> None:
    *_, one = understood("各单位每年培训一次，三年内轮训一遍", "x", None)
    assert "「三年内」" in next(question.text for question in one.questions if question.code == "G118")


def test_years_of_a_plan_bound_what_recurs_in_them_and_are_no_figure() -> None:
    [one] = understood("“十五五”期间每年培训不少于2期", "x", None)
    assert one.fields["effective"] == {"from": "2026-01-01", "to": "2030-12-31"}
    assert one.fields["test"] == count("2", "期")


def test_a_year_before_the_middle_or_end_of_it_is_not_every_year() -> None:
    first, last = understood("2026年年中前完成一半，年底前全部完成", "x", None)
    assert [each.fields["due"]["by"] for each in (first, last)] == ["2026-06-30", "2026-12-31"]


@pytest.mark.parametrize("text", ["截至2025年底，累计建成充电桩500个", "每年的3月和9月为集中宣传月"])
def test_what_is_done_or_only_named_is_no_duty(text: str) -> None:
    assert understood(text, "x", None) == ()


def test_a_row_of_acts_each_by_its_own_period_leaves_none_out() -> None:
    read = understood("一月一调度、一季一通报、半年一考核", "x", None)
    assert [one.fields["window"] for one in read] == [MONTH, QUARTER, HALF]
    assert not [question for one in read for question in one.questions if question.code != "G112"]


def test_acts_listed_with_a_day_each_are_all_read() -> None:
    read = understood("2026年5月底前完成自查、6月底前完成整改、7月底前完成总结", "x", None)
    assert [one.fields["due"]["by"] for one in read] == ["2026-05-31", "2026-06-30", "2026-07-31"]


def test_of_two_figures_one_is_enough_and_the_officer_writes_so() -> None:
    read = understood("各单位每年培训不少于2次或16学时", "x", None)
    assert all("G124" in [question.code for question in one.questions] for one in read)


def test_a_month_that_is_named_asks_nothing_of_itself() -> None:
    [one] = understood("每年6月为安全生产月，组织演练不少于1次", "x", None)
    assert one.fields["due"] == by("06-30")


def test_a_yearly_report_after_a_monthly_one_is_yearly() -> None:
    *_, last = understood("月报于次月5日前报送，年报于次年1月底前报送", "x", None)
    assert last.fields["window"] == PREVIOUS


def test_half_a_day_is_no_half() -> None:
    [one] = understood("各单位每季度召开一次会议，会期不超过半天", "x", None)
    assert one.fields["window"] == QUARTER


def test_a_growth_is_a_figure_and_no_part_of_a_whole() -> None:
    [one] = understood("到位资金每年同比增长不低于10%", "x", None)
    assert one.fields["test"] == {"level": {"of": "x", "at_least": "10"}}


@pytest.mark.parametrize(
    ("text", "effective"),
    [
        ("自2027年起，各单位每年开展1次评估", {"from": "2027-01-01", "to": None}),
        ("2027年至2029年，各单位每年开展1次评估", {"from": "2027-01-01", "to": "2029-12-31"}),
        ("从2027年7月起各单位每季度报送一次", {"from": "2027-07-01", "to": None}),
        ("自2020年起，各单位每年开展1次评估", None),
        ("各单位每年开展1次评估", None),
        ("从2027年起，连续三年，各单位每年开展1次评估", {"from": "2027-01-01", "to": None}),
        ("2027—2029年，各单位每年开展1次评估", {"from": "2027-01-01", "to": "2029-12-31"}),
    ],
)
def test_the_years_in_which_something_recurs_are_those_of_the_rule(text: str, effective: object) -> None:
    [one] = understood(text, "x", date(2026, 3, 2))
    assert one.fields.get("effective") == effective


def test_two_years_told_apart_have_each_their_own_figure() -> None:
    first, second = understood("各单位2026年、2027年分别完成20个和30个", "x", date(2026, 3, 2))
    assert (first.fields["due"]["by"], first.fields["test"]["count"]["at_least"]) == ("2026-12-31", "20")
    assert (second.fields["due"]["by"], second.fields["test"]["count"]["at_least"]) == ("2027-12-31", "30")


@pytest.mark.parametrize(("year", "last"), [(2026, "2026-02-28"), (2028, "2028-02-29")])
def test_the_end_of_february_is_that_of_its_year(year: int, last: str) -> None:
    [end] = understood(f"各单位{year}年2月底前报送总结", "x", None)
    [before] = understood(f"各单位{year}年3月前报送总结", "x", None)
    assert (end.fields["due"]["by"], before.fields["due"]["by"]) == (last, last)


def test_what_is_no_duty_is_none() -> None:
    assert understood("天气晴好", "x", None) == ()
    assert understood("去年共开展检查三百次", "x", None) == ()


def test_every_question_of_a_reading_says_which_field_answers_it_or_asks_for_several_rules() -> None:
    asked = {question.code for row in OPEN for one in understood(row[0], "x", None) for question in one.questions}
    assert asked - set(SETTLED_BY) == {"G115", "R510", "R511"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("受理机构自收到申请之日起15个工作日内答复", "受理机构"),
        ("各省、自治区人民政府要在本意见印发之日起30日内制定细则", "各省、自治区人民政府"),
        ("职工三百人以上的企业每月报送一次", "职工三百人以上的企业"),
        ("每名网格员每年接受培训不少于40学时", "网格员"),
        ("区科委定期开展企业走访", "区科委"),
        ("各单位不得超标准配备公务用车", "各单位"),
    ],
)
def test_the_bearer_is_named_as_printed(text: str, subject: str) -> None:
    assert understood(text, "x", None)[0].duty.subject == subject


def test_who_hears_of_an_event_bears_what_follows() -> None:
    [one] = understood("各单位接到通知后3个工作日内报送名单", "x", None)
    assert one.duty.subject == "各单位"
    assert [question.code for question in one.questions] == ["R505"]
    assert one.questions[0].text.startswith("时限从“接到通知”之日起算")


def test_what_sets_a_limit_off_is_named_without_its_every_time() -> None:
    [one] = understood("各单位应于每次会议结束后5个工作日内报送会议纪要", "x", None)
    assert [question.proposal for question in one.questions] == ["每次“会议结束”登记一条事实 x.start"]


def test_a_figure_of_the_same_unit_comes_round_with_the_one_before_it() -> None:
    first, last = understood("各单位每年信息公开不少于50条，政策解读不少于10条", "x", None)
    assert (first.fields["window"], last.fields["window"]) == (YEAR, YEAR)
    assert last.fields["test"] == count("10", "条")
    _, once_ = understood("各单位每年培育农户不少于10户，到2028年建成基地不少于5户", "x", None)
    assert "once" in once_.fields["window"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("区应急局对重点企业每月巡查不少于1次，其他企业每季度不少于1次", [False, True]),
        ("区级部门每年组织集中学法不少于2次，街镇每年不少于1次", [False, True]),
        ("区司法局每月调度1次，区政府每季度听取1次汇报", [False, False]),
        ("区司法局组织培训，每年不少于2次", [False]),
    ],
)
def test_a_name_without_a_verb_behind_another_duty_is_asked_whose_it_is(text: str, asked: list[bool]) -> None:
    read = understood(text, "x", None)
    assert ["G127" in [question.code for question in one.questions] for one in read] == asked
