"""责任分工 tables of our own: merged cells, two-row headers, unit columns without a name."""

from pathlib import Path

from documents.html import read_html
from documents.read import document_of
from documents.text import read_text
from engine.nouns.document import Clause


def tasks(page: str) -> list[Clause]:
    layout = read_html(page.encode(), Path("plan.html"))
    return [c for c in document_of(layout, Path("plan.html"), "").clauses if c.is_task]


def table(*rows: str) -> str:
    return f"<html><body><p>前面的话。</p><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></body></html>"


def cells(*texts: str) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


HEADER = cells("序号", "工作任务", "牵头单位", "配合单位", "完成时限")


def test_a_row_is_a_task_with_the_roles_of_its_columns() -> None:
    (task,) = tasks(table(HEADER, cells("1", "疏浚河道", "县水利局", "县财政局、各乡镇", "6月底")))
    assert (task.id, task.text) == ("1", "疏浚河道")
    assert (task.charge.lead, task.charge.support) == (("县水利局",), ("县财政局", "各乡镇"))
    assert "完成时限：6月底" in task.charge.raw


def test_a_merged_cell_is_inherited() -> None:
    page = table(
        HEADER,
        "<td>1</td><td>疏浚河道</td><td rowspan=2>县水利局</td><td>各乡镇</td><td></td>",
        "<td>2</td><td>修建水闸</td><td>县财政局</td><td></td>",
    )
    assert [(t.id, t.charge.lead, t.charge.support) for t in tasks(page)] == [
        ("1", ("县水利局",), ("各乡镇",)),
        ("2", ("县水利局",), ("县财政局",)),
    ]


def test_a_text_cell_over_several_rows_is_their_heading() -> None:
    page = table(
        cells("重点任务", "具体措施", "责任单位"),
        "<td rowspan=2>整治河道</td><td>1.疏浚</td><td>县水利局</td>",
        "<td>2.巡查</td><td>各乡镇</td>",
    )
    assert [(t.id, t.heading, t.text) for t in tasks(page)] == [("1", "整治河道", "疏浚"), ("2", "整治河道", "巡查")]


def test_section_rows_begin_the_ids_and_totals_are_passed_over() -> None:
    page = table(
        cells("序号", "考核项目", "分值", "责任单位"),
        cells("", "总分", "100", ""),
        cells("一、", "水利", "60", ""),
        cells("1", "疏浚河道", "60", "县水利局"),
        cells("二、", "交通", "40", ""),
        cells("1", "修路", "40", "县交通局"),
    )
    assert [(t.id, t.section) for t in tasks(page)] == [("一/1", "水利"), ("二/1", "交通")]


def test_a_header_of_two_rows_gives_the_lower_labels() -> None:
    page = table(
        "<td rowspan=2>序号</td><td rowspan=2>工作任务</td><td colspan=2>责任分工</td>",
        cells("牵头单位", "配合单位"),
        cells("1", "修路", "县交通局", "各乡镇"),
    )
    (task,) = tasks(page)
    assert (task.charge.lead, task.charge.support) == (("县交通局",), ("各乡镇",))


def test_a_column_of_agencies_is_known_by_what_it_holds() -> None:
    page = table(
        cells("序号", "考核项目", "", "考核内容"),
        cells("1", "重点", "县水利局", "疏浚"),
        cells("2", "重点", "县交通局", "修路"),
        cells("3", "一般", "县教育局", "讲课"),
    )
    assert [t.charge.responsible for t in tasks(page)] == [("县水利局",), ("县交通局",), ("县教育局",)]


def test_a_row_that_only_adds_units_adds_them_to_the_task_above() -> None:
    page = table(
        cells("序号", "工作任务", "责任单位"),
        "<td rowspan=2>1</td><td rowspan=2>修路</td><td>县交通局</td>",
        "<td>各乡镇</td>",
    )
    (task,) = tasks(page)
    assert task.charge.responsible == ("县交通局", "各乡镇")


def test_a_table_that_assigns_nothing_is_read_as_lines() -> None:
    page = table(cells("姓名", "电话"), cells("张某", "123"))
    assert tasks(page) == []


def test_a_table_drawn_in_text_is_read_where_it_stands() -> None:
    text = (
        "一、任务\n1.修路。（县交通局负责）\n\n| 序号 | 工作任务 | 责任单位 |\n| --- | --- | --- |\n"
        "| 1 | 修渠 | 县水利局 |\n| 2 | 植树 | 县林业局 |\n"
    )
    document = document_of(read_text(text.encode(), Path("a.md")), Path("a.md"), "")
    found = [(c.id, c.text, c.charge.responsible) for c in document.clauses]
    assert found[1:] == [("1", "修渠", ("县水利局",)), ("2", "植树", ("县林业局",))]
    assert all(document.text[c.start : c.end] == c.text for c in document.clauses)


def test_a_section_row_under_the_header_is_no_second_header() -> None:
    page = table(HEADER, "<td colspan=5>一、主要目标</td>", cells("1", "疏浚河道", "县水利局", "各乡镇", "6月底"))
    (task,) = tasks(page)
    assert (task.id, task.charge.lead, task.charge.support) == ("一/1", ("县水利局",), ("各乡镇",))
