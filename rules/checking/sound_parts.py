"""What can still be checked of a pack with mistakes in its shape (写法有误的包): an author hears of everything at once.

A rule that is well formed is checked like any other.  Of one that is not, and where something outside the rules is ill
formed, names and quotes are looked at: what they say does not hang on the part that is wrong.
"""

from collections.abc import Iterable, Mapping

from rules.marks import Json, Place, Written
from rules.schema import is_shaped, shaped_entries

_TEXTS = ("source", "bearer", "window", "due", "after")
"""Of these parts of a rule the texts are kept where the whole is ill formed."""


def sound_rules(written: Written) -> Written | None:
    """The pack with its well-formed rules alone, each at its place; None if there is none or the rest is wrong."""
    pack = written.value
    if not isinstance(pack, dict) or not isinstance(pack.get("rules"), list):
        return None
    kept = [index for index, rule in enumerate(pack["rules"]) if is_shaped(rule, "rule")]
    sound = _with_rules(written, kept)
    return sound if kept and is_shaped(sound.value) else None


def _with_rules(written: Written, kept: Iterable[int]) -> Written:
    rules, place = written.value["rules"], written.place.parts["rules"]
    parts: dict[str | int, Place] = {new: place.parts[old] for new, old in enumerate(kept) if old in place.parts}
    listed = Place(place.line, place.column, parts, place.keys)
    whole = Place(written.place.line, written.place.column, {**written.place.parts, "rules": listed})
    return Written(written.file, {**written.value, "rules": [rules[old] for old in kept]}, whole)


def legible(written: Written) -> Written:
    """The pack as far as names and quotes can be read from it: what is ill formed is left out, each at its place."""
    pack = written.value if isinstance(written.value, dict) else {}
    kept = {
        "rules": [_of_rule(rule) for rule in _list(pack.get("rules"))],
        "sources": [_named(source, "sourcefile") for source in _list(pack.get("sources"))],
        "phases": [_named(phase, "phase") for phase in _list(pack.get("phases"))],
        "sets": _mapping(pack.get("sets")),
        "ladders": {name: _rungs(ladder) for name, ladder in _mapping(pack.get("ladders")).items()},
    }
    return Written(written.file, kept, written.place)


def _of_rule(rule: Json) -> Json:
    """The well-formed parts of a rule; nothing of one without an id."""
    if not isinstance(rule, dict) or not isinstance(rule.get("id"), str):
        return None
    shaped = shaped_entries(rule, "rule")
    texts = {key: _texts(rule[key]) for key in _TEXTS if key in rule and key not in shaped}
    return {**shaped, **texts}


def _texts(part: Json) -> Json:
    return {key: value for key, value in _mapping(part).items() if isinstance(value, str)}


def _named(one: Json, part: str) -> Json:
    """A thing that is well formed; of another its id, so that nobody calls it missing."""
    if is_shaped(one, part):
        return one
    return {"id": one["id"]} if isinstance(one, dict) and isinstance(one.get("id"), str) else None


def _rungs(ladder: Json) -> Json:
    return [rung for rung in _list(ladder) if is_shaped(rung, "rung")]


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
