"""把握 confidence: how surely a duty was read, told by what is printed and what was filled in; three words, no number.

sure    确定    every value is printed in the quote, and the bearer in the text
likely  推定    something was filled in that official usage takes for granted; the reasons say what
asked   待确认  the words leave something open: a question asks the officer
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from engine.nouns.document import Charge, Clause, Duty
from grammar.cadence import cadences_in
from grammar.fold import fold

Word = Literal["sure", "likely", "asked"]
WORD_ZH: dict[Word, str] = {"sure": "确定", "likely": "推定", "asked": "待确认"}
_COUNTED = regex.compile("[\\d一二两三四五六七八九十百半]")
_MEASURED = ("ratio", "headcount", "other_quantified", "reduction_target")


@dataclass(frozen=True)
class Confidence:
    """How surely a duty was read, and why not more surely."""

    word: Word
    reasons: tuple[str, ...] = ()


def confidence_of(duty: Duty, clause: Clause) -> Confidence:
    """How surely a duty of a clause was read."""
    if duty.questions:
        return Confidence("asked", tuple(f"{question.code} {question.text}" for question in duty.questions))
    reasons = tuple(_filled_in(duty, clause.charge))
    return Confidence("likely" if reasons else "sure", reasons)


def _filled_in(duty: Duty, charge: Charge) -> Iterator[str]:
    plain = fold(duty.quote).plain
    cadences = cadences_in(plain)
    if duty.period not in (None, "once", "term") and not cadences:
        yield "周期没有写在这一句里，取自前文或事项名称"
    rest = "".join(sign for place, sign in enumerate(plain) if not any(c.start <= place < c.end for c in cadences))
    if duty.kind == "cadence" and not _COUNTED.search(rest):
        yield "没有写次数，按每期一次读"
    if duty.window and duty.period == "once" and not regex.search("[年月日底末前]", plain):
        yield "期限没有写在这一句里，取自前文"
    if duty.kind in _MEASURED and duty.period is None:
        yield "没有写期限或周期"
    if duty.subject is None and duty.per is not None:
        yield "承担者没有写在这一句里，取自前文"
    elif duty.per is None and not (charge.lead or charge.responsible or charge.support):
        yield "条文和分工都没有写明由谁承担"
