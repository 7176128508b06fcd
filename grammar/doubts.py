"""存疑：what the words of a duty leave open or leave over; a Finding -> the questions the officer must answer.

A day, a figure or an exception that stands among the words and went into nothing is asked about: a reading that passes
over 上旬, 国庆节前 or 除涉密单位外 in silence would be a wrong rule that looks like a right one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from engine.nouns.document import Clause, Question
from grammar.bearer import SIZED
from grammar.finding import Finding, years_of
from grammar.forms import amounts
from grammar.quantities import LENGTHS
from grammar.questions import questions_for
from grammar.reading import Reading
from grammar.worth import is_within
from grammar.yearly import series

SHORTER_THAN_A_YEAR = ("half_year", "quarter", "two_months", "month", "half_month", "ten_days", "week", "day")
_VAGUE = regex.compile("定期|及时(?!率)|适时|不定期|尽快|(?:数|多|若干|几)次")
UNREAD_TIME = regex.compile(
    "(?:[春秋]节|国庆|中秋|端午|清明|元旦|[汛雨冬春]|节假?日?|假期|[采供]暖|开学|寒假|暑假|两会|换届)[期季节]?之?前(?![期列后往])"
    r"|(?:第?[一二三四五六七八九十\d]+个?|首个|最后一个)工作日(?!之?以?内)(?:之?前)?|半年(?:之|以)?内"
    r"|[底末终]之?前[一二三四五六七八九十\d]+个?(?:工作日|日|天)(?!之?以?内)|(?:最后一|第[一二三四五]|首|末)周(?!年)"
    "|(?:会|大会|例会|工作|活动|采暖|汛期)(?:召开|开始|举行|启动|结束)之?前(?![期列后往])"
    r"|(?:周|星期)[一二三四五六日天](?:[上下]午)?(?:之?前)?|[上下]午|下班之?前|\d{1,2}(?:[时点]整?|:\d\d)之?前"
    r"|(?:(?<=每年|^|,|[在于])[^,、。;的\d每年月日在于从]{2,10}期间|(?:主?汛|[采供]暖|防火|禁渔|旺|春运)[期季]?之?内|(?<=^|,|每年)主?汛期(?=[,每]))"
    r"|第[一二三四五六七八九十\d]+年(?!度)|连续[两三四五六七八九十\d]+年(?!以上)|(?:首个|第[一二三四五六七八九十]+个|最后一个|[前后][一两二三\d]个)月|(?<![月\d])[上中下]旬|\d{1,2}[日号]之?前|[日月旬]前后|年中(?![国央小级间和])|“?\d{1,2}·\d{1,2}”?|宪法日"
    "|遇?[^,。;遇]{0,6}(?:节假日|休息日|双休日|公休日)(?:顺延|提前|推迟|延后)"
)
_PLACED = regex.compile(".*个月")
_ROLLED, _NUMBERED = regex.compile(".*(?:顺延|提前|推迟|延后)|最后一个"), regex.compile("\\d{1,2}[日号]")
_EACH_TIME = regex.compile(
    "(?:两次)?间隔[^,。;]{2,16}|每[次场期节批][^,。;每]{0,8}(?:不|至少|最|以?上|控制|限)[^,。;]{0,12}"
)
_NO_DAY = ("年终", "次年", "明年", "今年", "本年", "当年")  # 年终述法, 次年计划
_HOUR = regex.compile("(?:[上下]午|中午|晚上?)?(?<!\\d)(?!24)\\d{1,2}(?:[时点]整?|:\\d\\d)(?:之?前|以前)")
_COPIED = regex.compile("(?:同时|并)?抄(?:送|报|告)[^,。;]{2,30}")
_EXCEPTION = regex.compile(
    "除(?![外了夕草险尘此])[^,。;]{2,30}?(?:之|以)?外(?!,?(?:还|也|另|再|同时|并))|[^,。;()]{2,20}(?:的|情况|情形)除外|从其规定"
    "|(?:特殊|复杂)(?:情况|情形|事项)?[^,。;]{0,10},?(?:可以?|最[长多迟])[^,。;]{2,20}|可以?(?:再|适当|酌情|依法)*延(?:长|期)[^,。;]{0,12}"
)


def questions_of(clause: Clause, found: Finding, named: bool) -> tuple[Question, ...]:
    """What the officer must decide before a duty can bind; `named` tells whether the text says who bears it."""
    doubts = dict.fromkeys(found.draft.doubts, found.draft.words) | dict(_left(found))
    vague = _VAGUE.search(found.text)
    if vague and "vague_cadence" not in doubts:
        doubts["vague_time"] = vague[0]
    if any("每" in reading.text for reading in found.readings):  # 每季度不少于1次，全年不少于5次
        doubts.pop("within_year", None)
    charge = clause.charge
    if not named and not (charge.lead or charge.responsible or charge.support):
        doubts["no_bearer"] = ""
    return questions_for(doubts, found.draft.day)


def _left(found: Finding) -> Iterator[tuple[str, str]]:
    """Each kind of words that the duty leaves over, with the words."""
    sized = SIZED.search(found.text)
    told = {
        "size_class": sized[0] if sized else "",
        "several_cadences": _mixed(found),
        "figure_left": _figure(found) or _passed_over(found),
        "season": _season(found),
        "either": _either(found),
        "average": _average(found),
        "time_left": _time(found),
        "each_time": _each_time(found),
        "copied": _copied(found),
        "exception_left": _exception(found),
    }
    return ((doubt, words) for doubt, words in told.items() if words)


def _figure(found: Finding) -> str:
    """A figure that stands in a duty and was not read as what it demands."""
    if found.draft.amount is not None:
        return ""
    reading = found.readings[found.act]
    for amount in reading.quantities:
        if amount.arabic and (amount.unit == "%" or not amount.modifies) and amount.unit not in LENGTHS:
            return reading.text[amount.start : amount.end]
    return ""


def _passed_over(found: Finding) -> str:
    """每年不少于60学时，其中网络培训不超过20学时: a clause beside the duty whose figure came to nothing."""
    return next((reading.text for reading in found.passed), "")


_MEAN = regex.compile("(?<!人)平均(?![水工值])")
_OR = regex.compile("[,、]?或者?(?:累计|合计)?")


def _either(found: Finding) -> str:
    """不少于5天或40学时: two figures of which one is enough."""
    reading = found.readings[found.act]
    for first, last in pairwise(reading.quantities):
        if found.draft.amount in (first, last) and _OR.fullmatch(reading.text, first.end, last.start):
            return reading.text[first.start : last.end]
    return ""


def _average(found: Finding) -> str:
    """平均每月不少于1次: a mean, which may be made up for in another month."""
    reading, amount = found.readings[found.act], found.draft.amount
    words = _MEAN.search(reading.text, 0, amount.start) if amount and found.draft.period not in (None, "once") else None
    return reading.text[words.start() : amount.end] if words and amount else ""


def _season(found: Finding) -> str:
    """5月至9月每月检查一次: some months of a year, where the duty comes round in all of them."""
    if found.draft.period not in SHORTER_THAN_A_YEAR:
        return ""
    near = found.readings[found.first : found.last + 1]
    parts = ((reading, date) for reading in near for date in reading.dates)
    return next((r.text[date.start : date.end] for r, date in parts if date.bound == "stretch" and not date.year), "")


def _mixed(found: Finding) -> str:
    """大型企业每季度、中小企业每半年; 每月28日前、每年12月20日前分别: words that give several cadences, or nothing."""
    reading = found.readings[found.act]
    marks = reading.cadences
    amount = found.draft.amount
    if len({mark.period for mark in marks}) < 2 or any(series(reading.text)):
        return ""
    if amount and amount.number_at < marks[-1].start:
        return ""
    between = reading.text[marks[0].end : marks[1].start]
    apart = between.endswith("、") or regex.fullmatch("、[^、。;]{2,20}", between)
    return reading.text[: marks[-1].end] if apart else ""


def _time(found: Finding) -> str:
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


def _hour(reading: Reading) -> str:
    """12月31日17时前: an hour that a day does not hold; that of midnight is the day's end."""
    dates = "".join(reading.text[date.start : date.end] for date in reading.dates)
    hour = _HOUR.search(dates)
    return hour[0] if hour else ""


def _last_day(found: Finding) -> str:
    """到2027年6月，每月调度一次: a day after which what recurs may end."""
    near = found.readings[found.first : found.last + 1]
    ends = ((reading, date) for reading in near for date in reading.dates if date.year and date.bound == "before")
    return next((reading.text[date.start : date.end] for reading, date in ends), "")


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
    told = [words for words, held in ((_ROLLED, draft.roll), (_NUMBERED, numbered), (_PLACED, placed)) if held]
    marks = [(day.start, day.end) for day in reading.dates] + [(mark.start, mark.end) for mark in reading.cadences]
    marks += [(draft.amount.start, draft.amount.end)] if draft.amount else []
    for words in UNREAD_TIME.finditer(reading.text):
        held = (words[0] in draft.words and draft.at_least) or any(pattern.match(words[0]) for pattern in told)
        if not held and not any(low < words.end() and words.start() < high for low, high in marks):
            return words[0]
    return ""


def _each_time(found: Finding) -> str:
    """每年不少于2次，每次不少于半天: what is asked of each time, where it is no duty of its own."""
    for reading in found.readings[found.act : found.last + 2]:
        words = _EACH_TIME.search(reading.text)
        demanded = [draft.amount for draft in amounts(reading, found.scope) if draft.amount] if words else []
        if words and not any(words.start() <= amount.number_at < words.end() for amount in demanded):
            return words[0]
    return ""


def _copied(found: Finding) -> str:
    """向市政府报告，并抄送市司法局: a second addressee beside the first."""
    return _first_words(_COPIED, found.readings[found.first : found.last + 2])


def _exception(found: Finding) -> str:
    """除涉密单位外, 涉密的除外: beside the clauses of a duty, or in them."""
    return _first_words(_EXCEPTION, found.readings[max(0, found.first - 1) : found.last + 2])


def _first_words(sought: "regex.Pattern[str]", near: Sequence[Reading]) -> str:
    """The first words of that form in some clauses, or nothing."""
    words = next(filter(None, (sought.search(reading.text) for reading in near)), None)
    return words[0] if words else ""
