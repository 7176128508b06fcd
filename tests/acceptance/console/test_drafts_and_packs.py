"""An officer edits a pack under the checker's eyes, sees what it would change, and another account brings it about."""

import html
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from duban.services import accounts
from duban.services.drafts import enacting
from duban.web.app import build
from engine.nouns import Account, Role
from store import documents
from store.session import reading
from tests.acceptance.conftest import House
from tests.acceptance.console.conftest import DAY, SECRET, Browser

Officers = dict[str, Browser]
LADDER = ("提醒函", "催办通知书", "督办通知单", "督查通报", "约谈通知书", "移送建议")


@pytest.fixture
def officers(office_hours: House) -> Iterator[Officers]:
    """Two officers who are both called 王科长, each at a browser."""
    now: list[datetime] = [office_hours.at(DAY, 10)]
    app = build(office_hours.settings, lambda: now[0])
    found = {}
    for name in ("wang", "li"):
        account = Account(name, "王科长", Role.OFFICER, None)
        accounts.open_account(office_hours.database, office_hours.settings, account, SECRET, by="试", now=now[0])
        found[name] = signed_in(app, name)
    with TestClient(app):
        yield found


def signed_in(app: Any, name: str) -> Browser:
    found = Browser(TestClient(app, base_url="http://duban.test"))
    assert found.post("/login", name=name, secret=SECRET).status_code == 303
    found.csrf = re.search(r'name="csrf" value="(\w+)"', found.page("/drafts")).group(1)  # type: ignore[union-attr]
    return found


def count(page: str, pattern: str) -> int:
    return int(re.search(pattern, page).group(1))  # type: ignore[union-attr]


def seen(page: str) -> str:
    return re.search(r'name="seen" value="(\d+)"', page).group(1)  # type: ignore[union-attr]


def typed(page: str) -> str:
    """What stands in the editor; a browser drops the line end after the mark that opens it."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL).group(1)  # type: ignore[union-attr]
    return html.unescape(found)


def revised(browser: Browser) -> str:
    """A draft of the next version of the pack in force; where it is."""
    [pack] = re.findall(r'href="/packs/published/([^"]+)">', browser.page("/packs"))
    where = browser.post("/packs/revise", called=pack).headers["location"]
    return str(where).removesuffix("/text")


def test_a_text_is_checked_as_it_is_typed_and_kept_when_it_is_saved(officers: Officers) -> None:
    wang = officers["wang"]
    draft = revised(wang)
    page = wang.page(f"{draft}/text")
    text = typed(page)
    assert "检查：0 处错误" in page
    broken = text.replace("rules:", "rules: [")
    asked = {"csrf": wang.csrf, "text": broken}
    live = wang.client.post(f"{draft}/check", data=asked, headers={"hx-request": "true"}).text
    assert "<html" not in live
    assert re.search(r'data-line="\d+">第 \d+ 行</a>：.*<small>R\d+</small>', live)
    plain = wang.client.post(f"{draft}/check", data=asked).text
    assert typed(plain) == broken  # without JavaScript the page comes back with what was typed
    assert typed(wang.page(f"{draft}/text")) == text
    changed = text.replace("\n", "\r\n").replace("title: ", "title: 新的", 1)
    assert wang.post(f"{draft}/text", text=changed, seen=seen(page)).status_code == 303
    assert typed(wang.page(f"{draft}/text")) == changed.replace("\r\n", "\n")
    steps = wang.page(f"{draft}/steps")
    assert [count(steps, rf'data-label="步">({each})<') for each in (2, 1)] == [2, 1]
    assert wang.get(f"{draft}/steps/1.yaml").text == text


def test_the_second_of_two_is_told_and_keeps_what_he_typed(officers: Officers) -> None:
    wang, li = officers["wang"], officers["li"]
    draft = revised(wang)
    page = wang.page(f"{draft}/text")
    text = typed(page)
    assert wang.post(f"{draft}/text", text=text + "# 一\n", seen=seen(page)).status_code == 303
    late = li.post(f"{draft}/text", text=text + "# 二\n", seen=seen(page))
    assert (late.status_code, "X682" in late.text) == (409, True)
    assert typed(late.text) == text + "# 二\n"
    assert re.findall(r'<span class="(?:theirs|own)">(.*?)</span>', late.text) == ["-# 一", "+# 二"]
    assert "以我写的为准，保存" in late.text
    assert "以我写的为准" not in wang.page(f"{draft}/text")
    assert typed(wang.page(f"{draft}/text")) == text + "# 一\n"


def test_what_changes_verdicts_needs_another_account(officers: Officers) -> None:
    wang, li = officers["wang"], officers["li"]
    draft = revised(wang)
    page = wang.page(f"{draft}/text")
    shorter = typed(page).partition("- id: lecture")[0]
    assert wang.post(f"{draft}/text", text=shorter, seen=seen(page)).status_code == 303
    page = wang.page(f"{draft}/difference")
    flips = count(page, r"<b>(\d+)</b><span>判定改变")
    assert flips > 0
    for how, many in re.findall(r'difference\?how=(\w+)"[^>]*><b>(\d+)</b>', page):
        listed = wang.page(f"{draft}/difference?how={how}")
        assert count(listed, r"共 (\d+) 件") == int(many) == len(re.findall(r'data-label="变化"', listed))
    alone = wang.post(f"{draft}/publish", seen=seen(page))
    assert (alone.status_code, "X692" in alone.text) == (409, True)
    assert wang.post(f"{draft}/propose", seen=seen(page)).status_code == 303
    page = li.page(f"{draft}/difference")
    assert count(page, r"<b>(\d+)</b><span>判定改变") == flips
    assert li.post(f"{draft}/publish", seen=seen(page)).headers["location"] == "/drafts?done=published"
    packs = li.page("/packs")
    assert len(re.findall(r'data-label="状态">生效', packs)) == 1
    again = wang.post(f"{draft}/text", text="x", seen=seen(page))
    assert (again.status_code, "X683" in again.text) == (409, True)


def test_a_draft_changed_after_it_was_proposed_has_to_be_proposed_again(officers: Officers) -> None:
    wang, li = officers["wang"], officers["li"]
    draft = revised(wang)
    first = wang.page(f"{draft}/difference")
    wang.post(f"{draft}/propose", seen=seen(first))
    shown = li.page(f"{draft}/difference")
    page = wang.page(f"{draft}/text")
    wang.post(f"{draft}/text", text=typed(page) + "# 又改\n", seen=seen(page))
    late = li.post(f"{draft}/publish", seen=seen(shown))
    assert (late.status_code, "X682" in late.text) == (409, True)
    assert "批准并发布" not in li.page(f"{draft}/difference")


def test_every_rule_leads_to_as_many_duties_as_it_says(officers: Officers) -> None:
    wang = officers["wang"]
    [pack] = re.findall(r'href="(/packs/published/[^"]+)">', wang.page("/packs"))
    page = wang.page(pack)
    counted = re.findall(r'href="(/ledger\?rule=[^"]+)">台账里有 (\d+) 件', page)
    assert counted
    for path, many in counted:
        assert count(wang.page(path), r"共 (\d+) 件") == int(many)
    assert wang.get(f"{pack}/text").headers["content-disposition"].startswith("attachment")


def test_a_shipped_pack_is_taken_over_with_the_documents_that_ship_with_it(
    officers: Officers, office_hours: House
) -> None:
    wang = officers["wang"]
    draft = wang.post("/packs/take", name="cn.central.fazhi").headers["location"]
    page = wang.page(f"{draft}/text")
    assert "检查：0 处错误" in page
    assert "没有留存所依文件的原文" not in page
    with reading(office_hours.database, office_hours.settings.jurisdiction) as session:
        assert [each.file for each in documents.listed(session)] == ["excerpts.txt"]


def test_no_path_that_a_text_names_is_looked_at(officers: Officers) -> None:
    wang = officers["wang"]
    draft = revised(wang)
    page = wang.page(f"{draft}/text")
    assert "sources:" in typed(page)
    spied = re.sub(r"file: [^,}\n]+", 'file: "/etc/passwd"', typed(page))
    assert spied != typed(page)
    found = wang.post(f"{draft}/check", text=spied).text
    assert "R302" not in found
    assert "R306" in found


def test_days_are_played_through_and_shown_as_chart_and_table(officers: Officers) -> None:
    wang, li = officers["wang"], officers["li"]
    refused = wang.post("/simulate", first="2026-12-31", last="2026-01-01", by="day")
    assert (refused.status_code, "X693" in refused.text) == (409, True)
    draft = revised(wang)
    for by, pack in (("day", ""), ("agency", ""), ("rung", f"draft:{draft.rsplit('/', 1)[1]}")):
        answer = wang.post("/simulate", first="2026-01-01", last="2026-06-30", by=by, pack=pack)
        assert answer.status_code == 303, answer.text
        where = answer.headers["location"]
        page = wang.page(where)
        while "正在推演" in page:
            page = wang.page(where)
        assert count(page, r"共 (\d+) 行") == len(re.findall(r'data-label="件数"', page)) > 0
        assert 'id="played-options">{' in page
        counts = re.findall(rf'href="({where}/list[^"]*)">[^<]*?(?:<b>)?(\d+)', page)
        assert len(counts) > 3
        papers = re.findall(r">《([^》]+)》", page)
        assert papers == [each for each in LADDER if each in papers]
        for path, many in counts:
            assert count(wang.page(html.unescape(path)), r"共 (\d+) 件") == int(many)
        assert ("与现行规则的差别" in page) is bool(pack)
        assert wang.get(f"{where}/table.xlsx").content[:2] == b"PK"
        assert (li.get(where).status_code, "X695" in li.get(where).text) == (404, True)


def test_while_a_past_day_is_viewed_nothing_is_written(officers: Officers) -> None:
    wang = officers["wang"]
    draft = revised(wang)
    wang.get("/view", params={"on": "2026-02-02"})
    for path in (f"{draft}/text", f"{draft}/answer", f"{draft}/publish", f"{draft}/propose", "/plans", "/packs/take"):
        assert "X630" in wang.post(path, text="x", seen="1", name="cn.central.fazhi").text, path
    assert "保存</button>" not in wang.page(f"{draft}/text")


Open = Callable[..., Browser]


def test_others_read_the_rules_and_change_nothing(browser: Open) -> None:
    for role in (Role.LEADER, Role.INSPECTOR, Role.READER):
        somebody = browser(role)
        [pack] = re.findall(r'href="(/packs/published/[^"]+)">', somebody.page("/packs"))
        assert "起草修订版" not in somebody.page(pack)
        assert "X620" in somebody.post("/packs/revise", called=pack.rsplit("/", 1)[1]).text


def test_a_difference_is_worked_out_beside_the_page_and_kept_with_the_draft(
    officers: Officers, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, li = officers["wang"], officers["li"]
    draft, go_on, runs = revised(wang), threading.Event(), []

    def slowly(*asked: Any, **how: Any) -> enacting.Foreseen:
        runs.append(1)
        go_on.wait(30)
        return foresee(*asked, **how)

    foresee = enacting.foresee
    monkeypatch.setattr(enacting, "foresee", slowly)
    page = wang.get(f"{draft}/difference").text
    assert 'id="progress"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "送请另一人批准" not in page
    assert wang.get(f"{draft}/difference.csv").headers["location"] == f"{draft}/difference"
    go_on.set()
    assert "送请另一人批准" in wang.page(f"{draft}/difference")
    assert wang.get(f"{draft}/difference.csv").status_code == 200
    li.page(f"{draft}/difference")
    assert len(runs) == 1
    assert wang.post(f"{draft}/difference").headers["location"] == f"{draft}/difference"
    wang.page(f"{draft}/difference")
    wang.page(f"{draft}/difference?since=2026-06-01")
    assert len(runs) == 3
