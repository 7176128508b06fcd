"""Charges in the forms offices print, each in a sentence of our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nouns.document import Charge
from grammar.charge import charge_cell, charge_line, find_charges, label_role, read_charge, spoken_line
from grammar.units import split_units

FORMS = [  # text, lead, support, responsible
    ("（市水务局牵头，各区政府配合）", ["市水务局"], ["各区政府"], []),
    ("(市水务局负责)", [], [], ["市水务局"]),
    ("(市水务局、市园林局牵头,各区政府负责)", ["市水务局", "市园林局"], [], ["各区政府"]),
    ("(市水务局负责,各区政府配合)", [], ["各区政府"], ["市水务局"]),
    ("(市水务局、各区政府分别负责)", [], [], ["市水务局", "各区政府"]),
    ("(市府办公室和各区府办公室负责)", [], [], ["市府办公室", "各区府办公室"]),
    ("(区府办牵头,各街道办事处,各部门承办)", ["区府办"], [], ["各街道办事处", "各部门"]),
    ("(责任单位:区水务局牵头,各街镇)", ["区水务局"], [], ["各街镇"]),
    ("(责任单位:区水务局、区园林局等相关部门)", [], [], ["区水务局", "区园林局等相关部门"]),
    ("(负责防汛的有关部门、各养护单位负责)", [], [], ["负责防汛的有关部门", "各养护单位"]),
    ("(县水利局牵头，市级各有关部门及各县区政府按职责分工负责)", ["县水利局"], [], ["市级各有关部门", "各县区政府"]),
    ("（水利部会同有关部门负责）", [], ["有关部门"], ["水利部"]),
    ("（水利部、林草局等和各省级人民政府负责）", [], [], ["水利部", "林草局", "各省级人民政府"]),
    ("（水利部、林草局负责，列第一位者为牵头单位，下同）", [], [], ["水利部", "林草局"]),
    ("（负责部门：水利部，适用范围：沿海省份）", [], [], ["水利部"]),
    ("（牵头：县水利局；配合：各乡镇）", ["县水利局"], ["各乡镇"], []),
    ("【牵头单位：县水利局；完成时限：2027年6月底前】", ["县水利局"], [], []),
    ("主办单位：县水利局　协办单位：县财政局", ["县水利局"], ["县财政局"], []),
    ("（市水務局牽頭，各縣（市、區）政府負責）", ["市水務局"], [], ["各縣（市、區）政府"]),
    ("由县水利局牵头，县财政局具体负责", ["县水利局"], [], ["县财政局"]),
    ("〔责任单位：县水利局；各镇（街道、农场）〕", [], [], ["县水利局", "各镇（街道、农场）"]),
    ("（列第一位者为牵头单位，下同：县水利局、县财政局）", [], [], ["县水利局", "县财政局"]),
    ("（县水利局负责，各乡镇政府结合实际落实）", [], [], ["县水利局", "各乡镇政府"]),
    ("（县水利局牵头，各乡镇落实。以下均需各乡镇落实，不再列出）", ["县水利局"], [], ["各乡镇"]),
    ("（市水務局牽頭，各縣政府及相關機關按職責分工負責）", ["市水務局"], [], ["各縣政府", "相關機關"]),
    ("主辦機關：水務處", ["水務處"], [], []),
    ("協辦機關：財政處、各鄉鎮公所", [], ["財政處", "各鄉鎮公所"], []),
]


@pytest.mark.parametrize(("text", "lead", "support", "responsible"), FORMS)
def test_every_printed_form_gives_its_roles(
    text: str, lead: list[str], support: list[str], responsible: list[str]
) -> None:
    charge = read_charge(text)
    assert charge == Charge(tuple(lead), tuple(support), tuple(responsible), text)


@pytest.mark.parametrize("text", ["（试行）", "（2027年6月底前）", "（含扩建）", "（详见附件，下同）", "", "（）"])
def test_a_bracket_that_names_no_one_is_no_charge(text: str) -> None:
    assert read_charge(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("住房和城乡建设局、自然资源和规划局", ["住房和城乡建设局", "自然资源和规划局"]),
        ("各级党校、行政学院", ["各级党校", "行政学院"]),
        ("市交通委（市道运局）、各区", ["市交通委（市道运局）", "各区"]),
        ("各有关部门和单位", ["各有关部门和单位"]),
        ("各级政府及其部门", ["各级政府及其部门"]),
        ("市财政局,市审计局", ["市财政局", "市审计局"]),
        ("县教育局 县水利局\n县公安局", ["县教育局", "县水利局", "县公安局"]),
        ("县人力资源\n社会保障局", ["县人力资源社会保障局"]),
        ("人民银行等部门", ["人民银行"]),
        ("各省、自治区、直辖市人民政府、财政部", ["各省、自治区、直辖市人民政府", "财政部"]),
        ("各部门、各街镇", ["各部门", "各街镇"]),
        ("中央和国家机关工委", ["中央和国家机关工委"]),
    ],
)
def test_names_are_split_where_agencies_end(text: str, names: list[str]) -> None:
    assert split_units(text) == names


def test_only_the_bracket_that_closes_a_sentence_is_a_charge() -> None:
    text = "修订县（市）章程（草案），报县政府审定。（县司法局负责）"
    (found,) = find_charges(text)
    assert text[found.start : found.end] == "（县司法局负责）"


def test_two_charges_in_a_paragraph_are_both_found() -> None:
    found = find_charges("疏浚河道。（县水利局负责）修缮校舍。（县教育局负责）")
    assert [f.charge.responsible for f in found] == [("县水利局",), ("县教育局",)]


def test_a_label_after_a_full_stop_is_a_charge_and_one_in_a_sentence_is_not() -> None:
    text = "明确责任主体、责任方式。责任单位：县水利局、县教育局。"
    (found,) = find_charges(text)
    assert (found.start, found.charge.responsible) == (text.index("责任单位"), ("县水利局", "县教育局"))


def test_the_last_sentence_may_say_the_charge_without_a_bracket() -> None:
    text = "疏浚河道，修缮校舍。县水利局牵头，县教育局、县财政局等按职责分工负责。"
    (found,) = find_charges(text)
    assert (found.start, found.charge.lead) == (text.index("县水利局"), ("县水利局",))
    assert found.charge.responsible == ("县教育局", "县财政局")
    assert spoken_line("由县水利局牵头，县应急局参加。") is not None


@pytest.mark.parametrize(
    "text",
    [
        "疏浚河道。具体工作由县水利局负责。",
        "疏浚河道。各乡镇要抓好组织实施。",
        "疏浚河道。实行县长负责制，层层落实。",
        "县农业农村局牵头，各乡镇配合）",
    ],
)
def test_a_sentence_that_says_more_than_names_and_roles_is_prose(text: str) -> None:
    assert find_charges(text) == ()
    assert spoken_line(text) is None


def test_a_cell_that_prints_nobody_names_nobody() -> None:
    assert charge_cell("无", "support") == Charge(raw="无")
    assert charge_cell("——", "support") == Charge(raw="——")


def test_a_line_with_a_deadline_alone_is_kept_as_printed() -> None:
    assert charge_line("完成时限：2027年6月底前") == Charge(raw="完成时限：2027年6月底前")
    assert charge_line("目标：2027年6月底前完成") is None


def test_a_cell_takes_the_role_of_its_column_unless_it_says_otherwise() -> None:
    assert charge_cell("县水利局\n县教育局", "lead").lead == ("县水利局", "县教育局")
    assert charge_cell("县水利局牵头\n各乡镇配合", "responsible") == Charge(
        ("县水利局",), ("各乡镇",), (), "县水利局牵头\n各乡镇配合"
    )


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("牵头单位", "lead"),
        ("配合 部门", "support"),
        ("责任主体", "responsible"),
        ("完成时限", "aside"),
        ("工作任务", None),
    ],
)
def test_a_column_heading_tells_its_role(heading: str, role: str | None) -> None:
    assert label_role(heading) == role


@given(st.text(alphabet="（）()【】市区局委办、，,；;。：:和等牵头配合负责责任单位完成时限\n 1一", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_name_is_printed_in_it(text: str) -> None:
    for found in find_charges(text):
        printed = "".join(text[found.start : found.end].split())
        names = [*found.charge.lead, *found.charge.support, *found.charge.responsible]
        assert all("".join(name.split()) in printed for name in names)
