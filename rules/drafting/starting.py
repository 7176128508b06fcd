"""From when a limit runs (起算): 自印发之日起30个工作日内, 会后7日内, 季度终了之日起十五日内, 提前10个工作日.

The end of a period is a day of the calendar; the issue of the plan itself comes once; anything else is an event that
the office records, and the question says which.
"""

import re
from dataclasses import dataclass
from datetime import date

from engine.nouns import Anchor, AnchorKind, DueTerm, Duration, Duty, Question, Span, WindowTerm

_UNITS = {"日": "days", "天": "days", "自然日": "days", "日历日": "days"}
_UNITS |= {"周": "weeks", "星期": "weeks", "月": "months", "个月": "months", "年": "years"}
_HOURS_A_DAY = 24
_CLOSING = re.compile("(?:终了|结束|期满)(?:之日)?[后起]|(?:季|季度|半年|每[月年])后")
_BACK = re.compile(r"提前|(?:[日天]|个月)之?前|前[一二三四五六七八九十\d]+个?(?:工作日|日|天|月|年)(?!之?以?内)")
_BEFOREHAND = re.compile("前[^，,。；;]{0,12}[日天月年]之?内")
_ITSELF = re.compile(
    "^(?:本|该)?(?:通知|方案|意见|办法|文件|要点|规划|计划|规定|细则|决定)?(?:印发|下发|发布|施行|实施)$"
)
_BARELY = re.compile("(?<![本该件案知见法点划定则])(?:印发|发布|公布|施行|实施)后")  # 文件应当在印发后15日内备案
_ANOTHER = re.compile(
    "(?:文件|规章|规定|办法|细则|决定|公告|目录|预案|标准)(?:应当?|要|须|需)?[自从]"
)  # not the plan itself
_EVENT = re.compile(
    "(?:自|从)(?P<from>[^，,。；;]{2,24}?)(?:之日|之时|当日)?起|(?:^|[在于])?(?P<after>[^，,。；;在于自]{2,16}?)[后起](?=的?第?[\\d一二三四五六七八九十百]+)"
)


@dataclass(frozen=True)
class Running:
    """The window and due day of a limit that runs from something, and what must be asked about it."""

    window: WindowTerm
    due: DueTerm
    questions: tuple[Question, ...] = ()


def running(duty: Duty, name: str, every: str | None, issued: date | None) -> Running | None:
    """How a limit such as 十五个工作日内 runs; None when its length cannot be written."""
    length = length_of(duty)
    if length is None or _BEFOREHAND.search(duty.quote):
        return None
    if every is not None and _CLOSING.search(duty.quote):
        return Running(WindowTerm(every=every), DueTerm(by=None, within=length, of="window.end"))
    event = (event_in(duty.quote) or "").removeprefix(duty.subject or "") or None
    itself = event is not None and _ITSELF.search(event) and not _ANOTHER.search(duty.quote)
    if issued is not None and itself and not _BARELY.search(duty.quote):
        return Running(WindowTerm(once=Span(issued)), DueTerm(by=None, within=length, of="window.start"))
    return _from_event(duty, f"{name}.start", event, length)


def _from_event(duty: Duty, kind: str, event: str | None, length: Duration) -> Running:
    """Counted from a fact that the office records, one obligation each time; 提前… is counted back from it."""
    window = WindowTerm(anchor=Anchor(AnchorKind.EVENT, event=kind))
    due = (
        DueTerm(by=None, before=length, of=kind)
        if counts_back(duty.quote)
        else DueTerm(by=None, within=length, of=kind)
    )
    return Running(window, due, (_asked(kind, event),))


def _asked(kind: str, event: str | None) -> Question:
    if event is None:
        return Question("R504", f"时限从哪一事件起算？请把事实“{kind}”的含义写清楚")
    return Question("R505", f"时限从“{event}”之日起算，由谁登记、以什么为准？", f"每次“{event}”登记一条事实 {kind}")


def event_in(quote: str) -> str | None:
    """What sets the clock off, in the words of the sentence: 自规范性文件公布之日起 -> 规范性文件公布."""
    found = _EVENT.search(quote)
    if found is None:
        return None
    words = str(found["from"] or found["after"]).removeprefix("应当").removeprefix("应")
    return words.removeprefix("每次").removesuffix("之日")


def counts_back(quote: str) -> bool:
    """Whether a limit is counted back from its event: 提前10个工作日, 举行7日前, 期满前6个月; not 制定前."""
    return _BACK.search(quote) is not None


def precedes(quote: str) -> bool:
    """Whether a limit lies before its event, counted back from it or not (届满前三十日内)."""
    return counts_back(quote) or _BEFOREHAND.search(quote) is not None


def length_of(duty: Duty) -> Duration | None:
    """The length of a limit; hours only as whole days."""
    number, unit = duty.at_most or duty.at_least, duty.unit or ""
    if number is None or number.denominator != 1:
        return None
    if "工作日" in unit:
        return Duration(workdays=int(number))
    if unit == "小时" and number % _HOURS_A_DAY == 0:
        return Duration(days=int(number) // _HOURS_A_DAY)
    return Duration(**{_UNITS[unit]: int(number)}) if unit in _UNITS else None
