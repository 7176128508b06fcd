"""A duty written as a sentence (一句话的规则): `text:` of a rule -> strength, years, whom, window, due day, test.

各部门每半年向区政府报告1次   -> {to: [区政府], window: {every: half}, test: {deliver: {of: <id>}}}
于每年3月1日前报送            -> {window: {every: year}, due: {by: "03-01"}}, and a question about 之前
每周五前报送台账              -> {manual: …}: no window is a week; the question says so

The facts of such a rule are called like the rule.  Nothing here knows where a text stands; `filling` puts it in place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from engine.nouns import Duty, Question, WindowTerm
from grammar.duty import read_alone
from rules.drafting.readings import Reading, reading_of, years_of
from rules.drafting.yardsticks import recipients_of
from rules.marks import Json
from rules.writing.spell import spell_due, spell_interval, spell_window
from rules.writing.spell_tests import spell_test, without_nothing

SETTLED_BY: Mapping[str, tuple[str, ...]] = {
    "G101": ("due.boundary", "due.within"),
    "G102": ("due.by", "window.once"),
    "G103": ("due.by", "window.once"),
    "G104": ("due.by", "window.once", "window.every"),
    "G105": ("due.by", "window.once"),
    "G106": ("due.by", "due.within"),
    "G107": ("test",),
    "G108": ("window.every",),
    "G109": ("test",),
    "G110": ("test",),
    "G111": ("window", "due"),
    "G112": ("bearer.set",),
    "G113": ("window.every", "window.anchor"),
    "G114": ("when",),
    "G116": ("window.every",),
    "G117": ("test",),
    "G118": (
        "due.by",
        "due.within",
        "due.before",
        "due.roll",
        "due.cutoff",
        "window.once",
        "window.phase",
        "effective",
    ),
    "G119": ("when", "exempt"),
    "G120": ("test",),
    "G121": ("test",),
    "G122": ("due.by", "window.once"),
    "G123": ("window",),
    "G124": ("test",),
    "G125": ("window", "test"),
    "G126": ("effective", "window.once"),
    "G127": ("bearer.set",),
    "R501": ("test",),
    "R502": ("window.every",),
    "R503": ("window.once", "window.phase", "due.by"),
    "R504": ("due.of",),
    "R505": ("due.of",),
    "R506": ("window",),
    "R507": ("test",),
    "R508": ("window",),
    "R509": ("window.anchor",),
    "R512": ("due.by", "due.within"),
    "R513": ("due.by", "due.within"),
    "R514": ("window.phase", "window.once"),
    "R515": ("window.every",),
    "R516": ("test",),
}
"""The fields of a rule that answer a question; one that is not here asks for several rules instead of one."""


@dataclass(frozen=True)
class Understood:
    """One duty of a sentence: the fields of the rule that it makes, and what it leaves open."""

    duty: Duty
    fields: Mapping[str, Json]
    questions: tuple[Question, ...]


@lru_cache(maxsize=8192)
def understood(text: str, name: str, issued: date | None) -> tuple[Understood, ...]:
    """Each duty of a sentence as the rule called `name` would have it; `issued` is the day of its document."""
    return tuple(_understood(duty, name, issued) for duty in read_alone(text))


def _understood(duty: Duty, name: str, issued: date | None) -> Understood:
    reading = reading_of(duty, name, issued)
    fields: dict[str, Json] = {"strength": duty.strength, "per": _per(duty), "to": list(recipients_of(duty))}
    fields["effective"] = spell_interval(years_of(duty, issued))
    return Understood(
        duty, without_nothing({**fields, **_measured(duty, reading)}), (*duty.questions, *reading.questions)
    )


def _per(duty: Duty) -> str | None:
    if duty.per != "person":
        return None
    return "post_holding" if duty.kind == "once_per_term" else "person"


def _measured(duty: Duty, reading: Reading) -> dict[str, Json]:
    """Window, due day and test; a duty that lacks one of them is asked after by the office."""
    timed: dict[str, Json] = {"window": spell_window(reading.window or WindowTerm()), "due": spell_due(reading.due)}
    asked = {"ask": f"请报送“{duty.action or duty.quote}”的进展与佐证，由督办专员判定", "by": "office", "every": "half"}
    if reading.test is None:
        return {"manual": asked}
    if reading.window is None:
        return {"test": spell_test(reading.test), "manual": asked}
    return {**timed, "test": spell_test(reading.test)}
