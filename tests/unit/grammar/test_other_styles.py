"""Ways of speaking met in plans of other styles (tests/samples/plans), each in a sentence of its own."""

from fractions import Fraction

import pytest

from grammar.charge import first_leads, read_charge, spoken_within
from grammar.duty import read_sentence

READ = [  # sentence -> period, least, most of each duty in it
    ("按旬发布墒情简报。", [("ten_days", 1, None)]),
    ("年中、年末各通报一次进展。", [("half_year", 1, None)]),
    ("春、秋两季各组织一次义务植树。", [("half_year", 1, None)]),
    ("按月通报、季度点评、半年观摩。", [("month", 1, None), ("quarter", 1, None), ("half_year", 1, None)]),
    ("各機關應按季填報執行情形。", [("quarter", 1, None)]),
    ("一般事项3个工作日内办结，复杂事项9个工作日内办结。", [(None, None, 3), (None, None, 9)]),
    ("城镇新增就业3.5万人。", [(None, 3.5, None)]),
    ("增设母婴室20处、休息椅300个。", [(None, 20, None), (None, 300, None)]),
    ("每年资助培养甲类人才50名、乙类人才100名。", [("year", 50, None), ("year", 100, None)]),
    ("稳定蔬菜面积在8万亩以上。", [(None, 8, None)]),
    ("为65岁以上老年人每年体检一次。", [("year", 1, None)]),
    ("每天巡库两次，台账保存期不少于3年。", [("day", 2, None), (None, 3, None)]),
    ("會議紀錄保存五年。", [(None, 5, None)]),
    ("廚工每年應接受6小時以上講習。", [("year", 6, None)]),
    ("每半年抽驗一次，每次抽驗至少40件。", [("half_year", 1, None), (None, 40, None)]),
    ("每学年开课不少于4个班次。", [("school_year", 4, None)]),
    ("二季度末前补充安全员6名。", [("once", 6, None)]),
    ("2026年12月底前新修防火通道35公里，隔离带60公里。", [("once", 35, None), ("once", 60, None)]),
    ("到2028年建成验证中心30家、中试基地50个。", [("once", 30, None), ("once", 50, None)]),
    ("受害率控制在0.5‰以内。", [(None, None, 0.5)]),
    ("各地于6月30日、12月15日前分别报送总结。", [("once", None, None), ("once", None, None)]),
    ("银行机构每季度报送贷款数据。", [("quarter", 1, None)]),
    ("各镇2026年底前开展检查，每次检查场所不少于30家。", [("once", None, None), (None, 30, None)]),
    ("上半年完成宿舍维修。", [("once", None, None)]),
    ("擅自发文的，责令10日内改正。", [(None, None, 10)]),
    ("推广滴灌面积2.5万亩。", [(None, 2.5, None)]),
    ("扩增服务 | 新建养老院2所。", [(None, 2, None)]),
    ("区教育局每年资助培养甲类人才50名、乙类人才100名。", [("year", 50, None), ("year", 100, None)]),
    ("区应急局2026年12月底前新修防火通道35公里，隔离带60公里。", [("once", 35, None), ("once", 60, None)]),
    ("2026年，区民政局新建养老院2所。", [("once", 2, None)]),
    ("区林业局每年造林1.2万亩。", [("year", Fraction("1.2"), None)]),
    ("市图书馆每年采购图书2万册。", [("year", 2, None)]),
    ("区民政局每月救助流浪人员30人。", [("month", 30, None)]),
]


@pytest.mark.parametrize(("sentence", "wanted"), READ)
def test_what_is_said_so_is_read_so(sentence: str, wanted: list[tuple[str | None, float | None, float | None]]) -> None:
    assert [(duty.period, duty.at_least, duty.at_most) for duty in read_sentence(sentence)] == wanted


@pytest.mark.parametrize(
    "told",
    [
        "问题：17个项目逾期，累计拖欠1.3亿元。",
        "具有30岁以上年龄的可以申报5次。",
        "10月1日至次年5月31日为防火期。",
        "新增学位80个，惠及居民1万户。",
    ],
)
def test_what_is_only_told_is_no_duty(told: str) -> None:
    assert [duty.quote for duty in read_sentence(told) if duty.at_least != 80] == []


def test_an_item_owes_nothing_to_the_day_of_the_item_before_it() -> None:
    first, second = read_sentence("整改措施：（1）6月30日前印发办法；（2）抽查比例不低于50%。")
    assert first.window == {"by": "06-30"}
    assert second.window is None


@pytest.mark.parametrize(
    "sentence",
    ["常住人口超过30万的乡镇应配备不少于3名医生。", "规模以上企业每年至少自查1次。", "人口50万以上的县建成1所医院。"],
)
def test_a_class_told_by_its_size_asks_how_to_tell_it(sentence: str) -> None:
    [duty] = read_sentence(sentence)
    assert "G114" in [question.code for question in duty.questions]


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [("各县每季度压减库存5万吨。", "压减库存5万吨"), ("区教育局每年开展助学活动惠及学生3000人。", "3000人")],
)
def test_a_figure_that_is_not_read_as_a_demand_is_asked_about(sentence: str, figure: str) -> None:
    [duty] = read_sentence(sentence)
    assert [question.text for question in duty.questions if question.code == "G117"] == [
        f"「{figure}」没有读成要求，请确认是不是要达到的数；是的话请写进判定标准。"
    ]


def test_what_is_made_is_not_taken_for_who_makes_it() -> None:
    assert [duty.subject for duty in read_sentence("2026年，区民政局新建养老院2所。")] == ["区民政局"]


def test_a_name_may_bear_its_role_behind_it() -> None:
    charge = read_charge("责任部门：教务处（牵头），实验室处")
    assert charge is not None
    assert (charge.lead, charge.responsible) == (("教务处",), ("实验室处",))


def test_who_only_watches_does_not_bear() -> None:
    charge = read_charge("责任部门：各学院；督办部门：实验室处")
    assert charge is not None
    assert charge.responsible == ("各学院",)


def test_an_assignment_inside_a_sentence_is_found() -> None:
    charge = spoken_within("由区商务局会同区文旅局负责，每年开展2次检查。")
    assert charge is not None
    assert (charge.responsible, charge.support) == (("区商务局",), ("区文旅局",))


@pytest.mark.parametrize("prose", ["由于历史原因，由专人负责，每年检查。", "由市场决定价格。", "由区政府负责的工作。"])
def test_prose_assigns_nothing(prose: str) -> None:
    assert spoken_within(prose) is None


@pytest.mark.parametrize(
    "said", ["列第一位的为牵头单位", "排首位的责任单位为牵头单位", "列在第一位的单位为牵头单位", "列第一位者為牽頭單位"]
)
def test_that_the_first_of_several_leads_may_be_said_once_for_all(said: str) -> None:
    assert first_leads(f"现印发给你们（{said}）。")
    assert not first_leads("牵头单位列在前面。")
