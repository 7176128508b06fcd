"""成信 render: a manuscript or a digest -> subject, text and HTML of a mail.

The words of a formal paper stand once, in its manuscript; the two layouts here (text and HTML) dress the same lines.
Whatever a value contains, it cannot open a paragraph, a tag or a header.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from engine.dates import say_day
from engine.source import Refused
from notifications.decisions import AnyPaper
from notifications.papers import DigestView, Group, ItemView, LetterView
from notifications.wording.compiled import filled
from notifications.wording.compose import Words, compose, name_of, values_of_digest
from notifications.wording.manuscript import Manuscript
from notifications.wording.plain import INVISIBLE

MOST_BYTES = 64 * 1024
END = "</div>\n</body>\n</html>"
"""How every HTML layout ends; what only one reader is to read stands before it."""


@dataclass(frozen=True)
class Rendered:
    """A letter in words: its subject, and the same content as text and as HTML."""

    subject: str
    text: str
    html: str


def render_letter(view: AnyPaper, words: Words | None = None) -> Rendered:
    """A formal paper in words.

    Raises Refused N201 for a line break in a subject, N202 when it grows past 64 KiB.
    """
    return dress(compose(view, words), subject_of_letter(view))


def dress(paper: Manuscript, subject: str) -> Rendered:
    """A manuscript as a mail.  Raises Refused N202 when it grows past 64 KiB."""
    tables = {name: [*map(vars, getattr(paper, name))] for name in ("lines", "boxes", "annexes")}
    return checked(subject, "letter", {**vars(paper), **tables, "signed_on": say_day(paper.signed_on)})


def with_link(rendered: Rendered, link: str) -> Rendered:
    """The same letter with the address by which its reader signs for it (签收), at its foot."""
    html, _, after = rendered.html.rpartition(END)
    shown = escape(link)
    signs = f'<p style="margin:16px 0 0">签收：<a href="{shown}">{shown}</a></p>\n'
    return replace(rendered, text=f"{rendered.text.rstrip()}\n\n签收：{link}\n", html=f"{html}{signs}{END}{after}")


def render_digest(view: DigestView) -> Rendered:
    """A digest in words, its lines under their headings.

    Raises Refused N201 for a line break in a subject, N202 when it grows past 64 KiB.
    """
    values = values_of_digest(view)
    return checked(subject_of_digest(view), "digest", values)


def subject_of_letter(view: AnyPaper) -> str:
    """Such as: 〔督办·红〕催办通知书 年度报告 已逾期2个工作日（区商务委）."""
    draft = "（草稿）" if view.draft else ""
    colour, late = (view.colour, view.days_late) if isinstance(view, LetterView) else ("", 0)
    matter = getattr(view, "matter", "")
    said = f"{view.paper or name_of(view)}{draft} {matter}{f' 已逾期{late}个工作日' if late else ''}".strip()
    return _one_line(f"〔{_lamp(colour)}〕{said}（{view.agency}）")


def subject_of_digest(view: DigestView) -> str:
    """Such as: 〔督办·黄〕年度报告 应于3月1日前报送（区商务委）; several items are counted."""
    colour = next((item.colour for item in view.items if item.colour), "")
    if len(view.items) == 1 and not view.more:
        return _one_line(f"〔{_lamp(colour)}〕{_headline(view.items[0])}（{view.agency}）")
    late = sum(item.group is Group.BREACHED for item in view.items)
    overdue = f"，其中已逾期{late}项" if late else ""
    return _one_line(f"〔{_lamp(colour)}〕待办督办事项{len(view.items) + view.more}项{overdue}（{view.agency}）")


def _headline(item: ItemView) -> str:
    return f"{item.matter} 应于{item.due.month}月{item.due.day}日前{item.verb}"


def _lamp(colour: str) -> str:
    return f"督办·{colour}" if colour else "督办"


def _one_line(subject: str) -> str:
    if "\r" in subject or "\n" in subject:
        raise Refused("N201", "邮件主题中不能有换行；请更正事项名称或单位名称后重新生成")
    return INVISIBLE.sub("", subject)


def checked(subject: str, layout: str, values: Mapping[str, Any]) -> Rendered:
    """The values in a layout of our own, as text and as HTML.  Raises Refused N202 when it grows past 64 KiB."""
    named = {**values, "subject": subject}
    text, html = filled(f"{layout}.txt.j2", named), filled(f"{layout}.html.j2", named)
    if _is_long(text) or _is_long(html):
        raise Refused("N202", "文书超过64KiB，不予生成；请精简依据引文或拆分事项后重新生成")
    return Rendered(subject, text, html)


def _is_long(words: str) -> bool:
    """Whether a text takes more than 64 KiB on the wire; few are so long that their bytes must be counted."""
    return len(words) > MOST_BYTES // 4 and len(words.encode()) > MOST_BYTES
