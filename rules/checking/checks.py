"""Checking a rule pack (规则包检查): everything that can be known to be wrong before it is published.

First the shape, then what the shape cannot say (semantics-rulings I), then the quotes against their documents.  What
is ill formed hides nothing of the rest (`sound_parts`), so that an author hears of everything at once.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.source import Problem
from rules.calendars import national
from rules.checking.conditions import condition_problems, exemption_problems
from rules.checking.extending import Library, beside, extension_problems
from rules.checking.limits import limit_problems
from rules.checking.names import known_names, pack_problems, rule_problems
from rules.checking.overlaps import overlap_problems
from rules.checking.quotes import Opener, Reader, in_folders, plain_text, quote_problems
from rules.checking.reach import case_reach_problems, ladder_named, reach_problems, rung_problems
from rules.checking.rungs import ladder_problems
from rules.checking.sound_parts import legible, sound_rules
from rules.convert import pack_of
from rules.filling import filled, text_problems, unanswered
from rules.load import read_shape
from rules.marks import Written, text_of
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
    if written is None:
        return tuple(problems)
    opened = opened or (in_folders(folders, plain_text) if folders else None)
    sound = sound_rules(written) if problems else written
    found = {*problems, *_named_and_quoted(legible(written) if problems else written, opened)}
    if sound is not None:
        found.update(_sense(sound))
        found.update(_extended(sound, library))
    return tuple(sorted(found))


def _named_and_quoted(written: Written, opened: Opener | None) -> Iterator[Problem]:
    """Names that nothing bears and quotes that nobody wrote, as far as they can be read."""
    pack = Spot(written)
    known = known_names(pack)
    for rule in pack.at("rules").items():
        if rule:
            yield from rule_problems(rule, known)
    if opened is not None:
        yield from quote_problems(pack, opened)


def _extended(written: Written, library: Library | None) -> Iterator[Problem]:
    """Where the pack is laxer than those that it extends."""
    if library is None or not written.value.get("extends") or any(text_problems(written)):
        return
    local = pack_of(filled(written), "")
    yield from extension_problems(Spot(written), local, library, national())


def _sense(written: Written) -> Iterator[Problem]:
    """What the shape cannot say, of the pack and of each rule."""
    yield from text_problems(written)
    yield from unanswered(written)
    pack = Spot(filled(written, asking=False))
    yield from pack_problems(pack)
    yield from condition_problems(pack.at("sets"))
    for ladder in pack.at("ladders").items():
        yield from ladder_problems(ladder)
        yield from condition_problems(ladder)
    yield from overlap_problems(pack)
    for rule in pack.at("rules").items():
        yield from _of_rule(pack, rule)


def _of_rule(pack: Spot, rule: Spot) -> Iterator[Problem]:
    """What the shape cannot say of one rule, its names aside."""
    begins = pack.at("effective").get("from")
    yield from term_problems(rule)
    yield from limit_problems(rule)
    yield from condition_problems(rule)
    yield from exemption_problems(rule)
    yield from reach_problems(rule, begins)
    yield from rung_problems(rule, ladder_named(pack, rule.get("ladder")))
    yield from case_problems(rule)
    yield from case_reach_problems(rule, begins)
