"""An administrator looks after the house: its health, its log, its accounts, a trial letter, a bundle for support."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email import message_from_bytes
from time import sleep
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from duban.services import setup
from duban.services.care import copies, keeping
from duban.services.post import breaker
from engine.nouns import Role
from store import events
from store.migrations import pending
from store.session import reading
from tests.acceptance.conftest import PACK, House
from tests.acceptance.console.conftest import DAY, SECRET, Browser

Open = Callable[..., Browser]


def total(page: str) -> int:
    return int(re.search(r"共 (\d+) [条件封]", page).group(1))  # type: ignore[union-attr]


def test_the_first_page_is_the_health_of_the_house_and_says_what_is_wrong(browser: Open, office_hours: House) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    assert keeper.get("/").headers["location"] == "/house"
    page = keeper.page("/house")
    assert "还没有运行过" in page
    assert "没有暂停" in page
    at = office_hours.at(DAY, 9)
    breaker.pause_by_hand(office_hours.database, office_hours.settings, by="王", reason="名册有误", now=at)
    assert "王：名册有误" in keeper.page("/house")


def test_what_the_doctor_found_last_is_shown_at_once_with_its_time_and_he_may_look_again(
    browser: Open, clock: list[datetime]
) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    assert "开始体检" in keeper.page("/house/doctor")
    assert keeper.post("/house/doctor").headers["location"] == "/house/doctor"
    first = _examined(keeper)
    assert f"{DAY} 10:30 查的，共" in first
    assert "要处理" in first
    assert "再查一次" in first
    assert "全面体检" in keeper.page("/house/jobs?work=checkup")
    clock[0] += timedelta(hours=1)
    assert f"{DAY} 10:30 查的，共" in _examined(keeper), "what he found then is all that is known"
    keeper.post("/house/doctor")
    assert f"{DAY} 11:30 查的，共" in _examined(keeper)


def test_what_a_sweep_wrote_of_a_duty_is_found_by_how_its_number_begins(browser: Open, office_hours: House) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        every = events.since(session)
    swept = [each.subject for each in every if each.kind == "verdict.change"]
    assert swept
    for begun in (swept[0], swept[0][:8], swept[0][:1]):
        meant = sum(each.subject.startswith(begun) for each in every if each.at.date() <= DAY)
        assert total(keeper.page(f"/house/log?subject={begun}")) == meant > 0, begun


def _examined(keeper: Browser) -> str:
    """The page of the doctor when he has ended."""
    while "正在体检" in (page := keeper.page("/house/doctor")):
        sleep(0.05)
    return page


def test_the_rounds_show_what_the_night_did_and_the_backup_restored(browser: Open, office_hours: House) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    assert "还没有备份" in keeper.page("/house/rounds")
    done = list(keeping.rounds(office_hours.database, office_hours.settings, now=office_hours.at(DAY, 2)))
    assert {each.name for each in done} == set(keeping.ROUNDS)
    page = keeper.page("/house/rounds")
    assert f"duban-{DAY:%Y%m%d}.db" in page
    assert re.search(r"最近一次恢复演练：.*完好.*重新判定 \d+ 件", page)
    assert "2026 年已公布" in page
    assert "2027 年未公布" in page


def test_the_packs_are_shown_with_who_answers_for_them_and_whether_they_are_as_published(
    browser: Open, office_hours: House
) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    office_hours.publish(PACK.replace("1.0.0", "1.1.0").replace('at_least: "2"', 'at_least: "1"'), on=date(2026, 3, 2))
    shown = keeper.page("/house/rounds").partition("规则包与签名")[2]
    rows = re.findall(
        r"cn\.test\.district@(\S+)</small>.*?data-label=\"状态\">(.*?)<.*?data-label=\"批准\">(.*?)<", shown
    )
    assert sorted(rows) == [("1.0.0", "已被新版取代", "领导丁"), ("1.1.0", "生效", "领导丁")]
    assert (shown.count("与发布时一字不差"), shown.count("被改动过")) == (2, 0)
    with office_hours.database.begin() as line:
        line.execute(text("update pack set text = replace(text, '示例区', '别的区') where version = '1.1.0'"))
    shown = keeper.page("/house/rounds")
    assert (shown.count("与发布时一字不差"), shown.count("被改动过")) == (1, 1)


def test_the_log_is_found_by_what_who_and_when_and_exported_whole(browser: Open) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    every = total(keeper.page("/house/log"))
    signed_in = total(keeper.page("/house/log?kind=account.signed_in"))
    assert 0 < signed_in < every
    assert total(keeper.page("/house/log?subject=account:administrator-1")) >= 2
    assert total(keeper.page("/house/log?actor=无此人")) == 0
    assert "没有符合条件的日志" in keeper.page("/house/log?actor=无此人")
    assert total(keeper.page(f"/house/log?since={DAY}")) + total(keeper.page("/house/log?until=2026-03-15")) == every
    assert total(keeper.page("/house/log?kind=%25")) == 0
    for encoding in ("utf-8-sig", "gb18030"):
        text = keeper.get("/house/log.csv", params={"encoding": encoding}).content.decode(encoding)
        assert len(list(csv.DictReader(io.StringIO(text)))) == every
    book = CalamineWorkbook.from_filelike(io.BytesIO(keeper.get("/house/log.xlsx").content))
    assert len(book.get_sheet_by_index(0).to_python()) - 1 == every


def test_the_log_keeps_back_what_it_tells_of_persons(browser: Open, office_hours: House) -> None:
    keeper, officer = browser(Role.ADMINISTRATOR), browser(Role.OFFICER)
    assert "涉及个人，不予显示" in keeper.page("/house/log?kind=task.assign")
    assert "涉及个人，不予显示" not in officer.page("/house/log?kind=task.assign")
    assert browser(Role.CONTACT).get("/house/log").status_code == 403


def test_the_log_of_a_past_day_ends_with_that_day(browser: Open) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    now = total(keeper.page("/house/log"))
    keeper.get("/view", params={"on": "2026-01-05"})
    then = total(keeper.page("/house/log"))
    assert 0 < then < now


def test_an_account_is_opened_with_a_secret_that_is_shown_once(browser: Open) -> None:
    keeper, stranger = browser(Role.ADMINISTRATOR), browser()
    answer = keeper.post("/house/accounts", name="zhang", title="张三", role="officer", agency="")
    secret = re.search(r"<code>([\w-]{24})</code>", answer.text).group(1)  # type: ignore[union-attr]
    assert secret not in keeper.page("/house/accounts/zhang") + keeper.page("/house/log")
    assert stranger.post("/login", name="zhang", secret=secret).status_code == 303
    taken = keeper.post("/house/accounts", name="zhang", title="张四", role="officer", agency="")
    assert (taken.status_code, "X601" in taken.text, 'value="张四"' in taken.text) == (409, True, True)
    for fields, code in (
        ({"name": " ", "title": "甲", "role": "officer"}, "X720"),
        ({"name": "li", "title": "李", "role": "system"}, "X723"),
        ({"name": "li", "title": "李", "role": "contact"}, "X606"),
    ):
        assert code in keeper.post("/house/accounts", **fields).text


def test_an_account_is_changed_closed_opened_again_and_given_another_secret(browser: Open) -> None:
    keeper, officer = browser(Role.ADMINISTRATOR), browser(Role.OFFICER)
    path = "/house/accounts/officer-1"
    assert keeper.post(path, deed="out").headers["location"] == f"{path}?done=out"
    assert officer.get("/today").headers["location"].startswith("/login")
    assert keeper.post(path, deed="change", role="reader", agency="").status_code == 303
    assert "查阅人" in keeper.page(path)
    keeper.post(path, deed="close")
    assert officer.post("/login", name="officer-1", secret=SECRET).status_code == 403
    keeper.post(path, deed="reopen")
    assert officer.post("/login", name="officer-1", secret=SECRET).status_code == 303
    answer = keeper.post(path, deed="secret")
    secret = re.search(r"<code>([\w-]{24})</code>", answer.text).group(1)  # type: ignore[union-attr]
    assert officer.post("/login", name="officer-1", secret=SECRET).status_code == 403
    assert officer.post("/login", name="officer-1", secret=secret).status_code == 303
    assert "X633" in keeper.post(path, deed="burn").text
    assert keeper.get("/house/accounts/nobody").status_code == 404


def test_nobody_shuts_himself_out(browser: Open) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    for deed in ("close", "change"):
        answer = keeper.post("/house/accounts/administrator-1", deed=deed, role="reader", agency="")
        assert (answer.status_code, "X721" in answer.text) == (409, True)
    assert keeper.get("/house").status_code == 200


def test_everybody_chooses_a_secret_of_his_own(browser: Open) -> None:
    reader = browser(Role.READER)
    new = "春天的河道要巡查两遍"
    assert "X610" in reader.post("/secret", old="不是这个口令啊不是", new=new * 2, again=new * 2).text
    assert "X722" in reader.post("/secret", old=SECRET, new=new * 2, again=new).text
    assert "X602" in reader.post("/secret", old=SECRET, new="短", again="短").text
    assert reader.post("/secret", old=SECRET, new=new * 2, again=new * 2).headers["location"] == "/login"
    assert reader.get("/today").headers["location"].startswith("/login")
    assert reader.post("/login", name="reader-1", secret=new * 2).status_code == 303


def test_a_trial_letter_goes_to_an_address_of_ones_own_only_and_is_logged(browser: Open, office_hours: House) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    before = len(office_hours.mails())
    assert "X724" in keeper.post("/house/mail", to="someone@elsewhere.example").text
    assert len(office_hours.mails()) == before
    assert "邮件服务器已收下" in keeper.post("/house/mail", to="keeper@example.gov.cn").text
    (letter,) = office_hours.mails()[before:]
    assert message_from_bytes(letter.read_bytes())["To"] == "keeper@example.gov.cn"
    assert "keeper@example.gov.cn" in keeper.page("/house/log?kind=house.mail_tried")


def test_the_bundle_tells_no_person_no_address_and_no_secret(browser: Open, office_hours: House) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    office_hours.send(DAY)
    keeper.post("/house/doctor")
    _examined(keeper)
    answer = keeper.get("/house/bundle.zip")
    assert answer.headers["content-type"] == "application/zip"
    box = zipfile.ZipFile(io.BytesIO(answer.content))
    told = {name: box.read(name).decode() for name in box.namelist()}
    assert {"versions.json", "settings.json", "doctor.json", "counts.json", "rounds.json"} == set(told)
    assert json.loads(told["counts.json"])["events"]["task.assign"] > 0
    assert json.loads(told["doctor.json"])["findings"]
    for kept_back in ("区司法局", "example.gov.cn", "@sfj", "某administrator", "contact@"):
        assert not [name for name, text in told.items() if kept_back in text], kept_back


def test_the_bundle_waits_for_no_doctor_and_says_when_he_was_asked(browser: Open, clock: list[datetime]) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    assert _of_the_doctor(keeper) == {"examined_at": None, "findings": []}
    asked_at = clock[0]
    keeper.post("/house/doctor")
    _examined(keeper)
    clock[0] += timedelta(hours=1)
    told = _of_the_doctor(keeper)
    assert datetime.fromisoformat(told["examined_at"]) == asked_at
    assert {"数据库", "名册"} <= {each["subject"] for each in told["findings"]}


def _of_the_doctor(keeper: Browser) -> dict[str, Any]:
    """What a bundle tells of the last checkup."""
    box = zipfile.ZipFile(io.BytesIO(keeper.get("/house/bundle.zip").content))
    found: dict[str, Any] = json.loads(box.read("doctor.json"))
    return found


@pytest.mark.parametrize("role", [Role.OFFICER, Role.INSPECTOR, Role.LEADER, Role.CONTACT, Role.READER])
def test_only_the_administrator_keeps_the_house(browser: Open, role: Role) -> None:
    someone = browser(role)
    for path in ("/house", "/house/doctor", "/house/rounds", "/house/accounts", "/house/mail", "/house/bundle.zip"):
        assert someone.get(path).status_code == 403, path
    assert someone.post("/house/accounts", name="x", title="甲", role="officer").status_code == 403
    assert someone.post("/house/accounts/administrator-1", deed="secret").status_code == 403
    assert someone.post("/house/mail", to="a@example.gov.cn").status_code == 403


def test_an_upgrade_is_tried_on_a_copy_and_a_backup_looked_at(browser: Open, office_hours: House) -> None:
    keeper = browser(Role.ADMINISTRATOR)
    assert "还没有备份" in keeper.page("/house/upkeep")
    list(keeping.rounds(office_hours.database, office_hours.settings, now=office_hours.at(DAY, 2)))
    tried = keeper.page(keeper.post("/house/upkeep", deed="upgrade").headers["location"])
    assert "表结构已是最新" in tried
    assert re.search(r"抽 [1-9]\d* 件重新判定，与存下的全部一致", tried)
    name = f"duban-{DAY:%Y%m%d}.db"
    looked = keeper.page(keeper.post("/house/upkeep", deed="look", name=name).headers["location"])
    ledger = browser(Role.OFFICER).page("/ledger")
    assert f"{total(ledger)} 件</dd>" in looked
    (copy,) = (office_hours.settings.backups_folder / "look").glob("*.db")
    assert f"sqlite:///{copy}" in looked
    answer = keeper.post("/house/upkeep", deed="look", name="../duban.db")
    assert "X773" in keeper.client.get(answer.headers["location"]).text
    log = keeper.page("/house/log")
    assert "house.upgrade_tried" in log
    assert "house.backup_looked_at" in log
    assert not list(office_hours.settings.backups_folder.glob("upgrade-*"))


def test_an_upgrade_of_an_older_schema_tells_its_steps(office_hours: House) -> None:
    setup.step_back(office_hours.database)
    tried = copies.try_upgrade(office_hours.database, office_hours.settings)
    assert len(tried.steps) == 1
    assert tried.verdicts > 0
    assert tried.differ == ()
    assert len(pending(office_hours.database)) == 1


def test_a_key_is_renewed_only_by_whoever_is_sure_and_old_links_hold_until_revoked(
    browser: Open, office_hours: House
) -> None:
    keeper, contact = browser(Role.ADMINISTRATOR), browser(Role.CONTACT)
    contact.csrf = re.search(r'name="csrf" value="(\w+)"', contact.page("/mine/calendar")).group(1)  # type: ignore[union-attr]
    feed = re.search(r"(/calendar/[\w.-]+\.ics)", contact.page("/mine/calendar")).group(1)  # type: ignore[union-attr]
    assert browser().get(feed).status_code == 200
    unsure = keeper.post("/house/upkeep", deed="renew")
    assert (unsure.status_code, "X770" in unsure.text) == (409, True)
    assert keeper.post("/house/upkeep", deed="renew", sure="yes").headers["location"] == "/house/upkeep?done=renew"
    assert browser().get(feed).status_code == 200
    fresh = re.search(r"(/calendar/[\w.-]+\.ics)", contact.page("/mine/calendar")).group(1)  # type: ignore[union-attr]
    assert fresh != feed
    assert "旧链接全部失效" in keeper.page(keeper.post("/house/upkeep", deed="revoke", sure="yes").headers["location"])
    assert browser().get(feed).status_code == 404
    assert browser().get(fresh).status_code == 404
    assert total(keeper.page("/house/log?kind=house.key_renewed")) == 2
