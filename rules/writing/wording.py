"""A rule in Chinese (规则的中文说法): its period, its due day and what it asks, each as an officer would say it.

{every: half}                          每半年
{within: 15wd, of: window.end}         周期末日起15个工作日内
{count: {at_least: "2", unit: 期}}      不少于2期
"""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from engine.dates import say_day, say_duration, say_event
from engine.exact import decimal, ends
from engine.nouns import (
    Aggregate,
    AllOf,
    AnchorKind,
    AnyOf,
    Count,
    Deliver,
    DueTerm,
    Duration,
    Forbid,
    KOf,
    Level,
    MonthDay,
    PartialDate,
    PDate,
    Ratio,
    Rule,
    RulePack,
    SetTerm,
    Spread,
    Test,
    Trend,
    WindowTerm,
)

_EVERY = {"year": "每年", "half": "每半年", "quarter": "每季度", "month": "每月"}
_EACH = {"half": "每个半年", "quarter": "每个季度", "month": "每个月"}
_LEVEL = {"continuous": "每日都要达到", "window_end": "以期末为准", "window_mean": "以期内平均为准"}
_TREND = {"up": "高于上期", "down": "低于上期", "not_down": "不低于上期"}
_BOUNDARY = {"inclusive": "（含当日）", "exclusive": "（不含当日）", "unspecified": "（是否含当日未写明）"}
_ROLL = {"next": "遇休息日顺延", "previous": "遇休息日提前", "by_direction": "遇休息日顺着推算方向移动"}
_PLACES = {"window.start": "周期首日", "window.end": "周期末日"}
_WITHOUT_YEAR = re.compile(r"^(\d\d)-(\d\d)$")
_END_OF_FEBRUARY = MonthDay(2, 29)
_IN_EVERY_MONTH = 28
_STRENGTH = {"must": "", "in_principle": "原则上", "encourage": "鼓励", "forbid": "禁止："}


def said_of(rule: Rule) -> dict[str, str]:
    """Period, due day and demand of a rule, under their Chinese names."""
    return {"周期": say_window(rule), "时限": say_due(rule.due, rule.window), "要求": say_demand(rule)}


def say_set(name: str, sets: Mapping[str, SetTerm]) -> str:
    """各级政府: what a set is called — by its note where its name is a code, which nobody reads."""
    term = sets.get(name)
    return term.note if term and term.note and name.isascii() else name


def say_document(pack: RulePack, rule: Rule) -> str:
    """What the document is called that a rule cites: its number, or the title of its pack."""
    numbers = [source.doc_no for source in pack.sources if source.id == rule.citation.doc and source.doc_no]
    return numbers[0] if numbers else f"《{pack.title or pack.name}》"


def say_window(rule: Rule) -> str:
    """每半年（报上一期情况）."""
    window = rule.window
    if rule.manual is not None and window == WindowTerm():
        return say_every(rule.manual.every) if rule.manual.every else "一次"
    notes = [_LEVEL[window.level]] if window.level else []
    notes += ["报上一期情况"] if window.about == "previous" else []
    notes += {"prorate": ["新加入的按时间折算"], "skip": ["新加入的从下一期算起"]}.get(window.first, [])
    return _hung(window) + (f"（{'，'.join(notes)}）" if notes else "")


def _hung(window: WindowTerm) -> str:
    anchor = window.anchor
    if anchor.kind is AnchorKind.TENURE:
        return "每一任期"
    if anchor.kind is AnchorKind.EVENT:
        return f"每次{_said(anchor.event or '', '.start', '起算之事')}发生后"
    if window.phase is not None:
        return f"阶段 {window.phase}"
    if window.every is None:
        ends_ = [_day(day) for day in (window.once.start, window.once.to) if day is not None] if window.once else []
        return f"一次（{'至'.join(ends_)}）" if ends_ else "一次"
    since = f"，自{_day(anchor.at)}起" if anchor.at is not None else ""
    return say_every(window.every) + ("，从上次办结算起" if anchor.kind is AnchorKind.LAST_MET else "") + since


def say_every(every: str) -> str:
    """2y -> 每2年."""
    if every in _EVERY:
        return _EVERY[every]
    return f"每{every[:-1]}年" if every.endswith("y") else f"每{every[:-2]}个月"


def say_due(due: DueTerm, window: WindowTerm) -> str:
    """每期3月1日前（含当日），宽限5个工作日."""
    notes = [f"宽限{say_duration(due.grace)}"] if due.grace else []
    notes += [_ROLL[due.roll]] if due.roll in _ROLL else []
    notes += ["法定期限不得延期"] if due.statutory else []
    notes += [f"“{due.vague}”未定"] if due.vague else []
    return "，".join([_last_day(due, window), *notes])


def _last_day(due: DueTerm, window: WindowTerm) -> str:
    if due.within is not None:
        return _day_of_month(due, due.within, window) or _counted(due, due.within, "起", "内")
    if due.before is not None:
        return _counted(due, due.before, "前", "")
    if due.by in ("end", None):
        return "周期末日"
    if due.by == _END_OF_FEBRUARY:
        return f"2月底前{_BOUNDARY[due.boundary]}"
    day = f"{due.by.month}月{due.by.day}日" if isinstance(due.by, MonthDay) else _day(due.by)  # type: ignore[arg-type]
    return f"{day}前{_BOUNDARY[due.boundary]}"


def _day_of_month(due: DueTerm, within: Duration, window: WindowTerm) -> str:
    """2mo24d from the first day of a quarter is 每期第3个月25日前; nothing for a day that not every month has."""
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(window.every or "", 0)
    plain = within == Duration(months=within.months, days=within.days)
    calendar = window.anchor.kind is AnchorKind.CALENDAR and due.of == "window.start"
    if not (plain and calendar and within.months < months and within.days < _IN_EVERY_MONTH):
        return ""
    month = "当月" if months == 1 else f"每期第{within.months + 1}个月"
    return f"{month}{within.days + 1}日前（含当日）"


def _counted(due: DueTerm, length: Duration, word: str, tail: str) -> str:
    start = _PLACES.get(due.of or "") or say_event(due.of or "")
    return f"{start}{word}{say_duration(length)}{tail}"


def _day(day: PDate | None) -> str:
    if isinstance(day, PartialDate):
        return (
            f"{_WITHOUT_YEAR.sub(_say_month_day, day.text)}（待确认）"
            if day.confirmed is None
            else say_day(date.fromisoformat(day.confirmed))
        )
    return say_day(day) if day is not None else ""


def _say_month_day(found: "re.Match[str]") -> str:
    return f"{int(found[1])}月{int(found[2])}日"


def say_demand(rule: Rule) -> str:
    """原则上不少于2期."""
    if rule.test is None:
        return f"人工判定：{rule.manual.ask}" if rule.manual else ""
    whom = f"，报{'、'.join(rule.to)}" if rule.to else ""
    per = {"person": "每人", "case": "每案", "document": "每件", "post_holding": "每位任职者"}.get(rule.bearer.per, "")
    return f"{_STRENGTH[rule.strength]}{per}{say_test(rule.test, rule.id)}{whom}"


def say_test(test: Test, rule: str = "") -> str:
    """What a test asks; what is counted under the name of the rule itself is called 本项."""
    match test:
        case Deliver():
            return f"报送{'（逐个送达）' if test.to_each else ''}"
        case Aggregate():
            return _aggregate(test)
        case Ratio():
            part, whole = _said(test.num, ".part", "其中达到的"), _said(test.den, ".whole", "总数")
            return f"{part}占{whole}{_limits(test.at_least, test.at_most, share=True)}"
        case Level():
            return f"{_called(test.of, rule)}{_limits(test.at_least, test.at_most)}"
        case Trend():
            against = f"（基数{_number(test.baseline)}）" if test.baseline is not None else ""
            return f"{_called(test.of, rule)}{_TREND[test.direction]}{against}"
        case Forbid():
            what = _called(test.of, rule)
            return f"{what}不超过{_number(test.at_most)}起" if test.at_most else f"不得发生{what}"
        case _:
            return _joined(test, rule)


def _said(kind: str, own: str, words: str) -> str:
    """The name of what is counted; a rule read from a sentence calls its own by its name and such an ending."""
    return words if kind.endswith(own) else f"“{kind}”"


def _called(kind: str, rule: str) -> str:
    return "本项" if kind == rule else f"“{kind}”"


def _joined(test: AllOf | AnyOf | KOf, rule: str) -> str:
    parts = "；".join(say_test(part, rule) for part in test.parts)
    if isinstance(test, KOf):
        return f"以下至少{test.k}项：{parts}"
    return f"以下{'每项都要' if isinstance(test, AllOf) else '任一项'}：{parts}"


def _aggregate(test: Aggregate) -> str:
    counted = isinstance(test, Count)
    unit = test.unit or ("次" if counted else "")
    spread = "".join(f"，{_spread(part, unit)}" for part in test.spread)
    return f"{'' if counted else '累计'}{_limits(test.at_least, test.at_most)}{unit}{spread}"


def _spread(part: Spread, unit: str) -> str:
    return f"{_EACH[part.each]}不少于{_number(part.at_least)}{unit}"


def _limits(least: Fraction | None, most: Fraction | None, *, share: bool = False) -> str:
    said = [f"不少于{_number(least, share=share)}"] if least is not None else []
    said += [f"不超过{_number(most, share=share)}"] if most is not None else []
    return "、".join(said)


def _number(value: Fraction | None, *, share: bool = False) -> str:
    if value is None:
        return ""
    shown = value * 100 if share else value
    text = decimal(shown) if ends(shown) else f"{shown.numerator}/{shown.denominator}"
    return f"{text}%" if share else text
