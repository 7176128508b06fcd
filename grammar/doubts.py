"""存疑：what the words of a duty leave open or leave over; a Finding -> the questions the officer must answer.

A day, a figure or an exception that stands among the words and went into nothing is asked about: a reading that passes
over 上旬, 国庆节前 or 除涉密单位外 in silence would be a wrong rule that looks like a right one.
"""

from collections.abc import Iterator

import regex

from engine.nouns.document import Clause, Question
from grammar import exceptions, figures_left, subjects, times_left
from grammar.bearer import SIZED
from grammar.finding import Finding
from grammar.questions import questions_for

_VAGUE = regex.compile("定期|及时(?!率)|适时|不定期|尽快|(?:数|多|若干|几)次")
_COPIED = regex.compile("(?:同时|并)?抄(?:送|报|告)[^,。;]{2,30}")


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
        "several_cadences": figures_left.mixed(found),
        "figure_left": figures_left.left(found),
        "either": figures_left.either(found),
        "average": figures_left.average(found),
        "each_time": figures_left.each_time(found),
        "time_left": times_left.left(found),
        "season": times_left.season(found),
        "copied": _copied(found),
        "exception_left": exceptions.left(found),
        "bearer_unclear": subjects.unclear(found),
    }
    return ((doubt, words) for doubt, words in told.items() if words)


def _copied(found: Finding) -> str:
    """向市政府报告，并抄送市司法局: a second addressee beside the first."""
    near = found.readings[found.first : found.last + 2]
    words = next(filter(None, (_COPIED.search(reading.text) for reading in near)), None)
    return words[0] if words else ""
