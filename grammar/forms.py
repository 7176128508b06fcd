"""句式：the forms a duty takes; a clause and what governs it -> Drafts.

One function a form, tried in order: a bounded amount, a date, a cadence, a yearly paper, a carried report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import regex

from grammar.bearer import RECIPIENT
from grammar.cadence import CadenceMark
from grammar.quantities import EVENTS, LENGTHS, Quantity
from grammar.reading import Reading, Scope
from grammar.worth import STUDY, is_demand, is_headcount, is_one_off, is_within
from grammar.zhdates import DateMark

Window = dict[str, int | str]
ONE = Fraction(1)


@dataclass(frozen=True)
class Draft:
    """A duty still in plain spelling (初稿): its values, and the clauses `first`..`last` it is read from."""

    kind: str
    period: str | None = None
    window: Window | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    unit: str | None = None
    doubts: tuple[str, ...] = ()
    words: str = ""
    day: str = ""
    amount: Quantity | None = None


def amounts(reading: Reading, scope: Scope) -> Iterator[Draft]:
    """The duties that the amounts of a clause lay down."""
    for amount in reading.quantities:
        if amount.sense == "max" and is_within(amount, reading.text):
            yield within(amount, reading)
        elif is_demand(amount, reading, scope):
            yield _amount(amount, reading, scope)


# 年度终了之日起30日内, 季度结束后15日内: a limit that comes round with its period.
_CLOSING = regex.compile("(?P<period>周|月|季度?|半年|年)度?(?:终了|结束|期满)(?:之日)?[后起]$")
_PERIODS = {
    "周": "week",
    "旬": "ten_days",
    "月": "month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "half_year",
    "年": "year",
}


def within(amount: Quantity, reading: Reading) -> Draft:
    """N日内: a deadline after a single event, a limit after one that recurs."""
    once = is_one_off(amount, reading.text)
    closing = _CLOSING.search(reading.text[: amount.start])
    period = "once" if once else _PERIODS[closing["period"]] if closing else None
    kind = "deadline" if once else "duration_limit"
    return Draft(kind, period, at_most=amount.at_most, unit=amount.unit, amount=amount)


def _amount(amount: Quantity, reading: Reading, scope: Scope) -> Draft:
    cadence = _nearest(reading, amount) or scope.cadence
    doubts: tuple[str, ...] = ("about",) if reading.text[amount.number_at : amount.end].endswith("左右") else ()
    if amount.rate:
        cadence = CadenceMark(0, 0, _rate_period(amount.rate))
    date = deadline_of(reading, scope)
    kind, period = _kind(amount, reading, cadence, date is not None)
    window: Window | None = None
    if period == "once" and date is not None:
        window, more, words = by_day(date, scope)
        doubts += more
        return _filled(kind, period, window, amount, doubts, words)
    if cadence is not None and period == cadence.period:
        window = cadence_window(reading, cadence, scope)
        doubts += cadence.doubts
    return _filled(kind, period, window, amount, doubts, "")


def _nearest(reading: Reading, amount: Quantity) -> CadenceMark | None:
    """The cadence of an amount: the last one said before it in its clause, else the clause's first."""
    before = [mark for mark in reading.cadences if mark.end <= amount.number_at]
    return before[-1] if before else reading.cadences[0] if reading.cadences else None


def _filled(
    kind: str, period: str | None, window: Window | None, amount: Quantity, doubts: tuple[str, ...], words: str
) -> Draft:
    day = str((window or {}).get("by", ""))
    return Draft(kind, period, window, amount.at_least, amount.at_most, amount.unit, doubts, words, day, amount)


def _rate_period(rate: str) -> str:
    return {"年": "year", "季": "quarter", "月": "month", "周": "week"}[rate[1]]


def _kind(amount: Quantity, reading: Reading, cadence: CadenceMark | None, dated: bool) -> tuple[str, str | None]:
    """The kind of an amount and the period it is counted in."""
    once = "once" if dated else None
    if amount.unit == "%" or amount.sense == "down":
        kind = "reduction_target" if amount.sense == "down" else "ratio"
        return kind, cadence.period if cadence and reading.cadences else once
    if cadence is not None and (reading.cadences or amount.unit in (*EVENTS, *LENGTHS)):
        if cadence.period == "term":
            return "once_per_term", "term"
        bare = amount.sense == "" and amount.low == ONE and amount.high is None
        return ("cadence" if bare else "quota"), cadence.period
    if amount.unit in LENGTHS and amount.unit not in STUDY:
        return "duration_limit", once
    if is_headcount(amount, reading):
        return "headcount", once
    if dated and amount.sense != "reach":
        return "count_by_deadline", once
    return "other_quantified", once


def deadline_of(reading: Reading, scope: Scope) -> DateMark | None:
    """The day that governs a clause: its own, else the sentence's, else the goal of the passage."""
    own = next((date for date in reading.dates if date.bound in ("before", "stretch") or whole_year(date)), None)
    return own or scope.date or scope.goal


def whole_year(date: DateMark) -> bool:
    """2026年新建20个: a bare year dates an amount by its end, though it dates no act."""
    return date.bound == "" and bool(date.year) and (date.first[-5:], date.last[-5:]) == ("01-01", "12-31")


def by_day(date: DateMark, scope: Scope) -> tuple[Window, tuple[str, ...], str]:
    """The window of a one-off act, the doubts its wording leaves, and the wording's place holder."""
    if date.bound == "stretch":
        return dict(date.window), date.doubts, ""
    last, doubts = date.last, date.doubts
    if date.year is None and "year_relative" not in doubts:
        if scope.year:
            last = f"{scope.year}-{last}"
        else:
            doubts = (*doubts, "year_missing")
    return {"by": last}, doubts, ""


_MONTH_DAY = regex.compile(
    r"(?:的|次|下|月)?(?P<place>首月|第一个月|第[二三]个月|最后一个月|末月|底|末|初)?(?:的|"
    r"月)?(?:前)?(?P<day>3[01]|[12]\d|0?[1-9])?(?:日|号)?(?P<before>之前|以前|前)?"
)
_MONTHS = regex.compile(r"(?P<a>\d{1,2})月(?P<day>\d{1,2}日)?(?:和|、|与)(?P<b>\d{1,2})月(?:份|\d{1,2}日)?")
_PLACES = {"首月": 1, "第一个月": 1, "第二个月": 2, "第三个月": 3, "最后一个月": 3, "末月": 3, "末": 3, "底": 3}


def cadence_window(reading: Reading, cadence: CadenceMark, scope: Scope) -> Window | None:
    """Where in its period a recurring act falls: by 03-31, quarter 1, by_day 5, year_part start."""
    if cadence.period in ("month", "quarter", "two_months"):
        return _day_of_month(reading, cadence)
    months = _MONTHS.search(reading.text)
    if months and reading.cadences:
        window: Window = {"months": f"{int(months['a'])},{int(months['b'])}"}
        return window | ({"by_day": int(months["day"][:-1])} if months["day"] else {})
    for date in reading.dates:
        if date.year is not None or date.bound in ("from", "since"):
            continue
        if date.bound == "before":
            return {"by": date.last}
        if date.window:
            return dict(date.window)
    return dict(scope.cadence_window) if scope.cadence_window and cadence is scope.cadence else None


def _day_of_month(reading: Reading, cadence: CadenceMark) -> Window | None:
    if cadence not in reading.cadences:
        return None
    found = _MONTH_DAY.match(reading.text, cadence.end)
    if not found or not (found["place"] or found["day"]):
        return None
    window: Window = {}
    if found["place"] in _PLACES and cadence.period == "quarter":
        window["month_of_quarter"] = _PLACES[found["place"]]
    if found["day"] and "日" in found[0]:
        window["by_day"] = int(found["day"])
    elif found["place"] in ("底", "末") and cadence.period == "month":
        window["by_day"] = 31
    return window or None


_LABEL = regex.compile("(?:时限|时间|期限|时间节点):$")
_ATTAINS = regex.compile("(?:全面|基本|如期)?(?:建成|实现|建立|达到|完成)")


def _attains(reading: Reading, date: DateMark) -> bool:
    """为2035年基本建成…: a bare year that something is reached in; 完成时限：2026年9月."""
    if _LABEL.search(reading.text[: date.start]) and date.bound == "":
        return True
    return whole_year(date) and bool(_ATTAINS.match(reading.text, date.end))


def dated(reading: Reading, scope: Scope) -> Draft | None:
    """An act by a day: 2026年底前完成…; with a cadence and no year it recurs."""
    date = next(
        (date for date in reading.dates if date.bound in ("before", "stretch") or _attains(reading, date)), None
    )
    if date is None:
        return None
    cadence = reading.cadences[0] if reading.cadences else scope.cadence
    if cadence is None and "次年" in reading.text[date.start : date.end] and scope.year is None:
        cadence = CadenceMark(date.start, date.start, "year")
    if cadence is not None and cadence.period.endswith("year") and date.year is None:
        return recurring(reading, cadence, scope)
    window, doubts, _ = by_day(date, scope)
    words = reading.text[date.start : date.end]
    day = str(window.get("by", window.get("to", "")))
    return Draft("deadline", "once", window, doubts=doubts, words=words, day=day)


def recurring(reading: Reading, cadence: CadenceMark, scope: Scope) -> Draft:
    """An act that recurs with no count printed: once a period is what the words imply."""
    window = cadence_window(reading, cadence, scope)
    doubts = cadence.doubts + tuple(
        d for date in reading.dates if date.year is None for d in date.doubts if d != "year_relative"
    )
    words = reading.text[cadence.start : max([cadence.end, *(date.end for date in reading.dates)])]
    day = str((window or {}).get("by", ""))
    if cadence.rising:
        return Draft("cadence", "year", doubts=doubts, words=words)
    kind = "once_per_term" if cadence.period == "term" else "cadence"
    return Draft(kind, cadence.period, window, ONE, None, "次", doubts, words, day)


_MAKES = (
    "制定|编制|拟定|拟订|编写|公布|发布|签订|上报|报送|提交|形成|建立|建立健全|健全|完善|"
    "执行|落实|开展|组织|实行|实施|进行|做好|撰写|召开|出台|印发|报告|履行|推行|明确"
)
_MADE = (
    "报告|年报|计划|规划|目录|清单|总结|方案|述法|述职|检查|评估|审计|培训|任务|会议|公报|"
    "报表|测评|自查|要点|台账|体检|督查|考核|审验|白皮书|通报|评查|研判|报备"
)
_YEARLY = regex.compile(
    rf"(?P<verb>{_MAKES})(?P<gap>[^,。;]{{0,50}}?)(?P<year>(?<![上下本当跨该各一两三前后\d])(?:年度|"
    rf"年终|年末)|(?<=、|,|^)半年)(?P<mid>[^,。;]{{0,24}}?)(?P<made>{_MADE})"
)
_LISTED = regex.compile(
    "(?:纳入|列入|作为|挂钩|根据|按照|依据|完成|对照|围绕|结合|计入|对)[^,。;]{0,20}$|(?:纳入|列入|作为|挂钩)"
)
_SYSTEM = regex.compile(
    "(?<![一二三四五六七八九十两每个\\d])(?P<period>周|旬|月|季度?|半年|年)度?"
    "(?:通报|报|调度|述职|述法|报告|考核|会商|研判|排名|督查|点评|例会)(?=、|制度|机制|$)"
)
_LAST_YEAR = regex.compile("(?:向[^,。;]{1,30}(?:报告|报送|提交)|公开|公布|报送|上报)[^,。;]{0,12}上一?年度")


def yearly(reading: Reading) -> Iterator[Draft]:
    """A paper or an act that is yearly by its name: 制定年度计划, 开展年终检查, 月通报制度, 报告上年度情况."""
    text = reading.text
    systems = list(_SYSTEM.finditer(text)) if regex.search("制度|机制", text) else []
    for system in systems:
        yield Draft("cadence", _PERIODS[system["period"]], None, ONE, None, "次", words=system[0])
    one = None if systems else _yearly_paper(reading)
    if one is not None:
        yield one


def _yearly_paper(reading: Reading) -> Draft | None:
    text = reading.text
    found = _YEARLY.search(text)
    if found and not _LISTED.search(text[: found.start("year")]) and not regex.search("鼓励|探索", text):
        if found["made"] == "考核" and not regex.search("开展|组织|进行|实行", found["verb"]):
            return None
        if found["year"] == "半年":
            return Draft("cadence", "half_year", None, ONE, None, "次", words=found["year"])
        window: Window | None = {"year_part": "end"} if found["year"] in ("年终", "年末") else None
        return Draft("cadence", "year", window, ONE, None, "次", words=found["year"])
    if _LAST_YEAR.search(text) and not reading.dates:
        return Draft("cadence", "year", None, ONE, None, "次")
    return None


def carried(reading: Reading, scope: Scope) -> Draft | None:
    """A further report under a cadence said before: 每年第一季度，甲向乙报告，丙向丁报告."""
    if scope.cadence is None or not RECIPIENT.search(reading.text):
        return None
    if not regex.search("向[^,。;]{1,40}(?:报告|报送|述职|述法|汇报)", reading.text) or "及时" in reading.text:
        return None
    return recurring(reading, scope.cadence, scope)


_WHOLE = regex.compile("(?:实现|推动|推进|推行|做到|确保|达到|实行|深化)[^,。;]{0,50}?全覆盖")
_SOME_SHARE = regex.compile("(?:占|有|达到|不低于|具有)一定(?:的)?比例")


def implied(reading: Reading, scope: Scope) -> Draft | None:
    """全覆盖 and 一定比例: a share is meant, and the text leaves open which."""
    if _SOME_SHARE.search(reading.text):
        return Draft("ratio", None, doubts=("share_unknown",), words="一定比例")
    if _WHOLE.search(reading.text):
        date = deadline_of(reading, scope)
        window, more, _ = by_day(date, scope) if date else (None, (), "")
        return Draft("ratio", "once" if date else None, window, Fraction(100), None, "%", ("whole", *more), "全覆盖")
    return None
