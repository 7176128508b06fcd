"""The first days of an office: from an empty folder to a paper that leaves — as the tutorial tells it, in a browser.

Nothing is prepared: `duban init` and `duban user add`, then all of it on the pages, a plan of a real district, a mail
server, the daemon.  The people know only what the pages say; so each step begins where the last one sent them.
"""

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from aiosmtpd.controller import Controller
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from duban import clock
from duban.daemon.running import Daemon
from duban.services.setup import Office, opened
from duban.settings import Settings, read_settings
from duban.web.app import build
from duban.web.server import beside
from tests.acceptance.console.browsers import DESK, free_port, violations

FIRST = date(2022, 7, 11)
SECRET = "河道巡查每季一次记台账2026"
OWN = "每年三月一日前报送年度报告"
SETTINGS = """smtp_url = "smtp://127.0.0.1:{smtp}"
mail_from = "dc@example.gov.cn"
mail_domain = "example.gov.cn"
office_email = "dc@example.gov.cn"
office_name = "区政府督查室"
jurisdiction = "示例区"
public_url = "http://127.0.0.1:{web}"
database = "sqlite:///{folder}/duban.db"
"""
REPORT = "向区政府报告本单位上年度法治建设情况"


@dataclass
class Town:
    """The office, its clock, its daemon, its mail server, and a browser before each of its people."""

    chromium: Any
    settings: Settings
    daemon: Daemon
    now: list[datetime]
    mails: list[EmailMessage]
    pages: dict[str, Page] = field(default_factory=dict)

    def on(self, day: date, hour: int = 10, minute: int = 0) -> list[EmailMessage]:
        """It becomes that moment, and the daemon does its work; the mails that came of it."""
        before = len(self.mails)
        self.now[0] = datetime.combine(day, time(hour, minute), tzinfo=clock.SHANGHAI)
        assert self.daemon.once()
        return self.mails[before:]

    def window(self) -> Page:
        """A browser of somebody's own."""
        context = self.chromium.new_context(viewport=DESK, base_url=self.settings.public_url)
        context.set_default_timeout(30_000)
        page: Page = context.new_page()
        return page

    def sign_in(self, name: str, secret: str = SECRET) -> Page:
        """Somebody at his first page."""
        page = self.pages.setdefault(name, self.window())
        page.goto("/login")
        page.get_by_label("登录名").fill(name)
        page.get_by_label("口令").fill(secret)
        press(page, "登录")
        return page


class PostOffice:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def town(tmp_path: Path, chromium: Any, duban: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """An office that installed the house this Monday morning, and has one account."""
    now = [datetime.combine(FIRST, time(9, 30), tzinfo=clock.SHANGHAI)]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    ports, post = {"smtp": free_port(), "web": free_port()}, PostOffice()
    (tmp_path / "duban.toml").write_text(SETTINGS.format(folder=tmp_path, **ports), encoding="utf-8")
    assert "duban user add" in duban(tmp_path, "init").stdout
    monkeypatch.setattr(sys, "stdin", io.StringIO(SECRET + "\n"))
    words = ("user", "add", "zhao", "--title", "赵管理员", "--role", "administrator", "--password-stdin")
    assert duban(tmp_path, *words).returncode == 0
    settings = read_settings(tmp_path / "duban.toml")
    with ExitStack() as held:
        database = held.enter_context(opened(settings))
        daemon = Daemon(
            Office(database, settings), lambda: clock.Reading("here", now[0], "1", now[0].timestamp(), True)
        )
        server = Controller(post, hostname="127.0.0.1", port=ports["smtp"], ready_timeout=30)
        server.start()
        held.callback(server.stop)
        held.enter_context(beside(build(settings, lambda: now[0]), "127.0.0.1", ports["web"]))
        yield Town(chromium, settings, daemon, now, post.mails)
        for context in list(chromium.contexts):
            context.close()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the button of that name, and wait for the page that comes."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def follow(page: Page, name: str, within: str = "main") -> None:
    """Follow the link of that name."""
    page.locator(within).get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def said(page: Page) -> str:
    """What a page says; whoever reads it can read all of it."""
    assert violations(page) == [], page.url
    return page.locator("main").inner_text()


def downloaded(page: Page, name: str, folder: Path) -> Path:
    """A file that a link gives."""
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name=name).first.click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def filled(sheet: Path, fill: Callable[[dict[str, Any]], dict[str, Any]]) -> Path:
    """A sheet with each of its rows filled in, by the titles of its columns."""
    titles, *rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    with xlsxwriter.Workbook(sheet) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, titles)
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, list(fill(dict(zip(map(str, titles), row, strict=True))).values()))
    return sheet


def accounts_are_opened(town: Town) -> None:
    """The administrator opens an account for each; whoever comes with it chooses a secret of his own."""
    page = town.sign_in("zhao")
    assert "守护进程" in said(page)
    for name, title, role in (
        ("wang", "王科长", "督办专员"), ("li", "李科长", "督办专员"), ("chen", "陈督查", "督查员"),
    ):  # fmt: skip
        page.goto("/house/accounts")
        form = page.locator("form.deed-form")
        form.get_by_label("登录名").fill(name)
        form.get_by_label("姓名").fill(title)
        form.get_by_label("身份").select_option(role)
        press(page, "开户，生成一次性口令")
        secret = page.locator(".told-once").inner_text()
        own = town.sign_in(name, secret)
        own.get_by_label("现在的口令").fill(secret)
        own.get_by_label("新口令", exact=True).fill(OWN)
        own.get_by_label("再输一次新口令").fill(OWN)
        press(own, "改口令")
        town.sign_in(name, OWN)


def the_plan_is_read_and_the_register_filled(town: Town, plan: Path, folder: Path) -> Page:
    """The officer begins where Today sends him: the plan names the units, and the sheets bring them in."""
    page = town.pages["wang"]
    assert "开办：从这里开始" in said(page)
    follow(page, "上传方案")
    page.locator("input[type=file]").set_input_files(
        {"name": "要点.txt", "mimeType": "text/plain", "buffer": plan.read_bytes()}
    )
    press(page, "上传并阅读")
    where, told = page.url, said(page)
    assert re.search(r"提到 33 个单位，其中 33 个名册里查不到", told)
    together = re.search(r"写进各成员单位的“单位组”一栏：(.+)。", told)
    assert together is not None
    units = downloaded(page, "下载这些单位的登记表", folder)
    follow(page, "导入名册")
    page.get_by_label("填好的表").set_input_files(filled(units, lambda row: {**row, "单位组": together[1]}))
    press(page, "导入名册")
    assert "单位已导入" in said(page)
    people = downloaded(page, "下载人员登记表", folder)
    numbers = iter(range(100))

    def contact(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "姓名": f"{row['单位']}联络员", "邮箱": f"c{next(numbers)}@a.example"}

    page.get_by_label("填好的表").set_input_files(filled(people, contact))
    press(page, "导入名册")
    assert "收不到信" not in said(page)
    page.goto(where)
    assert "其中 0 个名册里查不到" in said(page)
    return page


def the_draft_is_confirmed_and_published(town: Town, page: Page) -> None:
    """The officer answers what is asked, sees what it brings, and another publishes it."""
    press(page, "据此起草规则")
    press(page, re.compile("条全部照拟定读法"))
    while "没有待确认的规则" not in said(page):
        question = page.locator("article.question").first
        if "名册里查不到" in question.inner_text():
            question.get_by_role("button", name="不督办，删去").click()
        else:
            question.get_by_label("由谁办").fill("区城管执法局")
            question.get_by_label("怎样算").select_option("每个人")
            question.get_by_role("button", name="写入答复").click()
        page.wait_for_load_state()
    follow(page, "下一步：看发布会带来什么变化")
    page.wait_for_selector("ul.lamps")
    told = said(page)
    assert "1 条规则在名册里没有承担单位" in told
    assert "街镇相关负责人承担" in told  # a set of people that nobody was put in
    press(page, "送请另一人批准")
    assert "草案待批准" in said(page)
    other = town.sign_in("li", OWN)
    assert re.search(r"草案待批准\s*1", said(other))
    follow(other, "草案待批准")
    follow(other, "2022年上海市长宁区法治政府建设工作要点与责任分工")
    other.wait_for_selector("ul.lamps")
    press(other, "批准并发布")
    assert "应办事项已进台账" in said(other)
    follow(other, "看台账")
    assert re.search(r"其中 \d+ 件待巡查", said(other))


def the_letters_are_looked_at_and_let_go(town: Town) -> None:
    """The first letters to many wait until somebody has seen one."""
    assert town.on(date(2022, 12, 30)) == []
    page = town.sign_in("wang", OWN)
    assert "开办" not in said(page)
    assert "发信已暂停：提醒函的措辞第一次使用" in said(page)
    follow(page, "去核对、放行")
    follow(page, "看等着发的信")
    page.locator("main table a").first.click()
    assert "提醒函" in said(page)
    page.goto("/silences")
    page.get_by_label("理由").last.fill("看过一封，可以发")
    press(page, "核对过了，放行")
    assert len(town.on(date(2022, 12, 30), 10, 15)) > 20


def a_contact_reports_by_his_link(town: Town, mail: EmailMessage) -> None:
    """The reader of a mail opens its link, signs, reports with a file."""
    body = mail.get_body(("plain",))
    link = re.search(r"http://\S+/r/\S+", body.get_content() if body else "")
    assert link is not None
    page = town.window()
    page.goto(link[0])
    press(page, re.compile("^签收$"))
    report = page.locator("details", has=page.locator('input[name=deed][value="report"]')).first
    report.get_by_label("办理情况").fill("年度报告已报区政府，见附件。")
    for box in report.get_by_role("checkbox").all():
        box.check()
    proof = {"name": "年度报告.txt", "mimeType": "text/plain", "buffer": "一、工作情况……".encode()}
    report.locator("input[type=file]").set_input_files(proof)  # type: ignore[arg-type]
    report.get_by_role("button", name="反馈").click()
    page.wait_for_load_state()
    assert "待审核" in said(page)
    assert violations(page) == []


def it_is_verified_and_inspected(town: Town) -> None:
    """The officer finds it on Today and verifies; the inspector closes it."""
    page = town.sign_in("wang", OWN)
    follow(page, "待核验", "#menu")
    assert "年度报告.txt" in said(page)
    press(page, "采信，核验通过")
    page = town.sign_in("chen", OWN)
    follow(page, "督办件", "#menu")
    follow(page, "已核验")
    follow(page, REPORT)
    page.locator("summary", has_text="督查销号").first.click()
    press(page, "督查销号")
    assert "已督查（销号）" in said(page)


def a_paper_is_released_and_leaves(town: Town) -> None:
    """A slip is held; the officer reads it as it will be, releases it, and it leaves at five."""
    page = town.sign_in("wang", OWN)
    follow(page, "文书待签发")
    follow(page, "督办通知单")
    assert "预览：今天成文会是这样" in said(page)
    assert "督办通知单" in page.frame_locator("iframe.letter").locator("body").inner_text()
    press(page, "签发")
    assert "撤回签发" in said(page)
    (mail,) = town.on(date(2023, 1, 10), 17, 0)
    assert "督办通知单" in str(mail["Subject"])
    assert [part.get_filename() for part in mail.iter_attachments()]
    paper = page.url
    town.sign_in("wang", OWN).goto(paper)  # hours went by: the seat has lapsed
    assert "已发出" in said(page)


def test_an_office_comes_from_an_empty_folder_to_a_paper_that_leaves(town: Town, shared: Path, tmp_path: Path) -> None:
    [plan] = (shared / "seeds").glob("002_*.txt")
    accounts_are_opened(town)
    page = the_plan_is_read_and_the_register_filled(town, plan, tmp_path)
    the_draft_is_confirmed_and_published(town, page)
    town.on(FIRST)
    the_letters_are_looked_at_and_let_go(town)
    for day in (date(2023, 1, 3), date(2023, 1, 4)):
        town.on(day)
    mails = town.on(date(2023, 1, 5))
    a_contact_reports_by_his_link(town, next(mail for mail in mails if REPORT in str(mail["Subject"])))
    it_is_verified_and_inspected(town)
    for day in range(6, 11):
        if (on := date(2023, 1, day)).weekday() < 5:
            town.on(on)
    a_paper_is_released_and_leaves(town)
