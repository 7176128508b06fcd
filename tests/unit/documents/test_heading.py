"""Heads and feet of documents of our own."""

from datetime import date
from pathlib import Path

from documents.layout import Layout
from documents.read import document_of
from engine.nouns.document import Document


def document(text: str) -> Document:
    return document_of(Layout(text), Path("plan.txt"), "")


NOTICE = """青山县人民政府办公室关于印发河道整治工作方案的通知
青政办发〔2027〕12号
各乡镇人民政府，县直各单位：
《河道整治工作方案》已经县政府同意，现印发给你们。
青山县人民政府办公室
2027年3月1日
青山县河道整治
工作方案（2027—2029年）
一、任务
1.修渠。（县水利局负责）
"""


def test_of_a_notice_and_its_plan_the_title_is_the_plans() -> None:
    assert document(NOTICE).title == "青山县河道整治工作方案（2027—2029年）"


def test_number_issuer_and_day_are_those_of_the_signature() -> None:
    found = document(NOTICE)
    assert (found.doc_number, found.issuer, found.issued_on) == (
        "青政办发〔2027〕12号",
        "青山县人民政府办公室",
        date(2027, 3, 1),
    )


def test_the_list_of_a_page_speaks_where_no_signature_does() -> None:
    text = (
        "发文机关：\n青山县司法局\n成文日期：\n2027年3月1日\n标  题：\n青山县普法要点\n发文字号：\n"
        "青司发〔2027〕3号\n主 题 词：\n一、任务\n1.讲课。\n"
    )
    found = document(text)
    assert (found.title, found.issuer) == ("青山县普法要点", "青山县司法局")
    assert (found.doc_number, found.issued_on) == ("青司发〔2027〕3号", date(2027, 3, 1))


def test_a_regulation_is_dated_by_its_adoption() -> None:
    text = "# 青山市河道条例\n\n2026年12月3日 青山市第五届人民代表大会常务委员会第二次会议通过\n\n第一条 保护河道。\n"
    found = document(text)
    assert (found.issuer, found.issued_on) == ("青山市人民代表大会常务委员会", date(2026, 12, 3))


def test_an_impossible_day_is_no_date() -> None:
    assert document("关于修路的通知\n青山县人民政府\n2027年2月30日\n一、任务\n1.修路。\n").issued_on is None


def test_a_title_may_name_the_issuer() -> None:
    assert document("青山县政府关于修路的通知\n一、任务\n1.修路。\n").issuer == "青山县政府"


def test_a_number_quoted_in_a_sentence_is_not_the_documents_own() -> None:
    assert document("根据《要点》（青政发〔2026〕5号）精神，制定本方案。\n一、任务\n1.修路。\n").doc_number is None


def test_script_is_told_and_quotes_stay_as_printed() -> None:
    found = document("關於修路的實施方案\n一、工作任務\n(一)修路。（縣交通局牽頭，各鄉鎮配合）\n")
    assert (found.script, found.title) == ("traditional", "關於修路的實施方案")
    assert found.clauses[0].charge.lead == ("縣交通局",)


def test_one_traditional_name_does_not_make_a_traditional_text() -> None:
    assert (
        document("关于修路的通知\n一、任务\n1.由陳國華同志负责联系，其余各项工作照常推进，务求实效。\n").script
        == "simplified"
    )


def test_a_long_preamble_with_angle_brackets_is_kept() -> None:
    preamble = "根据《关于印发<河道整治要点>的通知》，结合我县实际，为全面整治河道、保护水源、造福群众，制定如下方案。"
    assert document(f"青山县方案\n{preamble}\n一、任务\n1.修路。（县交通局负责）\n").clauses[0].text == preamble


def test_the_list_of_a_page_may_stand_in_bars() -> None:
    text = (
        "发文字号 | 青政发〔2027〕3号 | 制发机构 | 青山县司法局 |\n成文日期 | 2027-06-13 | 发布日期 | 2027-06-30 |\n"
        "标 题 | 青山县普法要点 |\n一、任务\n1.讲课。\n"
    )
    found = document(text)
    assert (found.title, found.doc_number) == ("青山县普法要点", "青政发〔2027〕3号")
    assert (found.issuer, found.issued_on) == ("青山县司法局", date(2027, 6, 13))


def test_a_day_may_be_written_in_chinese_numerals_and_signed_by_no_one() -> None:
    text = "青山县普法要点\n二○二七年四月十三日\n一、任务\n1.讲课。\n"
    assert document(text).issued_on == date(2027, 4, 13)


def test_a_title_gives_up_the_number_it_carries() -> None:
    found = document("2027年青山县重点工作任务（青政发〔2027〕2号）\n一、任务\n1.讲课。\n")
    assert (found.title, found.doc_number) == ("2027年青山县重点工作任务", "青政发〔2027〕2号")


def test_recipients_and_contacts_are_no_clauses() -> None:
    recipients, contact = "青山区、绿水区人民政府，市政府各部门：", "联系人：某某，电话123。"
    text = f"关于修路的通知\n{recipients}\n现就修路通知如下：\n1.硬化路面。\n{contact}\n"
    assert [clause.text for clause in document(text).clauses] == ["现就修路通知如下：", "硬化路面。"]
