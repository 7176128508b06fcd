"""A duty that is judged by figures asks for them by name, on the page and by the link, and they count when accepted."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from engine.nouns import Role
from tests.acceptance.conftest import PACK, House
from tests.acceptance.console.conftest import Browser, doors
from workflows.standard import Action

RATIO = 'test: {ratio: {num: review.people, den: law.people, at_least: "5%"}}'
MIXED = 'test: {all: [{count: {of: law.lecture, unit: 期, at_least: "2"}}, {deliver: {of: law.summary}}]}'
LEVEL = 'test: {level: {of: law.staff, at_least: "3"}}'
Open = Callable[..., Browser]


def offices(house: House, test: str) -> House:
    """An office whose one rule is judged by figures."""
    begin, end = PACK.index("- id: report.year"), PACK.index("- id: lecture")
    rule = re.sub(r"test: \{count:.*?\n", f"{test}\n", PACK[end:])
    house.publish(PACK[:begin] + rule)
    house.sweep(date(2026, 3, 16))
    return house


def reported(browser: Open, **figures: str) -> tuple[str, str]:
    """The number of the agency's one task, and the answer to a report that gives these figures."""
    contact = browser(Role.CONTACT)
    (number,) = set(re.findall(r'href="/task/([^"]+)"', contact.page("/mine")))
    contact.post("/mine/accept", task=number)
    seen = re.search(r'name="seen" value="(\d+)"', contact.page(f"/task/{number}"))
    assert seen is not None
    sent = {"links": "https://sfj.example/1", "numbers": "示司发〔2026〕3号"}
    sent |= {f"figure.{kind.replace('_', '.')}": said for kind, said in figures.items()}
    answer = contact.post(f"/task/{number}", deed="report", text="已配齐。", seen=seen.group(1), **sent)
    return number, answer.text


def have(house: House, number: str) -> object:
    """How far the figures go on the day of the report."""
    test = house.explain(number, date(2026, 3, 16))["test"]
    return test["have"] if isinstance(test, dict) else None


@pytest.fixture
def ratio(unpublished_house: House) -> House:
    return offices(unpublished_house, RATIO)


def test_the_form_asks_for_each_figure_by_what_it_is(ratio: House, clock: list[datetime]) -> None:
    with doors(ratio, clock) as browser:
        number, _ = reported(browser, law_people="100")
        page = browser(Role.CONTACT).page(f"/task/{number}")
        assert re.findall(r"<label>([^<]*数)<input[^>]*name=\"(figure[^\"]*)\"", page) == [
            ("总数", "figure.law.people"),
            ("其中符合要求的数", "figure.review.people"),
        ]
        assert "报的是哪一项" not in page
        assert '<details class="deed" open><summary>反馈</summary>' in page
        assert "判定看：“其中符合要求的数”占“总数”不少于5%。" in page
        assert "报到现在的实数，附统计表、花名册或台账。" in page


def test_what_a_rule_mixes_is_chosen_by_name(unpublished_house: House, clock: list[datetime]) -> None:
    offices(unpublished_house, MIXED)
    with doors(unpublished_house, clock) as browser:
        contact = browser(Role.CONTACT)
        (number,) = set(re.findall(r'href="/task/([^"]+)"', contact.page("/mine")))
        contact.post("/mine/accept", task=number)
        offered = re.findall(r'<option value="([^"]+)">([^<]+)</option>', contact.page(f"/task/{number}"))
        assert offered == [("law.lecture", "不少于2期"), ("law.summary", "报送")]
        told = contact.page(f"/task/{number}")
        assert "判定看：以下每项都要：不少于2期；报送。" in told
        assert "办成一次报一次，附通知、签到表、纪要或照片。" in told
        assert "交报送的材料本身，或写明报送的文号；以收到之日为准。" in told
        told = contact.post(f"/task/{number}", deed="report", text="已办一期。", kind="law.lecture", quantity="1")
        assert told.status_code == 303


def test_half_a_ratio_is_refused_and_what_was_typed_stays(ratio: House, clock: list[datetime]) -> None:
    with doors(ratio, clock) as browser:
        _, answer = reported(browser, law_people="100", review_people="")
        assert "X428" in answer
        assert "还缺其中符合要求的数" in answer
        assert 'name="figure.law.people" inputmode="decimal" value="100"' in answer
        assert "所附的也留着，不用再选" in answer


def test_what_was_attached_to_a_refused_report_goes_with_the_next(ratio: House, clock: list[datetime]) -> None:
    with doors(ratio, clock) as browser:
        number, answer = reported(browser, law_people="100", review_people="")
        draft = re.search(r'name="draft" value="([^"]+)"', answer)
        assert draft is not None
        figures = {"figure.law.people": "100", "figure.review.people": "8"}
        again = browser(Role.CONTACT).post(
            f"/task/{number}", deed="report", text="已配齐。", draft=draft.group(1), **figures
        )
        assert again.headers["location"] == f"/task/{number}?done=1"
        page = browser(Role.CONTACT).page(f"/task/{number}")
        assert page.count("https://sfj.example/1") == page.count("示司发〔2026〕3号") == 1


def test_figures_are_given_on_the_command_line_too(ratio: House, duban: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_DATABASE", ratio.settings.database_url)
    monkeypatch.setenv("DUBAN_JURISDICTION", ratio.settings.jurisdiction)
    number = str(ratio.tasks(date(2026, 3, 16), "区司法局", "讲座")[0]["key"])
    ratio.act(number, Action.ACCEPT, "甲", Role.CONTACT, date(2026, 3, 16))
    words = ("task", "report", number, "--by", "甲", "--text", "已配齐。", "--on", "2026-03-16")
    half = duban(ratio.folder, *words, "--figure", "law.people=100")
    assert (half.returncode, "X428 还缺其中符合要求的数" in half.stderr, "草稿 f-" in half.stderr) == (1, True, True)
    assert duban(ratio.folder, *words, "--figure", "law.people=一百").returncode == 1
    done = duban(ratio.folder, *words, "--figure", "law.people=100", "--figure", "review.people=8")
    assert (done.returncode, have(ratio, number)) == (0, {"lo": 0, "hi": 8})


def test_the_figures_are_measured_when_the_office_accepts_them(ratio: House, clock: list[datetime]) -> None:
    with doors(ratio, clock) as browser:
        number, _ = reported(browser, law_people="100", review_people="5")
    assert have(ratio, number) == {"lo": 0, "hi": 5}  # it waits, and might count
    ratio.act(number, Action.VERIFY, "督办甲", Role.OFFICER, date(2026, 3, 16))
    assert have(ratio, number) == {"lo": 5, "hi": 5}
    assert ratio.explain(number, date(2027, 1, 4))["verdict"] == "MET"


def test_a_headcount_is_one_figure(unpublished_house: House, clock: list[datetime]) -> None:
    with doors(offices(unpublished_house, LEVEL), clock) as browser:
        number, answer = reported(browser, law_staff="三个")
        assert "F120" in answer
        assert re.search(r"<label>现有数<input", browser(Role.CONTACT).page(f"/task/{number}"))


def test_words_alone_are_a_report_too(ratio: House, clock: list[datetime]) -> None:
    with doors(ratio, clock) as browser:
        number, _ = reported(browser)
        assert "已配齐。" in browser(Role.CONTACT).page(f"/task/{number}")
