"""Checking a rule pack (规则包检查): everything that can be known to be wrong before it is published.

First the shape, then what the shape cannot say (semantics-rulings I), then the quotes against their documents.  A rule
that is itself well formed is checked even if another one is not, so that an author hears of everything at once.
"""

from collections.abc import Iterator
from pathlib import Path

from engine.source import Problem
from rules.filling import filled, text_problems, unanswered
from rules.limits import limit_problems
from rules.load import read_shape
from rules.marks import Written, text_of
from rules.names import known_names, pack_problems, rule_problems
from rules.quotes import Reader, plain_text, quote_problems
from rules.rungs import ladder_problems
from rules.schema import is_shaped
from rules.spots import Spot
from rules.terms import term_problems
from rules.worked import case_problems


def check(path: Path, reader: Reader = plain_text) -> tuple[Problem, ...]:
    """Every problem of the pack in a file, in the order of the file; `reader` reads its source documents."""
    text, problems = text_of(path)
    return tuple(problems) if problems else check_text(text, str(path), path.parent, reader)


def check_text(text: str, file: str, folder: Path | None = None, reader: Reader = plain_text) -> tuple[Problem, ...]:
    """Every problem of a pack's text; without a `folder` its source documents are not looked for."""
    written, problems = read_shape(text, file)
    if written is None:
        return tuple(problems)
    found = {*problems, *_sense(_well_formed(written) if problems else written)}
    if folder is not None and not problems:
        found.update(quote_problems(Spot(written), folder, reader))
    return tuple(sorted(found))


def _sense(written: Written | None) -> Iterator[Problem]:
    """What the shape cannot say, of the pack and of each rule."""
    if written is None:
        return
    yield from text_problems(written)
    yield from unanswered(written)
    pack = Spot(filled(written, asking=False))
    yield from pack_problems(pack)
    for ladder in pack.at("ladders").items():
        yield from ladder_problems(ladder)
    known = known_names(pack)
    for rule in pack.at("rules").items():
        if rule:
            yield from rule_problems(rule, known)
            yield from term_problems(rule)
            yield from limit_problems(rule)
            yield from case_problems(rule)


def _well_formed(written: Written) -> Written | None:
    """The text with its ill-formed rules blanked out, each at its place; None if the rest is ill formed too."""
    text = written.value
    if not isinstance(text, dict) or not isinstance(text.get("rules"), list):
        return None
    rules = [rule if is_shaped(rule, "rule") else None for rule in text["rules"]]
    sound = [rule for rule in rules if rule is not None]
    if not sound or not is_shaped({**text, "rules": sound}):
        return None
    return Written(written.file, {**text, "rules": rules}, written.place)
