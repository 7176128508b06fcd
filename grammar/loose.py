"""单句：what only a sentence that stands alone is read for; a passage of a plan says such things of everything.

严禁… forbids · 定期… recurs, nobody says how often · 及时… has no day · 半年内完成… counts from a day not named ·
听证的7日前, 会前5个工作日 count back from one · 二季度完成…, 年内完成… have no year · 汛期前完成… has no day.
"""

from collections.abc import Iterator
from fractions import Fraction

import regex

from grammar.draft import ONE, Draft
from grammar.finding import Finding, Said, among_their_clauses
from grammar.negatives import only_tells
from grammar.numerals import NUMBER, parse_number
from grammar.reading import Reading, Scope, read
from grammar.spans import statements
from grammar.strength import strength_of
from grammar.times_left import UNREAD
from grammar.windows import by_day

_RECURS = regex.compile("不?定期|常态化|经常性?")
_PROMPT = regex.compile("及时|适时|尽快|即时|立即")
_WITHIN = regex.compile(rf"(?:(?P<half>半)|(?P<n>{NUMBER}))个?(?P<unit>工作日|日|天|周|月|年)(?:之|以)?内")


_DAYS = "个?工作日|日|天"
_AHEAD = regex.compile(
    rf"(?<![月\d])(?P<n>{NUMBER})(?P<unit>{_DAYS}|个月)之?前|(?<!提)前(?P<n>{NUMBER})(?P<unit>{_DAYS}|个?月|年)(?!之?以?内)"
)
_CHANGES = regex.compile(
    "(?:同比|环比|[比较](?:上一?年度?|去年))[^,。;]{0,6}(?:下降|上升|提高|提升|增长|增加|减少|降低|压减)"
)
_THIS_YEAR = regex.compile(r"(?<![一二两三四五六七八九十百\d半跨])(?:本年度?|当年|年)内")


def loose_findings(plain: str) -> Iterator[Finding]:
    """The duties of a lone sentence in which no amount, day or cadence is printed."""
    said = []
    for statement in statements(plain):
        readings = tuple(read(segment) for segment in statement.segments)
        said.append(Said(readings, list(_in_statement(readings)), statement.begins))
    return among_their_clauses(said)


def _in_statement(readings: tuple[Reading, ...]) -> Iterator[Finding]:
    for place, reading in enumerate(readings):
        silent = reading.condition or only_tells(reading.text)
        draft = None if silent else _draft(reading)
        if draft is not None:
            yield Finding(draft, readings, place, place, place, Scope())


def _draft(reading: Reading) -> Draft | None:
    within = _WITHIN.search(reading.text)
    if within is not None:
        number, unit = _length(within)
        return Draft("duration_limit", None, at_most=number, unit=unit, words=within[0]) if number else None
    ahead = _AHEAD.search(reading.text)
    if ahead is not None:
        unit = ahead["unit"].removeprefix("个")
        return Draft("duration_limit", None, at_least=parse_number(ahead["n"]), unit=unit, words=ahead[0])
    if strength_of(reading.text) == "forbid":
        return Draft("prohibition")
    stretch = next((date for date in reading.dates if date.window and date.bound == ""), None)
    if stretch is not None:
        window, doubts = by_day(stretch, Scope())
        words = reading.text[stretch.start : stretch.end]
        return Draft("deadline", "once", window, doubts=doubts, words=words, day=str(window["by"]))
    year = _THIS_YEAR.search(reading.text)
    if year is not None:
        return Draft("deadline", "once", {"by": "12-31"}, doubts=("year_missing",), words=year[0], day="12-31")
    changes = _CHANGES.search(reading.text)
    if changes is not None:
        return Draft("cadence", "year", words=changes[0])
    recurs = _RECURS.search(reading.text)
    if recurs is not None:
        return Draft("cadence", "year", None, ONE, None, "次", ("vague_cadence",), recurs[0])
    prompt = _PROMPT.search(reading.text) or UNREAD.search(reading.text)
    return Draft("unmeasured", words=prompt[0]) if prompt is not None else None


def _length(found: "regex.Match[str]") -> tuple[Fraction | None, str]:
    """半年 is six months, 一个月 one."""
    if found["half"]:
        return (Fraction(6), "月") if found["unit"] == "年" else (None, "")
    return parse_number(found["n"]), found["unit"]
