"""Checking a rule pack (规则包检查): everything that can be known to be wrong before it is published.

First the shape, then what the shape cannot say (semantics-rulings I), then the quotes against their documents.  A rule
that is itself well formed is checked even if another one is not, so that an author hears of everything at once.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.source import Problem, errors
from rules.calendars import national
from rules.checking.conditions import condition_problems, exemption_problems
from rules.checking.extending import Library, beside, extension_problems
from rules.checking.limits import limit_problems
from rules.checking.names import Known, known_names, pack_problems, rule_problems
from rules.checking.overlaps import overlap_problems
from rules.checking.quotes import Opener, Reader, in_folders, plain_text, quote_problems
from rules.checking.reach import case_reach_problems, ladder_named, reach_problems, rung_problems
from rules.checking.rungs import ladder_problems
from rules.convert import pack_of
from rules.filling import filled, text_problems, unanswered
from rules.load import read_shape
from rules.marks import Written, text_of
from rules.schema import is_shaped
from rules.spots import Spot
from rules.terms import term_problems
from rules.trying.worked import case_problems


def check(
    path: Path, reader: Reader = plain_text, *, sources: Sequence[Path] = (), library: Library | None = None
) -> tuple[Problem, ...]:
    """Every problem of the pack in a file, in the order of the file; `reader` reads its source documents.

    They are looked for beside the pack, then in the folders `sources`; the packs it extends in `library`, by default
    beside it and among the shipped ones.
    """
    text, unread = text_of(path)
    if unread:
        return tuple(unread)
    opened = in_folders((path.parent, *sources), reader)
    return check_text(text, str(path), opened=opened, library=library or beside(path.parent))


def check_text(
    text: str, file: str, folders: Sequence[Path] = (), *, opened: Opener | None = None, library: Library | None = None
) -> tuple[Problem, ...]:
    """Every problem of a pack's text, in its order.

    Its documents are opened by `opened`, or looked for in `folders`; without either no quote is compared.  The packs
    that it extends are looked for in `library`, or not at all.
    """
    written, problems = read_shape(text, file)
    found = _found(written, problems, opened or (in_folders(folders, plain_text) if folders else None))
    if library is None or written is None or errors(problems):
        return found
    if not written.value.get("extends") or any(text_problems(written)):
        return found
    local = pack_of(filled(written), "")
    return tuple(sorted({*found, *extension_problems(Spot(written), local, library, national())}))


def _found(written: Written | None, problems: Sequence[Problem], opened: Opener | None) -> tuple[Problem, ...]:
    """The problems of shape, and those of sense and of the quotes."""
    if written is None:
        return tuple(problems)
    sound = _well_formed(written) if problems else written
    found = {*problems, *_sense(sound)}
    if opened is not None and sound is not None:
        found.update(quote_problems(Spot(sound), opened))
    return tuple(sorted(found))


def _sense(written: Written | None) -> Iterator[Problem]:
    """What the shape cannot say, of the pack and of each rule."""
    if written is None:
        return
    yield from text_problems(written)
    yield from unanswered(written)
    pack = Spot(filled(written, asking=False))
    yield from pack_problems(pack)
    yield from condition_problems(pack.at("sets"))
    for ladder in pack.at("ladders").items():
        yield from ladder_problems(ladder)
        yield from condition_problems(ladder)
    yield from overlap_problems(pack)
    known = known_names(pack)
    for rule in pack.at("rules").items():
        if rule:
            yield from _of_rule(pack, rule, known)


def _of_rule(pack: Spot, rule: Spot, known: Known) -> Iterator[Problem]:
    """What the shape cannot say of one rule."""
    begins = pack.at("effective").get("from")
    yield from rule_problems(rule, known)
    yield from term_problems(rule)
    yield from limit_problems(rule)
    yield from condition_problems(rule)
    yield from exemption_problems(rule)
    yield from reach_problems(rule, begins)
    yield from rung_problems(rule, ladder_named(pack, rule.get("ladder")))
    yield from case_problems(rule)
    yield from case_reach_problems(rule, begins)


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
