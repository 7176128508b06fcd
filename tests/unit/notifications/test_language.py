"""What an office may write in a template: our own texts pass, everything that reaches further does not."""

import pytest

from notifications.decisions import VIEWS
from notifications.papers import Form
from notifications.wording.builtin import text_of
from notifications.wording.compose import _built_in, compose, values_of
from notifications.wording.guarded import Guarded
from notifications.wording.language import check, offers
from notifications.wording.marks import marked, read_marks
from notifications.wording.samples import SAMPLES

FORMS = sorted(VIEWS)


def said(source: str, form: Form = Form.URGE) -> list[str]:
    return [f"{problem.source.line} {problem.code}" for problem in check(form, source)]


@pytest.mark.parametrize("form", FORMS)
def test_our_own_texts_obey_the_language_and_say_the_same_when_copied(form: Form) -> None:
    assert check(form, text_of(form)) == []
    values = values_of(SAMPLES[form])
    copied = Guarded().from_string(marked(text_of(form))).render(values)
    assert read_marks(copied) == read_marks(_built_in(form, values))


@pytest.mark.parametrize("form", FORMS)
def test_every_name_that_is_offered_is_there(form: Form) -> None:
    assert set(offers(form)) == set(values_of(SAMPLES[form]))


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("{{ agency }}：{{ due.day }}", []),
        ("{% for one in earlier %}{{ loop.index | zh_count }}{{ one.paper }}{% else %}无{% endfor %}", []),
        ("{% for line in due.steps %}{{ line }}{% endfor %}", []),
        ("{{ '甲' if new_limit and days_late > 3 else '乙' }}", []),
        ("甲\n{{ nobody }}", ["2 N602"]),
        ("甲\n\n{{ due.nothing }}{{ agency.name }}", ["3 N602", "3 N602"]),
        ("{% for one in agency %}{% endfor %}", ["1 N607"]),
        ("{% for one in range(9) %}{% endfor %}", ["1 N607"]),
        ("{% for one in [1, 2] %}{% endfor %}", ["1 N607"]),
        ("{% for one in earlier if one.number %}{% endfor %}", ["1 N603"]),
        ("{% for a, b in earlier %}{% endfor %}", ["1 N607"]),
        ("{% for one in earlier %}{{ other }}{% endfor %}{{ one }}", ["1 N602", "1 N602"]),
        ("{{ nth * 9 }}", ["1 N603"]),
        ("{{ agency ~ agency }}", ["1 N603"]),
        ("{{ agency | upper }}", ["1 N603"]),
        ("{{ agency is callable }}", ["1 N603"]),
        ("{{ earlier[0] }}", ["1 N603"]),
        ("{{ agency[:100000000] }}", ["1 N603"]),
        ("{% set x = agency %}", ["1 N603"]),
        ("甲\n乙\n{% if agency %}", ["3 N601"]),
        ("{{ agency }", ["1 N601"]),
        ("字" * 17_000, ["0 N601"]),
        ("甲\n乙\u202e丙\u200b", ["2 N604", "2 N604"]),
        (
            "".join(f"{{% for {name} in earlier %}}" for name in "abcd") + "{% endfor %}" * 4,
            ["1 N603"],
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(source: str, problems: list[str]) -> None:
    assert [each.replace("None", "0") for each in said(source)] == problems


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    (problem,) = check(Form.URGE, "{{ deadline }}", "催办.txt")
    assert str(problem).startswith("催办.txt:1:1: N602 这份文书没有“deadline”；请改为其中之一：addressee、agency")


MARKS = """标题：关于{{ matter }}的函
{{ agency }}一、不是标题
一、是标题
（一）小标题
（二）一句话。
【工作要求】甲
接着写
〖责任人〗{{ responsible }}
"""


def test_marks_count_where_the_template_writes_them() -> None:
    title, lines, boxes = read_marks(
        Guarded().from_string(marked(MARKS)).render(matter="一、事项", agency="【栏】", responsible="【假栏】")
    )
    assert title == "关于一、事项的函"
    assert [(line.text, line.level) for line in lines] == [
        ("【栏】一、不是标题", 0), ("一、是标题", 1), ("（一）小标题", 2), ("（二）一句话。", 0),
    ]  # fmt: skip
    assert [(box.label, box.lines, box.half) for box in boxes] == [
        ("工作要求", ("甲", "接着写"), False), ("责任人", ("【假栏】",), True),
    ]  # fmt: skip


def test_the_office_s_own_words_take_the_place_of_ours() -> None:
    view = SAMPLES[Form.URGE]
    own = compose(view, lambda form, values: f"请{values['agency']}抓紧。" if form is Form.URGE else None)
    assert [line.text for line in own.lines] == ["请青禾区商务委员会抓紧。"]
    assert own.number == compose(view).number
    assert compose(view, lambda form, values: None) == compose(view)
