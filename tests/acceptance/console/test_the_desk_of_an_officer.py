"""What an officer does all day, in a real browser: by keyboard, many at once, and beside a colleague."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from duban.services.counter import together
from engine.nouns import Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, Browser
from tests.acceptance.console.test_in_a_browser import Window, window
from tests.acceptance.console.test_the_piles_of_the_office import reported
from workflows.standard import Action

__all__ = ["window"]

ASKED = """duban: rulepack/1
pack: cn.test.judged
version: 1.0.0
title: 由人判定的要求
timezone: Asia/Shanghai
calendar: cn.workdays
effective: {from: "2026-01-01", to: null}
sources:
  - {id: plan, file: plan.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000", doc_no: 示府办〔2026〕2号, issued: "2026-01-05"}
sets:
  depts: {of: agency, members: [各部门]}
rules:
"""  # noqa: E501
A_RULE = """- id: {0}
  title: 完善{0}机制
  source: {{doc: plan, locator: "2", quote: 完善{0}机制}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  manual: {{ask: 请报送完善{0}机制的进展, by: office, every: {0}}}
"""


def judged_by_people(house: House) -> None:
    """Publish two requirements that nobody can count: of this quarter, and of this year."""
    house.publish(ASKED + A_RULE.format("quarter") + A_RULE.format("year"), on=date(2026, 1, 6))
    house.sweep(DAY)


def counted(page: str) -> int:
    found = re.search(r"共 (\d+) 件", page)
    return int(found[1]) if found else 0


def test_a_check_asked_for_leaves_the_editor_as_it_is_and_shows_what_was_found(window: Window) -> None:
    page = window.page(Role.OFFICER)
    page.goto(f"{window.address}/packs")
    page.locator('main a[href^="/packs/published/"]').first.click()
    page.get_by_role("button", name="起草修订版").click()
    page.wait_for_url(re.compile("/drafts/.*/text"))
    here, text = page.url, page.locator("#pack-text")
    text.press("Control+End")
    page.keyboard.insert_text("\nfoo: bar\n")
    checked = page.get_by_role("button", name="检查", exact=True)
    checked.focus()
    with page.expect_response(re.compile("/check$")):
        page.keyboard.press("Enter")
    page.locator("#proof").get_by_text("R102").wait_for()
    assert (page.url, text.input_value().endswith("foo: bar\n")) == (here, True)
    assert checked.evaluate("each => each === document.activeElement")
    assert page.locator("#proof").evaluate("each => each.getBoundingClientRect().top < innerHeight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first mistake leads back to its line
    assert text.evaluate("each => each === document.activeElement && getSelection().toString()") == "foo: bar"


def test_what_is_to_be_judged_much_later_does_not_fill_the_day(
    browser: Callable[..., Browser], office_hours: House, clock: list[datetime]
) -> None:
    judged_by_people(office_hours)
    officer = browser(Role.OFFICER)
    pile = re.search(r"待人工判定 <b>(\d+)</b>.*?</section>", officer.page("/today"), re.DOTALL)
    assert pile is not None
    [(later, many)] = re.findall(r'href="([^"]+)">另有 (\d+) 件时限在七天以后', pile[0])
    assert (int(pile[1]), int(many)) == (0, 4)
    assert counted(officer.page(later.replace("&amp;", "&"))) == 4
    clock[0] = office_hours.at(date(2026, 3, 27), 10)
    office_hours.sweep(date(2026, 3, 27))
    today = browser(Role.OFFICER).page("/today")
    pile = re.search(r"待人工判定 <b>(\d+)</b>.*?</section>", today, re.DOTALL)
    assert pile is not None
    together = re.search(r'href="([^"]+)">勾选几件一起判定', pile[0])
    assert (int(pile[1]), together is not None) == (2, True)


def test_many_are_ticked_by_one_key_and_judged_at_once(window: Window) -> None:
    judged_by_people(window.house)
    page = window.page(Role.OFFICER)
    page.goto(f"{window.address}/tasks?standing=MANUAL")
    page.get_by_label("选中这一页全部").focus()
    page.keyboard.press("Space")
    assert page.locator("input[name=task]:checked").count() == 4
    page.locator("input[name=task]").first.uncheck()
    assert page.get_by_label("选中这一页全部").evaluate("each => [each.checked, each.indeterminate]") == [False, True]
    page.get_by_role("button", name="人工判定选中的").click()
    assert "可以办 3 件，涉及 2 个单位" in page.locator("main").inner_text()
    page.locator("select[name=value]").select_option("已做到")
    page.locator("input[name=said]").fill("经核查已建立")
    page.get_by_role("button", name="确认人工判定这 3 件").click()
    assert "已办 3 件，没有办成 0 件" in page.locator("main").inner_text()
    page.goto(f"{window.address}/tasks?standing=MANUAL")
    assert "共 1 件" in page.locator("main").inner_text()


def test_a_whole_list_is_taken_batch_by_batch_without_ticking(
    browser: Callable[..., Browser], office_hours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_by_people(office_hours)
    officer = browser(Role.OFFICER)
    monkeypatch.setattr(together, "MOST", 3)
    asked, given = "/tasks/together?standing=MANUAL", {"csrf": officer.csrf, "deed": "judge", "whole": "1"}
    tried = officer.client.post(asked, data=given).text
    assert ("可以人工判定的共 <b>4</b> 件，这一批是第 1—3 件" in tried, "可以办 <b>3</b> 件" in tried) == (True, True)
    ticked = re.findall(r'name="task" value="([^"]+)"', tried)
    done = officer.client.post(asked, data={**given, "task": ticked, "sure": "1", "value": "met", "before": "0"}).text
    assert ("已办 3 件，没有办成 0 件" in done, "接着试算下一批（还有 1 件）" in done) == (True, True)
    rest = officer.client.post(asked, data={**given, "before": "0"}).text
    assert "可以人工判定的共 <b>1</b> 件，这一批是第 1—1 件" in rest
    last = {"task": re.findall(r'name="task" value="([^"]+)"', rest), "sure": "1", "value": "met", "before": "0"}
    assert "接着试算下一批" not in officer.client.post(asked, data={**given, **last}).text
    # what was only told of stays in the list, so that the next batch begins after it
    remind = {"csrf": officer.csrf, "deed": "remind", "whole": "1"}
    ticked = re.findall(r'name="task" value="([^"]+)"', officer.client.post("/tasks/together", data=remind).text)
    done = officer.client.post("/tasks/together", data={**remind, "task": ticked, "sure": "1", "before": "0"}).text
    assert 'name="before" value="3"' in done
    following = officer.client.post("/tasks/together", data={**remind, "before": "3"}).text
    assert not set(re.findall(r'name="task" value="([^"]+)"', following)) & set(ticked)
    # and the filter is kept where there is nothing to be done
    none = officer.client.post("/tasks/together?state=cancelled", data=remind)
    assert (none.status_code, "X776" in none.text, counted(none.text)) == (409, True, 0)


def test_what_no_judgement_moves_yet_is_not_offered_again(
    browser: Callable[..., Browser], office_hours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_by_people(office_hours)
    office_hours.sweep(DAY + timedelta(days=1))  # a clock that was wrong, or the demonstration
    officer = browser(Role.OFFICER)
    monkeypatch.setattr(together, "MOST", 3)
    judge = {"csrf": officer.csrf, "deed": "judge", "whole": "1"}
    ticked = re.findall(r'name="task" value="([^"]+)"', officer.client.post("/tasks/together", data=judge).text)
    done = officer.client.post("/tasks/together", data={**judge, "task": ticked, "sure": "1", "value": "met"}).text
    assert ('name="before" value="3"' in done, "接着试算下一批（还有 1 件）" in done) == (True, True)


def test_a_whole_list_is_judged_only_as_far_as_it_was_shown(
    browser: Callable[..., Browser], office_hours: House
) -> None:
    judged_by_people(office_hours)
    officer = browser(Role.OFFICER)
    judge = {"csrf": officer.csrf, "deed": "judge", "whole": "1"}
    elsewhere = officer.client.post("/tasks/together?standing=BREACHED", data=judge)
    assert (elsewhere.status_code, "X776" in elsewhere.text) == (409, True)
    shown = officer.client.post("/tasks/together?standing=BREACHED,MANUAL", data=judge)
    assert "可以人工判定的共 <b>4</b> 件" in shown.text


def test_an_inspector_finds_what_waits_for_him_and_closes_many_at_once(
    browser: Callable[..., Browser],
) -> None:
    officer, inspector = browser(Role.OFFICER), browser(Role.INSPECTOR)
    number = reported(browser)
    officer.post("/tasks/together", deed="verify", task=number, sure="1")
    found = re.search(r'href="([^"]+)">待督查销号 <b>(\d+)</b>', inspector.page("/today"))
    assert found is not None
    assert (counted(inspector.page(found[1])), int(found[2])) == (1, 1)
    assert "待督查销号" not in officer.page("/today")
    ticked = {"csrf": inspector.csrf, "deed": "inspect", "task": [number]}
    assert officer.client.post("/tasks/together", data={**ticked, "csrf": officer.csrf}).status_code == 403
    assert "可以办 <b>1</b> 件" in inspector.client.post("/tasks/together", data=ticked).text
    assert "已办 1 件" in inspector.client.post("/tasks/together", data={**ticked, "sure": "1"}).text
    assert counted(inspector.page("/tasks?state=inspected")) == 1


def test_what_is_amiss_with_the_house_says_what_to_do_and_leads_on(browser: Callable[..., Browser]) -> None:
    page = browser(Role.ADMINISTRATOR).page("/house")
    assert re.search(r"有问题</span>.*请启动 <code>duban daemon</code>", page)
    for stage in ("in_doubt", "dead"):
        assert f'href="/letters?stage={stage}"' in page


def test_what_is_not_yet_met_is_verified_by_keyboard_with_a_reason(window: Window) -> None:
    judged_by_people(window.house)
    for row in window.house.tasks(DAY, "区司法局", "机制"):
        key = str(row["key"])
        window.house.act(key, Action.ACCEPT, "甲", Role.CONTACT, DAY)
        window.house.act(key, Action.REPORT, "甲", Role.CONTACT, DAY)
    page = window.page(Role.OFFICER)
    page.goto(f"{window.address}/judging?text=机制")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("article.judged").nth(1).locator("h2 a").evaluate("each => each === document.activeElement")
    page.keyboard.press("k")
    for _ in range(3):  # the words of the rule, the reason, the button
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "W104" in page.locator("main [role=alert]").inner_text()
    page.locator("textarea[name=reason]").first.fill("先予核验，判定另作")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "已核验，材料已采信。" in page.locator("main").inner_text()
    assert "text=" in page.url
    assert page.locator("article.judged h2 a").first.evaluate("each => each === document.activeElement")


def test_the_second_to_release_a_paper_is_told_and_given_no_command(
    browser: Callable[..., Browser], office_hours: House
) -> None:
    for day in (30, DAY.day):
        office_hours.sweep(DAY.replace(day=day))
    leader = browser(Role.LEADER)
    path = re.findall(r'data-label="文书"><a href="(/notices/[^"]+)">', leader.page("/notices?state=held"))[0]
    assert leader.post(path, deed="release").status_code == 303
    late = leader.post(path, deed="release").text
    assert ("X441" in late, "无须签发" in late, "duban notices" in late) == (True, True, False)


def test_nobody_is_offered_to_sign_what_a_leader_has_to(browser: Callable[..., Browser], office_hours: House) -> None:
    for day in (30, DAY.day):
        office_hours.sweep(DAY.replace(day=day))
    officer, leader = browser(Role.OFFICER), browser(Role.LEADER)
    held = re.findall(r'data-label="文书"><a href="(/notices/[^"]+)">([^<]+)', officer.page("/notices?state=held"))
    assert held
    for path, paper in held:
        is_his = 'value="release"' in officer.page(path)
        assert is_his is (paper not in ("督查通报", "约谈通知书")), paper
        assert ("列在领导的" in officer.page(path)) is not is_his
        assert 'value="release"' in leader.page(path)


def test_whoever_looks_too_far_back_finds_the_way_to_today(window: Window) -> None:
    window.house.send(DAY)
    page = window.page(Role.OFFICER)
    for listing in ("letters", "notices"):
        page.goto(f"{window.address}/view?to=/{listing}")
        page.locator(f'main tbody a[href^="/{listing}/"]').first.click()
        here = page.url
        page.goto(f"{window.address}/view?to=/today&on=2026-01-06")
        assert "最近巡查" not in page.locator("main").inner_text()
        page.goto(here)
        assert "X699" in page.locator("main").inner_text()
        page.get_by_role("link", name="回到今天看这一页").click()
        assert (page.url, page.locator(".stamp.past").count()) == (here, 0)


def test_what_was_typed_is_shown_when_a_past_day_is_looked_at_beside(window: Window) -> None:
    page = window.page(Role.OFFICER)
    page.goto(f"{window.address}/silences")
    page.locator("form:has(button[value=pause]) input[name=reason]").fill("换邮件服务器")
    beside = page.context.new_page()
    beside.goto(f"{window.address}/view?to=/today&on=2026-02-02")
    page.locator("button[value=pause]").click()
    assert "X630" in page.locator("main").inner_text()
    assert "换邮件服务器" in page.locator("main").inner_text()
    page.get_by_role("link", name="回到今天看这一页").click()
    assert page.url == f"{window.address}/silences"
