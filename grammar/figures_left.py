"""余数：the figures that a duty leaves over or leaves open; a Finding -> the words of the first, or nothing."""

from itertools import pairwise

import regex

from grammar.cadence import EACH
from grammar.finding import Finding
from grammar.forms import amounts
from grammar.quantities import LENGTHS
from grammar.yearly import series

_MEAN = regex.compile("(?<!人)平均(?![水工值])")
_OR = regex.compile("[,、]?或者?(?:累计|合计)?")
_EACH_TIME = regex.compile(
    f"(?:两次)?间隔[^,。;]{{2,16}}|{EACH}[^,。;每]{{0,8}}(?:不|至少|最|以?上|控制|限)[^,。;]{{0,12}}"
)


def left(found: Finding) -> str:
    """A figure in the clauses of a duty, or in one beside them, that came to nothing."""
    return _unread(found) or _passed_over(found)


def _unread(found: Finding) -> str:
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


def either(found: Finding) -> str:
    """不少于5天或40学时: two figures of which one is enough."""
    reading = found.readings[found.act]
    for first, last in pairwise(reading.quantities):
        if found.draft.amount in (first, last) and _OR.fullmatch(reading.text, first.end, last.start):
            return reading.text[first.start : last.end]
    return ""


def average(found: Finding) -> str:
    """平均每月不少于1次: a mean, which may be made up for in another month."""
    reading, amount = found.readings[found.act], found.draft.amount
    words = _MEAN.search(reading.text, 0, amount.start) if amount and found.draft.period not in (None, "once") else None
    return reading.text[words.start() : amount.end] if words and amount else ""


def mixed(found: Finding) -> str:
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


def each_time(found: Finding) -> str:
    """每年不少于2次，每次不少于半天: what is asked of each time, where it is no duty of its own."""
    for reading in found.readings[found.act : found.last + 2]:
        words = _EACH_TIME.search(reading.text)
        demanded = [draft.amount for draft in amounts(reading, found.scope) if draft.amount] if words else []
        if words and not any(words.start() <= amount.number_at < words.end() for amount in demanded):
            return words[0]
    return ""
