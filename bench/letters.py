"""函件：how many letters are rendered and frozen in a second."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from bench.rounds import Work, a_second
from notifications.official import Envelope, Sender, message_id, mime_bytes, sha256
from notifications.papers import BasisView, DigestView, DueView, Group, ItemView, LetterView, OfficeView, WorkView
from notifications.render import Rendered, render_digest, render_letter

MANY = 400
DAY = date(2026, 3, 2)
OFFICE = OfficeView("测速区督查室", "甲", "0000-1234", "office@bench.example")
SENDER = Sender(OFFICE.name, "duban@bench.example", "bench.example")
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=8)))


def works(folder: Path) -> list[Work]:
    """A formal paper and a digest of eight lines, rendered and frozen; and frozen only."""
    del folder
    ready = render_digest(_digest(0))
    return [
        Work("正式文书：成文并定稿", "5,000 个/秒", a_second, lambda: _all(lambda n: render_letter(_paper(n)))),
        Work("提醒函（8项）：成文并定稿", "5,000 个/秒", a_second, lambda: _all(lambda n: render_digest(_digest(n)))),
        Work("函件定稿（只封装）", "5,000 个/秒", a_second, lambda: _all(lambda _: ready)),
    ]


def _all(render: Callable[[int], Rendered]) -> int:
    for number in range(MANY):
        _freeze(number, render(number))
    return MANY


def _freeze(number: int, rendered: Rendered) -> str:
    to = f"reader{number}@bench.example"
    identity = message_id(to, str(number), SENDER.domain)
    return sha256(mime_bytes(Envelope(SENDER, to, f"收件人{number}", identity, "token", NOON), rendered))


def _paper(number: int) -> LetterView:
    basis = BasisView("测速区年度工作方案", "测办发〔2026〕1号", "一/1", "各单位应当按期报送工作进展。", "r1", "bench")
    due = DueView(DAY - timedelta(3), ("期限为月末", "遇休息日不顺延"), "cn.workdays")
    work = WorkView("未办结", ("尚缺工作进展报告1份",), need="1份", have="0份")
    return LetterView(
        "催办通知书", f"测督催〔2026〕{number}号", "测速单位", f"第{number}项工作进展", "2026年2月", basis, due, work,
        OFFICE, DAY, DAY, f"t{number}", days_late=1,
    )  # fmt: skip


def _digest(number: int) -> DigestView:
    items = tuple(
        ItemView(
            f"n{line}", f"t{line}", f"第{number}号第{line}项工作", "测速单位", "2026年", DAY, Group.WEEK, 5, "方案"
        )
        for line in range(8)
    )
    return DigestView("乙", "测速单位", DAY, items, OFFICE)
