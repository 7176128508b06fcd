"""Texts broken at a fixed width are put together again; texts that are not wrapped are left alone."""

from pathlib import Path

from documents.layout import Layout
from documents.read import document_of
from engine.nouns.document import Document

SENTENCE = (
    "组织沿河各乡镇逐段摸清河道淤积、岸坡损毁和违章建筑情况，建立问题清单、任务清单和责任清单，逐项明确整改措施。"
)
PLAN = "青山县河道整治工作方案\n一、主要任务\n" + "".join(
    f"{n}.{SENTENCE}（县水利局、县自然资源和规划局、县农业农村局牵头，各乡镇人民政府配合）\n" for n in range(1, 5)
)


def document(text: str) -> Document:
    return document_of(Layout(text), Path("plan.txt"), "")


def broken(text: str, width: int) -> str:
    lines = [line[start : start + width] for line in text.splitlines() for start in range(0, len(line), width)]
    return "\n".join(lines) + "\n"


def test_broken_sentences_names_and_brackets_are_joined() -> None:
    whole, wrapped = document(PLAN).clauses, document(broken(PLAN, 30)).clauses
    assert [clause.id for clause in wrapped] == [clause.id for clause in whole]
    assert [clause.text.replace("\n", "") for clause in wrapped] == [clause.text for clause in whole]
    assert [clause.charge.lead for clause in wrapped] == [clause.charge.lead for clause in whole]


def test_a_joined_text_is_verbatim_with_its_breaks() -> None:
    found = document(broken(PLAN, 30))
    assert all(found.text[c.start : c.end] == c.text for c in found.clauses)
    assert "\n" in found.clauses[0].text


def test_items_of_like_length_are_not_joined() -> None:
    text = "一、任务\n" + "".join(f"{n}.修缮第{n}号水闸并更换启闭设备和控制系统\n" for n in range(1, 9))
    assert len(document(text).clauses) == 8
