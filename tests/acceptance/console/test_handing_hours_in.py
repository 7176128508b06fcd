"""Training hours: one sheet for everybody, good rows recorded once, bad ones told, people seen by their own."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from duban.services import accounts
from duban.services.register import directory
from engine.nouns import Account, FactStatus, Role
from store import events, facts
from store.session import reading
from tests.acceptance.conftest import PACK, House
from tests.acceptance.console.conftest import DAY, SECRET, Browser, doors

Open = Callable[..., Browser]
STAFF = "name,agency,post,email,sets\n赵一,区司法局,,,执法人员\n钱二,区司法局,,,执法人员\n孙三,区教育局,,,执法人员\n"
RULE = """- id: train
  title: 每人每年接受六十学时培训
  source: {doc: plan, locator: "5", quote: 每人每年接受不少于60学时的培训}
  state: active
  strength: must
  bearer: {set: staff, role: each, per: person}
  window: {every: year}
  test: {sum: {of: train.hours, unit: 学时, at_least: "60"}}
"""
HEAD = ["人员", "单位", "事项", "日期", "数量", "计量单位"]


@pytest.fixture
def office_hours(sqlite_house: House) -> House:
    """An office whose agencies owe hours of training for each of their staff."""
    return staffed(sqlite_house)


def staffed(house: House) -> House:
    """A house with people on its roster, and the rule that asks hours of each of them."""
    (house.folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    how = {"by": "管理员", "on": date(2026, 1, 4), "now": house.at(date(2026, 1, 4))}
    directory.load_people(house.database, house.settings, house.folder / "staff.csv", **how)
    sets = "sets:\n  staff: {of: person, members: [执法人员]}\n"
    house.publish(PACK.replace("1.0.0", "1.1.0").replace("sets:\n", sets) + RULE, on=date(2026, 1, 6))
    house.sweep(DAY)
    return house


def sheet(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    with Workbook(out) as book:
        page = book.add_worksheet()
        for number, row in enumerate([HEAD, *rows]):
            page.write_row(number, 0, row)
    return out.getvalue()


def hand_in(browser: Browser, content: bytes, name: str = "学时.xlsx") -> str:
    answer = browser.client.post(
        "/hours", data={"csrf": browser.csrf}, files={"file": (name, content)}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def hours(house: House) -> list[tuple[str | None, Fraction | None, FactStatus, str]]:
    with reading(house.database, house.settings.jurisdiction) as session:
        found = facts.of_kinds(session, ["train.hours"])
    return sorted((each.member, each.quantity, each.status, str(each.attrs.get("task"))) for each in found)


def table(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_good_rows_are_recorded_once_and_bad_ones_told(browser: Open, office_hours: House) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    assert "每人每年接受六十学时培训（学时）" in contact.page("/hours")
    (head, *blank) = table(contact.get("/hours/template.xlsx?kind=train.hours").content)
    assert head == HEAD
    assert {str(row[0]) for row in blank} >= {"赵一", "钱二"}
    assert "孙三" not in str(blank)
    assert {row[2] for row in blank} == {"每人每年接受六十学时培训"}
    good: list[list[object]] = [
        [*row[:3], "2026-03-02", hours_, "学时"] for row, hours_ in zip(blank, (12, 8.5), strict=False)
    ]
    bad: list[list[object]] = [
        ["孙三", "区教育局", "train.hours", "2026-03-02", 5, "学时"],
        ["无名氏", "区司法局", "train.hours", "2026-03-02", 5, "学时"],
        ["赵一", "区司法局", "train.hours", "2026-02-30", 5, "学时"],
        ["赵一", "区司法局", "train.hours", "2026-03-02", -5, "学时"],
        ["赵一", "区司法局", "train.hours", "2027-03-02", 5, "学时"],
        ["赵一", "区司法局", "别的事项", "2026-03-02", 5, "学时"],
        ["=cmd()", "区司法局", "train.hours", "2026-03-02", 5, "学时"],
    ]
    content = sheet(*good, *bad, *blank[2:])
    path = hand_in(contact, content)
    recorded = hours(office_hours)
    assert [each[1] for each in recorded] in ([Fraction(12), Fraction(17, 2)], [Fraction(17, 2), Fraction(12)])
    assert {each[2] for each in recorded} == {FactStatus.PENDING}
    page = contact.page(path)
    assert ">反馈“每人每年接受六十学时培训”</a>" in page
    assert "登记 2 行，<b>没有登记 7 行</b>" in page
    for code in ("F132", "F133", "F111", "F134", "F135", "F136"):
        assert code in page
    (head, *rows) = table(contact.get(f"{path}/annotated.xlsx").content)
    assert head == [*HEAD, "结果", "哪里不对"]
    assert [row[-2] for row in rows] == ["已登记，待审核"] * 2 + ["没有登记"] * 7
    assert "F133" in str(rows[-1][-1])
    assert hand_in(contact, content) == path
    hand_in(contact, sheet(*good), "再交一次.xlsx")
    assert hours(office_hours) == recorded
    (task,) = {each[3] for each in recorded}
    contact.post(f"/task/{task}", deed="accept")
    assert "学时.xlsx" in contact.page(f"/task/{task}")
    known = path.rpartition("/")[2]
    assert contact.post(f"/task/{task}", deed="report", text="学时见表", known=known).status_code == 303
    assert officer.post(f"/task/{task}", deed="verify", reason="已核对").status_code == 303
    assert {each[2] for each in hours(office_hours)} == {FactStatus.ACCEPTED}
    assert "已采信" in contact.page(path)


def test_a_sheet_is_read_by_what_its_matter_was_called_then(browser: Open, office_hours: House) -> None:
    contact, called = browser(Role.CONTACT), "每人每年接受六十学时培训"
    content = sheet(["赵一", "区司法局", called, "2026-03-02", 5, "学时"])
    path = hand_in(contact, content)
    sets = "sets:\n  staff: {of: person, members: [执法人员]}\n"
    renamed = RULE.replace(f"title: {called}", "title: 执法人员年度培训")
    office_hours.publish(PACK.replace("1.0.0", "1.2.0").replace("sets:\n", sets) + renamed, on=DAY)
    assert "执法人员年度培训（学时）" in contact.page("/hours")
    page = contact.page(path)
    assert ("登记 1 行，没有不对的行" in page, "已登记，待审核" in page) == (True, True)
    hand_in(contact, content, "又交一次.xlsx")
    assert len(hours(office_hours)) == 1


def test_a_sheet_calls_what_two_rules_count_by_the_rule_of_the_agency(browser: Open, office_hours: House) -> None:
    sets = "sets:\n  staff: {of: person, members: [执法人员]}\n  clerks: {of: person, members: [文书]}\n"
    other = RULE.replace("id: train", "id: zz").replace("set: staff", "set: clerks").replace("每人每年", "文书每年")
    office_hours.publish(PACK.replace("1.0.0", "1.2.0").replace("sets:\n", sets) + RULE + other, on=DAY)
    contact = browser(Role.CONTACT)
    (_, *blank) = table(contact.get("/hours/template.xlsx?kind=train.hours").content)
    assert {row[2] for row in blank} == {"每人每年接受六十学时培训"}
    path = hand_in(contact, sheet([*blank[0][:3], "2026-03-02", 5, "学时"]))
    assert "登记 1 行，没有不对的行" in contact.page(path)


def test_what_is_no_sheet_is_told_and_a_bomb_does_no_harm(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    for name, content, code in (
        ("x.exe", b"MZ", "X742"),
        ("x.xlsx", b"PK no workbook", "F105"),
        ("空.csv", b"", "D120"),
    ):
        answer = contact.client.post("/hours", data={"csrf": contact.csrf}, files={"file": (name, content)})
        assert code in answer.text, name
    assert "X743" in contact.post("/hours").text


def test_people_are_seen_by_their_own_and_each_look_is_written_down(browser: Open, office_hours: House) -> None:
    contact, leader, house = browser(Role.CONTACT), browser(Role.LEADER), office_hours
    path = hand_in(contact, sheet(["赵一", "区司法局", "train.hours", "2026-03-02", 5, "学时"]))
    with reading(house.database, house.settings.jurisdiction) as session:
        before = events.head(session).position
    contact.page(path)
    contact.get("/hours/template.xlsx")
    with reading(house.database, house.settings.jurisdiction) as session:
        seen = [each.actor for each in events.since(session, before) if each.kind == "people.viewed"]
    assert seen == ["某contact", "某contact"]
    accounts.open_account(
        house.database,
        house.settings,
        Account("jyj", "小王", Role.CONTACT, "区教育局"),
        SECRET,
        by="试",
        now=house.at(DAY),
    )
    stranger = browser()
    stranger.post("/login", name="jyj", secret=SECRET)
    for where in (path, f"{path}/annotated.xlsx"):
        assert stranger.get(where).status_code == 404
        assert leader.get(where).status_code == 403
    assert "赵一" not in str(table(stranger.get("/hours/template.xlsx").content))
    assert re.search("孙三", str(table(stranger.get("/hours/template.xlsx").content)))
    assert leader.get("/hours/template.xlsx").status_code == 403


def views_logged(house: House, since: int) -> list[tuple[str, str]]:
    with reading(house.database, house.settings.jurisdiction) as session:
        found = [each for each in events.since(session, since) if each.kind == "people.viewed"]
    return [(each.actor, each.subject) for each in found]


def test_every_view_of_a_person_is_written_down_and_others_see_no_name(browser: Open, office_hours: House) -> None:
    house, contact, officer = office_hours, browser(Role.CONTACT), browser(Role.OFFICER)
    hand_in(contact, sheet(["赵一", "区司法局", "train.hours", "2026-03-02", 5, "学时"]))
    (task,) = {each[3] for each in hours(house)}
    duty = re.search(r'href="/duty/(\w+)"', contact.page(f"/task/{task}"))
    assert duty
    roles = (Role.OFFICER, Role.LEADER, Role.READER)
    people = {role: browser(role) for role in roles} | {Role.OFFICER: officer, Role.CONTACT: contact}
    tokens = {
        role: person.client.post("/api/v1/seat", json={"name": f"{role.value}-1", "secret": SECRET}).json()["token"]
        for role, person in people.items()
    }
    number, pages = duty.group(1), ("/duty/{}", "/api/v1/obligations/{}", "/api/v1/obligations/{}/explanation")
    for role, person in people.items():
        named = role in (Role.OFFICER, Role.CONTACT)
        for page in pages:
            before = _end(house)
            headers = {"Authorization": f"Bearer {tokens[role]}"} if page.startswith("/api") else {}
            answer = person.client.get(page.format(number), headers=headers)
            assert answer.status_code == 200
            said = str(answer.json()) if page.startswith("/api") else answer.text
            assert "孙三" not in said
            assert ("赵一" in said) == named, (role, page)
            assert views_logged(house, before) == ([(f"某{role.value}", number)] if named else []), (role, page)
    looks = ("/roster/people", "/roster/people.csv", "/roster/people.xlsx", f"/duty/{number}/case.zip")
    for path in looks:
        before = _end(house)
        assert officer.get(path).status_code == 200
        assert [actor for actor, _ in views_logged(house, before)] == ["某officer"], path
    (sheet_of,) = re.findall(r'href="/evidence/([^"?/]+)"', contact.page(f"/task/{task}") + contact.page("/evidence"))[
        :1
    ]
    before = _end(house)
    assert people[Role.LEADER].get(f"/evidence/{sheet_of}/file").status_code == 403
    assert officer.get(f"/evidence/{sheet_of}/file").status_code == 200
    assert views_logged(house, before) == [("某officer", "区司法局")]
    before = _end(house)
    contact.page("/mine/deputies")
    officer.get("/view?on=2026-03-10")
    officer.page("/roster/people")
    assert [actor for actor, _ in views_logged(house, before)] == ["某contact", "某officer"]


def test_a_sheet_without_a_good_row_tells_of_persons_too(browser: Open, office_hours: House) -> None:
    contact, leader, officer = browser(Role.CONTACT), browser(Role.LEADER), browser(Role.OFFICER)
    content = sheet(["无名氏", "区司法局", "train.hours", "2026-03-02", 5, "学时"])
    handed = {"files": ("材料.xlsx", content)}
    contact.client.post("/evidence", data={"csrf": contact.csrf}, files=handed, follow_redirects=False)
    (plain,) = set(re.findall(r'href="/evidence/(e-\w+)', contact.page("/evidence")))
    known = hand_in(contact, content).rpartition("/")[2]
    assert known != plain
    for key in (known, plain):  # the same bytes, first handed in as nothing in particular
        before, file = _end(office_hours), f"/evidence/{key}/file"
        assert leader.get(file).status_code == 403
        assert officer.get(file).status_code == 200
        assert views_logged(office_hours, before) == [("某officer", "区司法局")]


def _end(house: House) -> int:
    with reading(house.database, house.settings.jurisdiction) as session:
        return events.head(session).position


def test_only_what_the_agency_owes_itself_is_offered(sqlite_house: House, clock: list[datetime]) -> None:
    (sqlite_house.folder / "more.csv").write_text("name,agency,sets\n孙三,区教育局,执法人员\n", encoding="utf-8")
    when = {"by": "管理员", "on": date(2026, 1, 4), "now": sqlite_house.at(date(2026, 1, 4))}
    directory.load_people(sqlite_house.database, sqlite_house.settings, sqlite_house.folder / "more.csv", **when)
    sets = "sets:\n  staff: {of: person, members: [执法人员]}\n"
    sqlite_house.publish(PACK.replace("1.0.0", "1.1.0").replace("sets:\n", sets) + RULE, on=date(2026, 1, 6))
    sqlite_house.sweep(DAY)
    with doors(sqlite_house, clock) as browser:
        page = browser(Role.CONTACT).page("/hours")
    assert "train.hours" not in page
    assert "没有按人统计的" in page
