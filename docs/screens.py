"""Photograph every screen of the console on the demonstration's database, for docs/reference/console.

python docs/screens.py 演示文件夹        after `duban demo --dir 演示文件夹`; needs Debian's chromium with its
words in Chinese (`apt-get install chromium chromium-l10n fonts-noto-cjk`)

The database is copied first, so that the accounts opened here are not left in the demonstration.
"""

import io
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from duban.clock import SHANGHAI
from duban.services import accounts
from duban.services.register import directory
from duban.settings import Settings, read_settings
from duban.web.app import build
from duban.web.server import beside
from engine.nouns import Account, Role
from store.session import open_database

HERE = Path(__file__).resolve().parent / "reference" / "console"
CHROMIUM = "/usr/bin/chromium"
CHINESE = {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
"""In which language the browser itself speaks: in fields for days and files."""
PORT = 18473
AT = datetime(2026, 12, 31, 9, 30, tzinfo=SHANGHAI)
"""The last day of the demonstration's year."""
SECRET = secrets.token_urlsafe(16)
SIZES = {"desktop": (1200, 800), "phone": (360, 740)}
LARGEST = 120_000  # bytes of a picture
TALLEST = 1600  # pixels
COLOURS = (128, 64, 32)  # with fewer, a lamp loses its own


@dataclass(frozen=True)
class Shot:
    """A screen to photograph: its file, its title, who looks, and where.

    `first` leads on to a thing of that kind, `then` on from there.
    """

    name: str
    title: str
    role: Role | None
    path: str
    first: str = ""
    then: str = ""
    status: int = 200


SHOTS = (
    Shot("login", "登录", None, "/login"),
    Shot("today", "今天（督办专员）", Role.OFFICER, "/today"),
    Shot("ledger", "台账", Role.OFFICER, "/ledger"),
    Shot("matrix", "矩阵", Role.OFFICER, "/matrix"),
    Shot("charts", "图表", Role.OFFICER, "/charts"),
    Shot("duty", "一件应办事项", Role.OFFICER, "/ledger?lamp=red", "/duty/"),
    Shot("tasks", "督办件", Role.OFFICER, "/tasks"),
    Shot("task", "一件督办件", Role.OFFICER, "/tasks", "/task/"),
    Shot("judging", "待核验", Role.OFFICER, "/judging"),
    Shot("evidence", "材料", Role.OFFICER, "/evidence"),
    Shot("petitions", "申请", Role.OFFICER, "/petitions"),
    Shot("notices", "通知", Role.OFFICER, "/notices"),
    Shot("notice", "一件通知", Role.OFFICER, "/notices", "/notices/"),
    Shot("letters", "函件", Role.OFFICER, "/letters"),
    Shot("letter", "一封函件", Role.OFFICER, "/letters", "/letters/"),
    Shot("silences", "静默与发信", Role.OFFICER, "/silences"),
    Shot("calendar", "日历", Role.OFFICER, "/calendar"),
    Shot("roster", "名册", Role.OFFICER, "/roster"),
    Shot("agency", "一个单位", Role.OFFICER, "/roster", "/roster/agency/"),
    Shot("people", "人员", Role.OFFICER, "/roster/people"),
    Shot("roster-import", "导入名册", Role.OFFICER, "/roster/import"),
    Shot("changes", "机构变动", Role.OFFICER, "/roster/changes"),
    Shot("scores", "并排比较", Role.OFFICER, "/scores"),
    Shot("training", "学时统计", Role.OFFICER, "/training"),
    Shot("plans", "文件导入", Role.OFFICER, "/plans"),
    Shot("plan", "一份文件", Role.OFFICER, "/plans", "/plans/"),
    Shot("drafts", "草案", Role.OFFICER, "/drafts"),
    Shot("packs", "规则包", Role.OFFICER, "/packs"),
    Shot("pack", "一个规则包", Role.OFFICER, "/packs", "/packs/"),
    Shot("simulate", "推演", Role.OFFICER, "/simulate"),
    Shot("leader", "分管领导的一页", Role.LEADER, "/leader"),
    Shot("repeats", "重复逾期", Role.LEADER, "/leader/repeats"),
    Shot("mine", "在手事项（联络员）", Role.CONTACT, "/mine"),
    Shot("mine-task", "一件督办件（联络员）", Role.CONTACT, "/mine", "/task/"),
    Shot("mine-evidence", "本单位的材料", Role.CONTACT, "/evidence"),
    Shot("evidence-new", "交材料", Role.CONTACT, "/evidence/new"),
    Shot("mine-calendar", "日程与年终表", Role.CONTACT, "/mine/calendar"),
    Shot("deputies", "代管与经办", Role.CONTACT, "/mine/deputies"),
    Shot("hours", "学时导入", Role.CONTACT, "/hours"),
    Shot("house", "系统运行状况", Role.ADMINISTRATOR, "/house"),
    Shot("house-doctor", "全面体检", Role.ADMINISTRATOR, "/house/doctor"),
    Shot("house-rounds", "夜间工作与备份", Role.ADMINISTRATOR, "/house/rounds"),
    Shot("house-log", "日志", Role.ADMINISTRATOR, "/house/log"),
    Shot("house-accounts", "账户", Role.ADMINISTRATOR, "/house/accounts"),
    Shot("house-account", "一个账户", Role.ADMINISTRATOR, "/house/accounts", "/house/accounts/"),
    Shot("house-upkeep", "维护", Role.ADMINISTRATOR, "/house/upkeep"),
    Shot("house-mail", "试信", Role.ADMINISTRATOR, "/house/mail"),
    Shot("secret", "改口令", Role.ADMINISTRATOR, "/secret"),
    Shot("office-leader", "分管领导的一页（专员所见）", Role.OFFICER, "/leader"),
    Shot("shipped-pack", "随软件提供的规则包", Role.OFFICER, "/packs", "/packs/shipped/"),
    Shot("training-people", "一件培训里的各人", Role.OFFICER, "/training", "/training/"),
    Shot("training-person", "一个人的学时", Role.OFFICER, "/training", "/training/", "/training/"),
    Shot("mine-duty", "一件应办事项（联络员）", Role.CONTACT, "/ledger", "/duty/"),
    Shot("mine-training", "学时统计（联络员）", Role.CONTACT, "/training"),
    Shot("inspector-today", "今天（督查员）", Role.INSPECTOR, "/today"),
    Shot("inspector-task", "一件督办件（督查员）", Role.INSPECTOR, "/tasks", "/task/"),
    Shot("inspector-letter", "一封函件（督查员）", Role.INSPECTOR, "/letters", "/letters/"),
    Shot("inspector-log", "日志（督查员）", Role.INSPECTOR, "/house/log"),
    Shot("inspector-scores", "并排比较（督查员）", Role.INSPECTOR, "/scores"),
    Shot("reader-today", "今天（查阅人）", Role.READER, "/today"),
    Shot("reader-ledger", "台账（查阅人）", Role.READER, "/ledger"),
    Shot("reader-duty", "一件应办事项（查阅人）", Role.READER, "/ledger", "/duty/"),
    Shot("reader-agency", "一个单位（查阅人）", Role.READER, "/roster", "/roster/agency/"),
    Shot("reader-notice", "一件通知（查阅人）", Role.READER, "/notices", "/notices/"),
    Shot("refused", "不许进", Role.READER, "/house", status=403),
    Shot("absent", "没有这个页面", Role.READER, "/nowhere", status=404),
    Shot("administrator-roster", "名册（系统管理员）", Role.ADMINISTRATOR, "/roster"),
    Shot("administrator-letter", "一封函件（系统管理员）", Role.ADMINISTRATOR, "/letters", "/letters/"),
)
PRINTED = frozenset(
    {"leader", "today", "ledger", "matrix", "duty", "task", "notice", "charts", "agency", "calendar", "mine"}
)


def main(folder: Path) -> None:
    """Photograph everything, and write the page that lists the pictures."""
    HERE.mkdir(parents=True, exist_ok=True)
    with _copied(folder) as settings, sync_playwright() as playwright:
        names = _accounts(settings)
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], env={**os.environ, **CHINESE}
        )
        with beside(build(settings, lambda: AT), "127.0.0.1", PORT):
            for size, (width, height) in SIZES.items():
                pages: dict[Role | None, Page] = {}
                for shot in SHOTS:
                    page = pages.get(shot.role) or _seated(chromium, shot.role, names, width, height)
                    pages[shot.role] = page
                    _photograph(page, shot, size)
        chromium.close()
    (HERE / "README.md").write_text(_listing(), encoding="utf-8")


@contextmanager
def _copied(folder: Path) -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "demo"
        shutil.copytree(folder, copy)
        settings = read_settings(copy / "duban.toml")
        yield settings.model_copy(update=_secret(copy))


def _secret(copy: Path) -> dict[str, Any]:
    """The addresses, which are secrets, as the copy has them."""
    kind = type(Settings().database)
    return {"database": kind(f"sqlite:///{copy / 'duban.db'}"), "smtp_url": kind(f"maildir:{copy / 'mail'}")}


def _accounts(settings: Settings) -> dict[Role, str]:
    """An account for each role; the contact's agency is the first that has a duty."""
    database = open_database(settings.database_url)
    agency = directory.roster(database, settings).agencies[1].id
    found = {}
    for role in TITLES:
        account = Account(f"shot-{role.value}", TITLES[role], role, agency if role is Role.CONTACT else None)
        accounts.open_account(database, settings, account, SECRET, by="截图", now=AT)
        found[role] = account.name
    database.dispose()
    return found


TITLES = {
    Role.OFFICER: "王科长",
    Role.INSPECTOR: "周督查员",
    Role.LEADER: "李副区长",
    Role.CONTACT: "张联络员",
    Role.READER: "陈查阅人",
    Role.ADMINISTRATOR: "赵管理员",
}


def _seated(chromium: Any, role: Role | None, names: dict[Role, str], width: int, height: int) -> Page:
    page: Page = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(60_000)
    if role is not None:
        page.goto(f"http://127.0.0.1:{PORT}/login")
        page.get_by_label("登录名").fill(names[role])
        page.get_by_label("口令", exact=True).fill(SECRET)
        page.get_by_role("button", name="登录").click()
        page.wait_for_selector("form[action='/logout']")
    return page


def _photograph(page: Page, shot: Shot, size: str) -> None:
    answer = page.goto(f"http://127.0.0.1:{PORT}{shot.path}")
    if answer is None or answer.status != shot.status:
        raise SystemExit(f"{shot.path} does not open: {answer and answer.status}")
    for prefix in filter(None, (shot.first, shot.then)):
        links = page.locator(f'main a[href^="{prefix}"]:not([href*=".xlsx"], [href*=".csv"])')
        if not links.count():
            return
        page.goto(f"http://127.0.0.1:{PORT}{links.first.get_attribute('href')}")
    page.wait_for_timeout(400)  # charts are drawn
    _keep(page.screenshot(full_page=True), HERE / f"{shot.name}-{size}.png")
    if shot.name in PRINTED and size == "desktop":
        page.emulate_media(media="print")
        _keep(page.screenshot(full_page=True), HERE / f"{shot.name}-print.png")
        page.emulate_media(media="screen")


def _keep(png: bytes, to: Path) -> None:
    """Keep a picture with as many colours as its size allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    for colours in COLOURS:
        out = io.BytesIO()
        picture.quantize(colours).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    to.write_bytes(out.getvalue())


def _listing() -> str:
    lines = ["<!-- 由 docs/screens.py 生成，请勿手改 -->", "", "# 办公台的画面", ""]
    lines += ["在演示数据上拍的（`duban demo` 之后 `python docs/screens.py demo`）。左为桌面，右为手机。", ""]
    for shot in SHOTS:
        there = [kind for kind in (*SIZES, "print") if (HERE / f"{shot.name}-{kind}.png").exists()]
        where = re.sub(r"\?.*", "", shot.path)
        lines += [f"## {shot.title}", "", f"`{shot.first + '…' if shot.first else where}`", ""]
        lines += [f"![{shot.title}，{kind}]({shot.name}-{kind}.png)" for kind in there] + [""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
