"""成文 render: a view -> subject, text and HTML, in the words of templates/.

The words of a formal paper stand once, in its body template: a line is a paragraph, and the two layouts (text
and HTML) dress the same lines.  Whatever a value contains, it cannot open a paragraph, a tag or a header.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from engine.dates import say_day
from engine.source import Refused
from notifications.papers import DigestView, Form, Group, ItemView, LetterView, form_of

Plain: TypeAlias = str | int | list["Plain"] | dict[str, "Plain"] | None

MOST_BYTES = 64 * 1024
_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Rendered:
    """A letter in words: its subject, and the same content as text and as HTML."""

    subject: str
    text: str
    html: str


def zh_count(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals: 一, 十, 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def render_letter(view: LetterView) -> Rendered:
    """A formal paper in words.

    Raises Refused N201 for a line break in a subject, N202 when it grows past 64 KiB.
    """
    form = form_of(view.paper)
    values = {**_plain_fields(view), "lateness": plain(_lateness(view)), "addressee": plain(_addressee(view, form))}
    body = _environment().get_template(f"{form.value}.j2").render(values)
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    values["paragraphs"] = [{"text": line, "heading": int(bool(_HEADING.match(line)))} for line in lines]
    return _checked(subject_of_letter(view), "letter", values)


def render_digest(view: DigestView) -> Rendered:
    """A digest in words, its lines under their headings.

    Raises Refused N201 for a line break in a subject, N202 when it grows past 64 KiB.
    """
    values = _plain_fields(view)
    groups = [(group, [item for item in view.items if item.group is group]) for group in Group]
    values["groups"] = [{"label": group.value, "lines": plain(items)} for group, items in groups if items]
    values["total"] = len(view.items) + view.more
    values["late"] = sum(item.group is Group.BREACHED for item in view.items)
    return _checked(subject_of_digest(view), "digest", values)


def _lateness(view: LetterView) -> str:
    """How late it is; a day off after the last day is late too, though no working day has gone by."""
    if view.days_late:
        return f"已逾期{view.days_late}个工作日"
    return "已超过时限" if view.as_of > (view.due.lenient or view.due.day) else "尚未办结"


def _addressee(view: LetterView, form: Form) -> str:
    if form is Form.CIRCULAR:
        return "各有关单位"
    return (view.competent_body or "有权机关") if form is Form.REFER else view.agency


def subject_of_letter(view: LetterView) -> str:
    """Such as: [督办·红] 催办通知书 年度报告 已逾期2个工作日(区商务委)."""
    late = f" 已逾期{view.days_late}个工作日" if view.days_late else ""
    draft = "（草稿）" if view.draft else ""
    return _one_line(f"[{_lamp(view.colour)}] {view.paper}{draft} {view.matter}{late}({view.agency})")


def subject_of_digest(view: DigestView) -> str:
    """Such as: [督办·黄] 年度报告 应于3月1日前报送(区商务委); several items are counted."""
    colour = next((item.colour for item in view.items if item.colour), "")
    if len(view.items) == 1 and not view.more:
        return _one_line(f"[{_lamp(colour)}] {_headline(view.items[0])}({view.agency})")
    late = sum(item.group is Group.BREACHED for item in view.items)
    overdue = f"，其中已逾期{late}项" if late else ""
    return _one_line(f"[{_lamp(colour)}] 待办督办事项{len(view.items) + view.more}项{overdue}({view.agency})")


def _headline(item: ItemView) -> str:
    return f"{item.matter} 应于{item.due.month}月{item.due.day}日前{item.verb}"


def _lamp(colour: str) -> str:
    return f"督办·{colour}" if colour else "督办"


def _one_line(subject: str) -> str:
    if "\r" in subject or "\n" in subject:
        raise Refused("N201", "邮件主题中不能有换行；请更正事项名称或单位名称后重新生成")
    return _INVISIBLE.sub("", subject)


def plain(value: object) -> Plain:
    """A view as templates may see it: strings on one line, numbers, lists and tables of these; days in Chinese."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return " ".join(_INVISIBLE.sub("", value).split())
        case date():
            return say_day(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Sequence():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return _plain_fields(value)
        case _:
            raise TypeError(f"a template cannot be shown a {type(value).__name__}")


def _plain_fields(view: object) -> dict[str, Plain]:
    return {field.name: plain(getattr(view, field.name)) for field in fields(view)}  # type: ignore[arg-type]


def _checked(subject: str, layout: str, values: Mapping[str, Plain]) -> Rendered:
    named = {**values, "subject": subject}
    text = _environment().get_template(f"{layout}.txt.j2").render(named)
    html = _environment().get_template(f"{layout}.html.j2").render(named)
    if max(len(text.encode()), len(html.encode())) > MOST_BYTES:
        raise Refused("N202", "文书超过64KiB，不予生成；请精简依据引文或拆分事项后重新生成")
    return Rendered(subject, text, html)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["zh_count"] = zh_count
    return environment
