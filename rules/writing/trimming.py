"""Rules written out as a sentence again (还原): what `text:` says is left out, what answers it is kept.

The reverse of `filling`: the words that are left load back to the same rule.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from engine.nouns import Question
from rules.drafting.draft import said
from rules.filling import read_of, settling
from rules.marks import Json
from rules.sentence import SETTLED_BY, Understood

_READ = ("strength", "to", "window", "due", "test", "manual")


def trimmed(rule: Mapping[str, Json], issued: date | None) -> dict[str, Json]:
    """A rule in full, with what its sentence says left out; without its sentence where the answers fit no field."""
    one = read_of(rule, issued)
    if one is None:
        return dict(rule)
    open_ = rule.get("review", ())
    answered = [question for question in one.questions if said(question) not in open_]
    left = _answering(_unread(rule, one, answered), answered)
    if "manual" in left or any(settling(left, question) is None for question in answered):
        return {key: value for key, value in rule.items() if key != "text"}
    own = [words for words in open_ if words not in {said(question) for question in one.questions}]
    return {key: own if key == "review" else value for key, value in left.items() if key != "review" or own}


def _unread(rule: Mapping[str, Json], one: Understood, answered: Sequence[Question]) -> dict[str, Json]:
    """The fields that the sentence does not say, and those that answer a question of it."""
    kept = {path.split(".")[0] for question in answered for path in SETTLED_BY.get(question.code, ())}
    return {
        key: value for key, value in rule.items() if key in kept or key not in _READ or one.fields.get(key) != value
    }


def _answering(left: dict[str, Json], answered: Sequence[Question]) -> dict[str, Json]:
    """The fields with those answers spelt out that are the default, and would not be written otherwise."""
    codes = {question.code for question in answered}
    if "G101" in codes:
        left = {**left, "due": {"boundary": "unspecified", **left.get("due", {})}}
    if "R509" in codes:
        left = {**left, "window": {"anchor": {"kind": "calendar"}, **left.get("window", {})}}
    return left
