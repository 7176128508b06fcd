"""Fields of papers: plain values in, a view out, or every problem in Chinese."""

from datetime import date

import pytest

from notifications.decisions import VIEWS, ExtensionView, FindingView, RectifyView
from notifications.papers import Form, LetterView
from notifications.wording.fields import read_fields, terms
from notifications.wording.samples import OFFICE

EXTENSION = {
    "agency": "区商务委", "office": OFFICE, "signed_on": "2026-03-10", "matter": "年度报告", "applied_on": "2026-03-05",
    "reason": "上级口径未定", "original_due": "2026-03-31", "asked_for": "2026-04-30", "granted": True,
    "new_due": date(2026, 4, 24), "nth": 2, "conditions": ["每周反馈"],
}  # fmt: skip


def said(form: Form, given: dict[str, object]) -> list[str]:
    view, problems = read_fields(form, given)
    assert (view is None) == bool(problems)
    return [f"{problem.code} {problem.message}" for problem in problems]


def test_a_view_is_read_from_plain_values() -> None:
    view, problems = read_fields(Form.EXTENSION, EXTENSION)
    assert problems == []
    assert isinstance(view, ExtensionView)
    assert (view.applied_on, view.new_due, view.conditions) == (date(2026, 3, 5), date(2026, 4, 24), ("每周反馈",))
    assert (view.agency, view.granted, view.nth, view.progress) == ("区商务委", True, 2, "")


def test_every_field_that_is_missing_is_named() -> None:
    missing = said(Form.EXTENSION, {**EXTENSION, "reason": " ", "original_due": None})
    assert missing == [
        "N501 extension.reason：缺少“延期理由”；请补上",
        "N501 extension.original_due：缺少“原时限”；请补上",
    ]
    assert len(said(Form.RECTIFY, {})) == sum(term.required for term in terms(RectifyView))


def test_what_does_not_fit_says_what_would() -> None:
    wrong = {"signed_on": "三月十日", "granted": "同意", "nth": "二", "conditions": "每周反馈", "reason": ["一"]}
    assert said(Form.EXTENSION, {**EXTENSION, **wrong}) == [
        "N502 extension.signed_on：“成文日期”应是 2026-03-01 这样的日期；请改正",
        "N502 extension.reason：“延期理由”应是文字；请改正",
        "N502 extension.granted：“是否同意”应是 true 或 false；请改正",
        "N502 extension.nth：“第几次延期”应是整数；请改正",
        "N502 extension.conditions：“附加要求”应是一组；请改正",
    ]
    outcome = said(Form.APPEAL, {"outcome": "维持原判"})
    assert "N502 appeal.outcome：“复核结论”应是维持、变更、撤销之一；请改正" in outcome


def test_a_field_nobody_knows_is_refused_with_those_that_are() -> None:
    (problem,) = said(Form.EXTENSION, {**EXTENSION, "new_date": "2026-04-24"})
    assert problem.startswith("N503 extension.new_date：没有这一栏")
    assert "new_due（批准延至）" in problem


def test_findings_are_read_one_by_one_with_their_place() -> None:
    finding = {"fact": "未审核", "evidence": "发文稿纸", "violated": "第12项", "demand": "补办", "limit": "2026-03-31"}
    given = {
        "agency": "区商务委", "office": OFFICE, "signed_on": "2026-03-10", "matter": "审核", "basis": "要点",
        "inspected": "3月4日查阅案卷", "limit": "2026-04-10", "findings": [finding, {**finding, "limit": "月底"}],
    }  # fmt: skip
    assert said(Form.RECTIFY, given) == ["N502 rectify.findings[2].limit：“整改时限”应是 2026-03-01 这样的日期；请改正"]
    view, _ = read_fields(Form.RECTIFY, {**given, "findings": [finding]})
    assert isinstance(view, RectifyView)
    assert view.findings == (FindingView("未审核", "发文稿纸", "第12项", "补办", date(2026, 3, 31)),)


@pytest.mark.parametrize("view", sorted(set(VIEWS.values()), key=lambda view: view.__name__))
def test_every_field_has_a_chinese_name(view: type) -> None:
    assert [term.name for term in terms(view) if term.chinese == term.name or term.chinese.isascii()] == []
    assert len({term.chinese for term in terms(view)}) == len(terms(view))
    assert issubclass(view, LetterView) or not terms(view)[0].required


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"new_due": None}, "N504 extension：同意延期的，须写明“批准延至”；请补上"),
        ({"new_due": "2026-03-31"}, "N504 extension：“批准延至”不晚于“原时限”；请核对"),
        ({"granted": False}, "N504 extension：不同意延期的，须写明“不同意的理由”；请补上"),
        ({"granted": False, "why_not": "理由不充分"}, None),
    ],
)
def test_what_does_not_go_together_is_said(given: dict[str, object], problem: str | None) -> None:
    assert said(Form.EXTENSION, {**EXTENSION, **given}) == ([problem] if problem else [])
