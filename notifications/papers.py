"""文书 papers: what a letter says, as plain values that services fill in and templates print.

A template sees strings, numbers, days and lists, and nothing that it could ask further.  The field lists follow
the forms that offices use (交办、催办、督办、通报、约谈、移送); what is empty is left out of the paper.  Each field
says its Chinese name, so that whoever edits a template or leaves a field out is told of it in words.  Papers that an
act of a person causes (整改、延期、复核 …) are in `notifications.decisions`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated


class Form(StrEnum):
    """The form of a paper, which is also the name of its template."""

    DIGEST = "digest"
    ASSIGN = "assign"
    URGE = "urge"
    SUPERVISE = "supervise"
    CIRCULAR = "circular"
    TALK = "talk"
    REFER = "refer"
    RECTIFY = "rectify"
    EXTENSION = "extension"
    EXEMPTION = "exemption"
    DISPUTE = "dispute"
    APPEAL = "appeal"
    BRIEF = "brief"
    CLOSING = "closing"
    RECEIPT = "receipt"


FORM_WORDS: tuple[tuple[str, Form], ...] = (
    ("提醒", Form.DIGEST),
    ("提示", Form.DIGEST),
    ("预警", Form.DIGEST),
    ("回证", Form.RECEIPT),
    ("整改", Form.RECTIFY),
    ("延期", Form.EXTENSION),
    ("豁免", Form.EXEMPTION),
    ("异议", Form.DISPUTE),
    ("复核", Form.APPEAL),
    ("专报", Form.BRIEF),
    ("办结", Form.CLOSING),
    ("交办", Form.ASSIGN),
    ("催办", Form.URGE),
    ("通报", Form.CIRCULAR),
    ("约谈", Form.TALK),
    ("移送", Form.REFER),
    ("问责", Form.REFER),
)
"""How the name that an office gives a paper tells its form; any other 单 or 函 is a supervision slip."""


@lru_cache(maxsize=256)
def form_of(paper: str) -> Form:
    """The form of the paper that a rung names: 催办单 and 催办通知书 are one form, 红色督查单 is a supervision slip."""
    return next((form for word, form in FORM_WORDS if word in paper), Form.SUPERVISE)


def paper_number(prefix: str, year: int, serial: int) -> str:
    """The number of a paper as GB/T 9704 writes it: 青政督催〔2026〕1号, no 第 and no leading zero."""
    return f"{prefix}〔{year}〕{serial}号"


@dataclass(frozen=True)
class OfficeView:
    """The office that signs, and whom to ask there (督办机构)."""

    name: Annotated[str, "督办机构"]
    contact: Annotated[str, "联系人"]
    phone: Annotated[str, "联系电话"]
    email: Annotated[str, "邮箱"]


@dataclass(frozen=True)
class BasisView:
    """The text that a duty rests on (依据): title of the file without 《》, its number, the clause, the exact words."""

    file: Annotated[str, "依据文件名称（不带书名号）"]
    number: Annotated[str, "文号"]
    locator: Annotated[str, "条款"]
    quote: Annotated[str, "原文"]
    rule: Annotated[str, "规则编号"]
    pack: Annotated[str, "规则包"]


@dataclass(frozen=True)
class DueView:
    """The last day and how it was reckoned; `lenient` is the last day under the wider reading where one differs."""

    day: Annotated[date, "办理时限"]
    steps: Annotated[tuple[str, ...], "时限推算步骤"]
    calendar: Annotated[str, "所用日历"]
    lenient: Annotated[date | None, "从宽计算的最后一日"] = None
    original: Annotated[date | None, "原时限"] = None
    provisional: Annotated[bool, "时限是否暂定"] = False


@dataclass(frozen=True)
class WorkView:
    """What is on file (办理情况): each line of `not_counted` says why."""

    state: Annotated[str, "当前状态"]
    missing: Annotated[tuple[str, ...], "尚缺"]
    counted: Annotated[tuple[str, ...], "已计入"] = ()
    not_counted: Annotated[tuple[str, ...], "未计入及理由"] = ()
    need: Annotated[str, "要求"] = ""
    have: Annotated[str, "现有"] = ""
    facts_sha256: Annotated[str, "在案事实摘要"] = ""


@dataclass(frozen=True)
class EarlierView:
    """A paper that went before in the same matter."""

    paper: Annotated[str, "文书名称"]
    number: Annotated[str, "文号"]
    sent_on: Annotated[date, "发出日期"]


@dataclass(frozen=True)
class LaggingView:
    """A line of a circular: who is late with what; `fell_short`: what must hold throughout did not from this day on."""

    agency: Annotated[str, "单位"]
    matter: Annotated[str, "事项"]
    due: Annotated[date, "时限"]
    days_late: Annotated[int, "逾期工作日数"]
    fell_short: Annotated[date | None, "未达到要求之日"] = None


@dataclass(frozen=True)
class CircularView:
    """The figures of a circular (督查通报)."""

    scope: Annotated[str, "通报范围"]
    first: Annotated[date, "起日"]
    last: Annotated[date, "止日"]
    total: Annotated[int, "督办总数"]
    done: Annotated[int, "已办结数"]
    open: Annotated[int, "正在办理数"]
    lagging: Annotated[tuple[LaggingView, ...], "逾期未办结事项"]
    causes: Annotated[tuple[str, ...], "主要原因"] = ()
    praised: Annotated[tuple[str, ...], "好的做法"] = ()


@dataclass(frozen=True)
class TalkView:
    """Who is to talk with whom, when and where (约谈); empty fields are still to be settled."""

    host: Annotated[str, "约谈人"]
    guest: Annotated[str, "被约谈人"]
    time: Annotated[str, "时间"] = ""
    place: Annotated[str, "地点"] = ""
    materials: Annotated[tuple[str, ...], "需准备的材料"] = ()


@dataclass(frozen=True)
class LetterView:
    """One formal paper to one agency (正式文书); `days_late` in working days; `draft`: nobody signed it yet."""

    paper: Annotated[str, "文书名称"]
    number: Annotated[str, "文号"]
    agency: Annotated[str, "承办单位"]
    matter: Annotated[str, "工作事项"]
    window: Annotated[str, "周期"]
    basis: Annotated[BasisView, "依据"]
    due: Annotated[DueView, "时限"]
    work: Annotated[WorkView, "办理情况"]
    office: Annotated[OfficeView, "督办机构"]
    as_of: Annotated[date, "截至日期"]
    signed_on: Annotated[date, "成文日期"]
    ticket: Annotated[str, "案号"]
    days_late: Annotated[int, "逾期工作日数"] = 0
    role: Annotated[str, "承办方式"] = "牵头办理"
    new_limit: Annotated[date | None, "新的期限"] = None
    nth: Annotated[int, "第几次"] = 1
    colour: Annotated[str, "督办等级颜色"] = ""
    grade_reason: Annotated[str, "定级理由"] = ""
    assignment: Annotated[str, "原交办单编号"] = ""
    earlier: Annotated[tuple[EarlierView, ...], "此前文书"] = ()
    cc: Annotated[tuple[str, ...], "抄送"] = ()
    consequence: Annotated[str, "逾期后果"] = ""
    draft: Annotated[bool, "是否草稿"] = False
    circular: Annotated[CircularView | None, "通报数字"] = None
    talk: Annotated[TalkView | None, "约谈安排"] = None
    competent_body: Annotated[str, "有权机关"] = ""
    support: Annotated[tuple[str, ...], "协办单位"] = ()
    leader: Annotated[str, "分管领导"] = ""
    responsible: Annotated[str, "责任人"] = ""
    feedback: Annotated[str, "反馈要求"] = ""
    opinion: Annotated[str, "拟办意见"] = ""
    instruction: Annotated[str, "领导批示"] = ""
    signer: Annotated[str, "签发人"] = ""
    urgency: Annotated[str, "紧急程度"] = ""


class Group(StrEnum):
    """The parts of a digest in the order in which they are read."""

    BREACHED = "已逾期"
    TODAY = "今日到期"
    WEEK = "7日内到期"
    MONTH = "30日内到期"
    LATER = "30日后到期"


@dataclass(frozen=True)
class ItemView:
    """One line of a digest (事项); `days` are working days, late ones for a breach and remaining ones otherwise."""

    notice: Annotated[str, "通知编号"]
    ticket: Annotated[str, "案号"]
    matter: Annotated[str, "事项"]
    agency: Annotated[str, "单位"]
    window: Annotated[str, "周期"]
    due: Annotated[date, "时限"]
    group: Annotated[Group, "期限分组"]
    days: Annotated[int, "工作日数"]
    source: Annotated[str, "依据"]
    reckoned: Annotated[str, "时限推算"] = ""
    missing: Annotated[str, "尚缺"] = ""
    colour: Annotated[str, "颜色"] = ""
    verb: Annotated[str, "动作"] = "完成"


@dataclass(frozen=True)
class DigestView:
    """One day's letter to one recipient (每日督办事项); `more` lines stand in lists only."""

    person: Annotated[str, "收件人"]
    agency: Annotated[str, "单位"]
    day: Annotated[date, "日期"]
    items: Annotated[tuple[ItemView, ...], "事项清单"]
    office: Annotated[OfficeView, "督办机构"]
    more: Annotated[int, "未列出的项数"] = 0
    notes: Annotated[tuple[str, ...], "说明"] = ()
    console: Annotated[str, "办公台网址"] = ""
