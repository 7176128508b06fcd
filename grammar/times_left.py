"""余时：the words of time that a duty leaves over; a Finding -> the first of them, or nothing.

A rule holds whole days of a period that comes round.  What else is printed of when (上旬, 国庆节前, 17时前) must not
be passed over in silence, nor 5月至9月每月 be every month.
"""

from collections.abc import Callable

import regex

from grammar.finding import Finding, years_of
from grammar.quantities import LENGTHS
from grammar.reading import Reading
from grammar.worth import is_within
from grammar.zhdates import DateMark

_FEW = "[一二三四五六七八九十\\d]+"

# what no mark of a clause covers, and an example that a test reads
TABLE: tuple[tuple[str, str], ...] = (
    (
        "(?:[春秋]节|国庆|中秋|端午|清明|元旦|[汛雨冬春]|节假?日?|假期|[采供]暖|开学|寒假|暑假|两会|换届)[期季节]?之?前(?![期列后往])",
        "国庆节前完成检查",
    ),
    ("(?:会|大会|例会|工作|活动|采暖|汛期)(?:召开|开始|举行|启动|结束)之?前(?![期列后往])", "大会召开前提交"),
    ("(?:(?<=每年|^|,|[在于])[^,、。;的\\d每年月日在于从]{2,10}期间)", "每年高考期间检查"),
    ("(?:主?汛|[采供]暖|防火|禁渔|旺|春运)[期季]?之?内|(?<=^|,|每年)主?汛期(?=[,每])", "防火期内每月督导"),
    (f"(?:第?{_FEW}个?|首个|最后一个)工作日(?!之?以?内)(?:之?前)?", "每季度第三个工作日报送"),
    (f"[底末终]之?前{_FEW}个?(?:工作日|日|天)(?!之?以?内)", "季度末前5个工作日报送"),
    ("半年(?:之|以)?内", "在半年内至少培训一次"),
    ("(?:最后一|第[一二三四五]|首|末)周(?!年)", "每月最后一周召开"),
    ("(?:周|星期)[一二三四五六日天](?:[上下]午)?(?:之?前)?|[上下]午|下班之?前", "周五前报送"),
    ("\\d{1,2}(?:[时点]整?|:\\d\\d)之?前", "17时前报送"),
    (f"第{_FEW}年(?!度)|连续[两三四五六七八九十\\d]+年(?!以上)", "第二年完成60%"),
    ("(?:首个|第[一二三四五六七八九十]+个|最后一个|[前后][一两二三\\d]个)月", "每年的第一个月报送"),
    ("(?<![月\\d])[上中下]旬", "每月上旬、下旬各一次"),
    ("(?<!\\d月)(?<!\\d)\\d{1,2}[日号]之?前|[日月旬]前后", "10日前报送"),
    ("年中(?![国央小级间和])", "年中检查"),
    ("“?\\d{1,2}·\\d{1,2}”?|宪法日", "每年3·15期间"),
    ("遇?[^,。;遇]{0,6}(?:节假日|休息日|双休日|公休日)(?:顺延|提前|推迟|延后)", "遇节假日顺延"),
)
UNREAD = regex.compile("|".join(words for words, _ in TABLE))
_HELD_BY_ROLL = regex.compile(".*(?:顺延|提前|推迟|延后)|最后一个")
_HELD_BY_DAY, _HELD_BY_MONTH = regex.compile("\\d{1,2}[日号]"), regex.compile(".*个月")
_NO_DAY = ("年终", "次年", "明年", "今年", "本年", "当年")  # 年终述法, 次年计划
_HOUR = regex.compile("(?:[上下]午|中午|晚上?)?(?<!\\d)(?!24)\\d{1,2}(?:[时点]整?|:\\d\\d)(?:之?前|以前)")
_SHORT = ("half_year", "quarter", "two_months", "month", "half_month", "ten_days", "week", "day")


def left(found: Finding) -> str:
    """A day, an hour or a masked year among the clauses of a duty that its window does not hold."""
    span = years_of(found)
    if span is not None and not span.first[:4].isdigit():
        return span.words
    if found.draft.period not in (None, "once") and (words := _last_day(found)):
        return words
    for reading in found.readings[found.first : found.last + 1]:
        words = _second_day(found, reading) or _length(found, reading) or _unmarked_time(found, reading)
        if words or (words := _hour(reading)):
            return words
    return ""


def season(found: Finding) -> str:
    """5月至9月每月检查一次: some months of a year, where the duty comes round in all of them."""
    if found.draft.period not in _SHORT:
        return ""
    return _first_date(found, lambda date: date.bound == "stretch" and not date.year)


def _hour(reading: Reading) -> str:
    """12月31日17时前: an hour that a day does not hold; that of midnight is the day's end."""
    dates = "".join(reading.text[date.start : date.end] for date in reading.dates)
    hour = _HOUR.search(dates)
    return hour[0] if hour else ""


def _last_day(found: Finding) -> str:
    """到2027年6月，每月调度一次: a day after which what recurs may end."""
    return _first_date(found, lambda date: date.bound == "before" and bool(date.year))


def _first_date(found: Finding, sought: Callable[[DateMark], bool]) -> str:
    """The words of the first such date in the clauses of a duty, or nothing."""
    near = found.readings[found.first : found.last + 1]
    dates = ((reading.text, date) for reading in near for date in reading.dates)
    return next((text[date.start : date.end] for text, date in dates if sought(date)), "")


def _second_day(found: Finding, reading: Reading) -> str:
    """每年6月下旬、国庆节: of the days of a year the window holds one, or the months it names."""
    days = [date for date in reading.dates if date.year is None and date.bound not in ("from", "since")]
    days = [date for date in days if reading.text[date.start : date.end] not in _NO_DAY]
    window = found.draft.window or {}
    held = len(days) if {"months", "days", "to", "month_of_quarter", "month_of_half"} & window.keys() else bool(window)
    recurs = found.draft.period in ("year", "half_year")
    return reading.text[days[held].start : days[held].end] if recurs and len(days) > held else ""


def _length(found: Finding, reading: Reading) -> str:
    """每年…，三年内轮训一遍: a time allowed that is neither what the duty counts nor a duty of its own."""
    for amount in reading.quantities:
        allowed = amount.unit in LENGTHS and amount.sense == "max" and amount.said_post and not amount.modifies
        words = reading.text[amount.start : amount.end]
        if (
            allowed
            and found.draft.amount != amount
            and found.draft.words != words
            and not is_within(amount, reading.text)
        ):
            return words
    return ""


def _unmarked_time(found: Finding, reading: Reading) -> str:
    """第一个工作日, 周一上午, 汛期前: words of time that no mark of the clause covers."""
    draft = found.draft
    numbered = {"by_day", "days"} & (draft.window or {}).keys()
    placed = {"month_of_quarter", "month_of_half"} & (draft.window or {}).keys()
    told = [
        words
        for words, held in ((_HELD_BY_ROLL, draft.roll), (_HELD_BY_DAY, numbered), (_HELD_BY_MONTH, placed))
        if held
    ]
    marks = [(day.start, day.end) for day in reading.dates] + [(mark.start, mark.end) for mark in reading.cadences]
    marks += [(draft.amount.start, draft.amount.end)] if draft.amount else []
    for words in UNREAD.finditer(reading.text):
        held = (words[0] in draft.words and draft.at_least) or any(pattern.match(words[0]) for pattern in told)
        if not held and not any(low < words.end() and words.start() < high for low, high in marks):
            return words[0]
    return ""
