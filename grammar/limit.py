"""完成时限 limit: the day that a task's own assignment prints, beside its units and not in its text.

    完成时限：2026年8月底前      a line or a column of its own
    （县水利局牵头，6月底完成）  the last part of a bracket

持续推进, 长期坚持 and 每月 name no day.
"""

import regex

from engine.nouns.document import Charge, Clause, Duty
from grammar.fold import fold
from grammar.questions import questions_for
from grammar.zhdates import DateMark, dates_in

_LABELLED = regex.compile(r"(?:时限|时间|期限|期程|进度|节点)[^:,;。\n]{0,6}:(?P<words>[^\n;。)〕\]]{2,30})")
_CLOSING = regex.compile(r"[,;](?P<words>[^,;\n]{2,20}?(?:完成|前|底|末|办结))[)〕\]。]*$")
_OPEN = regex.compile("每|持续|长期|常态|至今|全过程")


def limited(clause: Clause, quote: str) -> Duty | None:
    """The duty to have a task done by the day its assignment prints, quoted by `quote`; None where it prints none."""
    found = _day(clause.charge)
    if found is None:
        return None
    words, mark = found
    doubts = [doubt for doubt in mark.doubts if doubt != "year_relative"]
    doubts += [] if mark.year else ["year_missing"]
    start = clause.start + max(clause.text.find(quote), 0)
    return Duty(
        clause=clause.id,
        quote=quote,
        start=start,
        end=start + len(quote),
        kind="deadline",
        action=quote,
        period="once",
        window={"by": mark.last},
        questions=questions_for(dict.fromkeys(doubts, words), mark.last),
    )


def _day(charge: Charge) -> tuple[str, DateMark] | None:
    """The words that print a day, and the last day they name."""
    plain = fold(charge.raw).plain
    for pattern in (_LABELLED, _CLOSING):
        printed = pattern.search(plain)
        if printed is None or _OPEN.search(printed["words"]):
            continue
        marks = [mark for mark in dates_in(printed["words"]) if mark.bound not in ("from", "since")]
        if marks:
            return printed["words"], marks[-1]
    return None
