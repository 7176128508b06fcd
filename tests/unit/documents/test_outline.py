"""Mini plans in memory → clauses: paths, places, charges, tasks and passages."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.layout import Layout
from documents.read import document_of
from engine.nouns.document import Clause, Document


def document(text: str) -> Document:
    return document_of(Layout(text), Path("plan.txt"), "")


def tasks(text: str) -> dict[str, Clause]:
    return {clause.id: clause for clause in document(text).clauses if clause.is_task}


PLAN = """青山县河道整治工作方案
为整治河道，制定本方案。
一、总体目标
到2027年底，河道畅通。
二、主要任务
（一）疏浚河道
1.摸清底数。（县水利局负责）
2.2027年底前完成疏浚。（县水利局牵头，各乡镇配合）
（二）建立机制
建立巡查机制，每月巡查不少于2次。（县河长办负责）
三、保障措施
（一）加强领导。各乡镇要高度重视。
（二）强化督查。县政府督查室每月通报1次。
"""


def test_ids_are_the_numbers_as_printed() -> None:
    assert [clause.id for clause in document(PLAN).clauses] == [
        "前言", "一", "二/(一)/1", "二/(一)/2", "二/(二)", "三/(一)", "三/(二)",
    ]  # fmt: skip


def test_text_begins_after_the_number_and_ends_before_the_charge() -> None:
    found = tasks(PLAN)
    assert found["二/(一)/2"].text == "2027年底前完成疏浚。"
    assert found["二/(一)/2"].charge.raw == "（县水利局牵头，各乡镇配合）"
    assert found["二/(二)"].text == "建立巡查机制，每月巡查不少于2次。"


def test_section_and_heading_are_those_above() -> None:
    clause = tasks(PLAN)["二/(一)/1"]
    assert (clause.section, clause.heading) == ("主要任务", "疏浚河道")


def test_in_a_plan_with_charges_an_uncharged_item_is_a_task_only_if_it_prints_a_cadence() -> None:
    assert [name for name in tasks(PLAN) if name.startswith("三")] == ["三/(二)"]


def test_an_uncharged_paragraph_with_a_deadline_is_a_task() -> None:
    text = "一、动员\n各乡镇3月底前成立专班。\n二、任务\n1.修路。（县交通局负责）\n三、强化保障\n各乡镇要高度重视。\n"
    assert list(tasks(text)) == ["一", "二/1"]


def test_in_a_plan_without_charges_every_item_outside_the_frame_is_a_task() -> None:
    text = (
        "一、总体要求\n坚持为民。\n二、任务\n1.修路。\n2.架桥。\n三、组织保障\n各乡镇要落实经费。\n"
        "县财政局要加强监管。\n"
    )
    assert list(tasks(text)) == ["二/1", "二/2", "三#1", "三#2"]


def test_a_continuation_belongs_to_its_item_until_a_charge_closes_it() -> None:
    text = "一、任务\n1.修路。\n路面要硬化。\n（县交通局负责）\n以上任务年底验收。\n"
    found = document(text).clauses
    assert [(c.id, c.text, c.is_task) for c in found] == [
        ("一/1", "修路。\n路面要硬化。", True),
        ("一", "以上任务年底验收。", False),
    ]


def test_charges_on_lines_of_their_own_join() -> None:
    text = (
        "一、任务\n1.修路。\n责任单位:县交通局\n配合单位:县财政局、各乡镇\n完成时限:2027年6月底前\n2.架桥。\n"
        "责任主体:县水利局\n"
    )
    found = tasks(text)
    assert found["一/1"].charge.responsible == ("县交通局",)
    assert found["一/1"].charge.support == ("县财政局", "各乡镇")
    assert found["一/1"].charge.raw.endswith("完成时限:2027年6月底前")
    assert found["一/2"].charge.responsible == ("县水利局",)


def test_numbers_may_skip_restart_and_repeat() -> None:
    text = (
        "一、甲\n1.修路。（县交通局负责）\n6.架桥。（县交通局负责）\n二、乙\n1.修渠。（县水利局负责）\n"
        "1.修坝。（县水利局负责）\n"
    )
    assert list(tasks(text)) == ["一/1", "一/6", "二/1", "二/1#2"]


def test_several_charges_in_an_item_share_its_number() -> None:
    text = "一、任务\n（一）惠民。修路。（县交通局负责）修渠。（县水利局负责）\n"
    assert [(c.id, c.text) for c in tasks(text).values()] == [("一/(一)#1", "惠民。修路。"), ("一/(一)#2", "修渠。")]


def test_points_whose_last_alone_is_charged_are_one_task() -> None:
    text = "一、任务\n1.排查隐患：\n（1）登记；\n（2）整改。（县应急局负责）\n2.修路。（县交通局负责）\n"
    assert tasks(text)["一/1"].text == "排查隐患：\n（1）登记；\n（2）整改。"


def test_a_charge_in_a_heading_is_inherited() -> None:
    text = "一、修路（责任单位：县交通局）\n1.硬化路面。\n2.设置标志。（县公安局负责）\n"
    found = tasks(text)
    assert (found["一/1"].charge.responsible, found["一/2"].charge.responsible) == (("县交通局",), ("县公安局",))


def test_a_charge_line_after_uncharged_items_is_for_all_of_them() -> None:
    text = (
        "一、任务\n（一）修路\n1.硬化路面。\n2.设置标志。\n责任单位：县交通局\n（二）架桥\n1.勘察。\n"
        "责任单位：县水利局\n"
    )
    assert [c.charge.responsible for c in tasks(text).values()] == [("县交通局",), ("县交通局",), ("县水利局",)]


def test_a_whole_plan_in_one_line_is_taken_apart() -> None:
    text = (
        "青山县工作方案 一、总体要求 坚持为民。二、任务 （一）修路 1.硬化。（县交通局负责）2.亮化。"
        "（县住建局负责）（二）架桥 1.勘察。（县水利局负责）"
    )
    assert list(tasks(text)) == ["二/(一)/1", "二/(一)/2", "二/(二)/1"]


def test_articles_stand_without_their_chapter_and_assign_no_work() -> None:
    text = (
        "# 青山县河道条例\n\n## 第一章 总则\n\n第一条 为了保护河道，制定本条例。\n\n"
        "第二条 河长履行下列职责：\n\n（一）每月巡查一次；\n\n（二）其他职责。\n"
    )
    found = document(text)
    assert found.title == "青山县河道条例"
    assert [(c.id, c.is_task) for c in found.clauses] == [
        ("第一条", False), ("第二条", False), ("第二条/(一)", False), ("第二条/(二)", False),
    ]  # fmt: skip


def test_numbers_that_restart_in_every_part_keep_the_part() -> None:
    text = "第一部分  水利\n1.修渠。（县水利局负责）\n第二部分  交通\n1.修路。（县交通局负责）\n"
    assert list(tasks(text)) == ["第一部分/1", "第二部分/1"]


def test_stages_are_passages_that_keep_their_name() -> None:
    text = (
        "一、任务\n1.修路。（县交通局负责）\n二、实施步骤\n第一阶段：动员（2027年1月—3月），广泛宣传；\n"
        "第二阶段：实施，全面推进。\n"
    )
    stage = document(text).clauses[1]
    assert (stage.id, stage.is_task, stage.text[:5]) == ("二/第一阶段", False, "第一阶段：")


def test_chrome_before_and_after_is_no_clause() -> None:
    text = f"首页 > 政务公开 > 文件\n\n{PLAN}\n我要留言\n打印本页\n|\n"
    assert [c.text for c in document(text).clauses] == [c.text for c in document(PLAN).clauses]


def test_attachments_are_no_items() -> None:
    text = "一、任务\n1.修路。（县交通局负责）\n附件：1.任务清单\n2.联系人名单\n青山县人民政府\n2027年1月5日\n"
    assert list(tasks(text)) == ["一/1"]


ALPHABET = "一二三十、（）()1.2#第条章节：:。；，\n\t 　|责任单位牵头配合县局各乡镇2027年月日关于方案通知〔〕号"


@given(st.one_of(st.text(alphabet=ALPHABET, max_size=120), st.text(max_size=60)))
@settings(max_examples=200, deadline=None)
def test_any_text_becomes_clauses_whose_spans_are_verbatim_and_ids_unique(text: str) -> None:
    found = document(text)
    assert all(found.text[c.start : c.end] == c.text for c in found.clauses)
    assert len({c.id for c in found.clauses}) == len(found.clauses)


def test_the_last_item_of_an_article_keeps_its_text_when_a_paragraph_follows() -> None:
    items = "（一）大桥每年检查一次；\n（二）小桥每三年检查一次。\n检查情况记入档案。\n"
    text = f"第一条 桥梁按下列规定检查：\n{items}第二条 本办法自发布之日起施行。\n"
    texts = [clause.text for clause in document(text).clauses]
    assert any(found.startswith("小桥每三年检查一次。") for found in texts)
