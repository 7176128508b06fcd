"""Evidence: handed in once for several duties, received with its digest, judged, downloaded — by its agency alone."""

import hashlib
import re
from collections.abc import Callable

from duban.services import accounts
from engine.nouns import Account, Role
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET, Browser

Open = Callable[..., Browser]
REPORT = "一、工作情况……".encode()


def duties(browser: Browser) -> list[str]:
    return re.findall(r'name="task" value="([^"]+)"', browser.page("/evidence/new"))


def hand_in(browser: Browser, tasks: list[str], name: str = "年度报告.txt", content: bytes = REPORT) -> str:
    """The path of the receipt."""
    answer = browser.client.post(
        "/evidence",
        data={"csrf": browser.csrf, "task": tasks, "numbers": "示司〔2026〕3号"},
        files={"files": (name, content, "text/plain")},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def file_key(browser: Browser, receipt: str) -> str:
    (found,) = set(re.findall(r'<h2><a href="/evidence/([\w-]+)">年度报告', browser.page(receipt)))
    return str(found)


def test_one_upload_serves_several_duties_and_is_told_what_became_of_it(browser: Open) -> None:
    contact, officer = browser(Role.CONTACT), browser(Role.OFFICER)
    tasks = duties(contact)
    assert len(tasks) > 1
    receipt = hand_in(contact, tasks)
    page = contact.page(receipt)
    assert hashlib.sha256(REPORT).hexdigest() in page
    assert "2026-03-16 10:30" in page
    assert page.count("还没有随反馈报送") == 2 * len(tasks)
    key = file_key(contact, receipt)
    file = contact.get(f"/evidence/{key}/file")
    assert (file.content, file.headers["x-content-type-options"]) == (REPORT, "nosniff")
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-type"] == "application/octet-stream"
    contact.client.post("/mine/accept", data={"csrf": contact.csrf, "task": tasks})
    for task in tasks:
        page = contact.page(f"/task/{task}")
        assert f'name="known" value="{key}" checked' in page
        kind = re.search(r"<option>([\w.]+)</option>", page)
        fields = {"deed": "report", "text": "见所附材料", "known": key, "kind": kind.group(1) if kind else ""}
        assert contact.post(f"/task/{task}", **fields).status_code == 303
    assert contact.page(f"/evidence/{key}").count("<b>待审核</b>") == len(tasks)
    officer.post(f"/task/{tasks[0]}", deed="return", reason="缺公章")
    officer.post(f"/task/{tasks[1]}", deed="verify", reason="已核对原件")
    page = contact.page(f"/evidence/{key}")
    assert "<b>已退回</b>：缺公章" in page
    assert "<b>已采信</b>" in page
    for path in ("/evidence.csv", "/evidence.csv?encoding=gb18030"):
        assert "缺公章" in contact.get(path).content.decode("gb18030" if "gb" in path else "utf-8-sig")
    assert contact.get("/evidence.xlsx").content.startswith(b"PK")


def test_the_agency_decides_what_a_piece_serves(browser: Open) -> None:
    contact = browser(Role.CONTACT)
    (first, *_) = duties(contact)
    assert "X668" in contact.client.post("/evidence", data={"csrf": contact.csrf, "task": first}).text
    matter = re.search(rf'value="{first}"[^>]*>.*?</span> ([^<]+?) <small>', contact.page("/evidence/new"), re.DOTALL)
    receipt = hand_in(contact, [], f"{matter.group(1)}.txt" if matter else "")  # type: ignore[union-attr]
    page = contact.page(receipt)
    assert "可能还用得上" in page
    key = re.findall(r'action="/evidence/([\w-]+)"', page)[0]
    many = int(re.search(r"佐证用途待您确认 <b>(\d+)</b>", contact.page("/mine")).group(1))  # type: ignore[union-attr]
    listed = contact.page("/evidence?use=suggested")
    assert (f"共 {many} 份" in listed, listed.count('href="/evidence/e-')) == (True, many)
    assert many == 1
    assert contact.post(f"/evidence/{key}", task=first, serves="no").status_code == 303
    assert "不采用" in contact.page(f"/evidence/{key}?done=no")
    assert contact.post(f"/evidence/{key}", task=first, serves="yes").status_code == 303
    assert "已确认" in contact.page(f"/evidence/{key}")
    assert contact.post(f"/evidence/{key}", task=first, serves="maybe").status_code == 422


def test_nobody_reaches_the_evidence_of_another_agency(browser: Open, office_hours: House) -> None:
    contact, officer, reader = browser(Role.CONTACT), browser(Role.OFFICER), browser(Role.READER)
    tasks = duties(contact)
    receipt = hand_in(contact, tasks[:1])
    key = file_key(contact, receipt)
    other = Account("jyj", "教育局小王", Role.CONTACT, "区教育局")
    house = office_hours
    accounts.open_account(house.database, house.settings, other, SECRET, by="试", now=house.at(DAY))
    stranger = browser()
    stranger.post("/login", name="jyj", secret=SECRET)
    stranger.csrf = re.search(r'name="csrf" value="(\w+)"', stranger.page("/mine")).group(1)  # type: ignore[union-attr]
    assert tasks[0] not in stranger.page("/evidence/new")
    for path in (f"/evidence/{key}", f"/evidence/{key}/file", receipt, f"/evidence/receipt?key={key}"):
        answer = stranger.get(path)
        assert (answer.status_code, "X621" in answer.text) == (404, True), path
        assert stranger.get(path.replace(key, "e-0000000000000000")).text.count("X621") == 1
    assert stranger.post(f"/evidence/{key}", task=tasks[0], serves="no").status_code == 404
    own = file_key(stranger, hand_in(stranger, []))
    assert own != key  # the same bytes, and not the same evidence
    assert stranger.post(f"/evidence/{own}", task=tasks[0], serves="yes").status_code == 404
    answer = stranger.client.post("/evidence", data={"csrf": stranger.csrf, "task": tasks[0], "numbers": "x"})
    assert answer.status_code == 404
    for path in ("/evidence", "/evidence.csv", "/mine", "/mine.csv"):
        text = stranger.get(path).content.decode("utf-8-sig")
        assert key not in text
        assert "区司法局" not in text
    for viewer in (officer, reader):
        assert viewer.get(f"/evidence/{key}/file").status_code == 200
        assert viewer.post(f"/evidence/{key}", task=tasks[0], serves="no").status_code in (303, 403)
    assert reader.post(f"/evidence/{key}", task=tasks[0], serves="no").status_code == 403
    assert officer.get("/evidence/new").status_code == 403
