"""Rules written as a sentence, filled in (填充): what `text:` says and the author has not written goes into its place.

A field that the author wrote stands: beside a sentence it answers a question (due.boundary), adds a detail (test.count
.distinct) or repeats what is said.  One that says otherwise than the sentence is a contradiction, and a Problem.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from engine.nouns import Question
from engine.source import Problem
from rules.drafting.draft import said
from rules.marks import Json, Place, Written
from rules.measures import quantity
from rules.sentence import SETTLED_BY, Understood, understood
from rules.spots import Spot

_DAYS = ("by", "within", "before")
_KINDS = ("every", "once", "phase")
_VAGUE = ("G106", "G116")
_FIGURES = ("at_least", "at_most")


def filled(written: Written, *, asking: bool = True) -> Written:
    """The pack with every sentence filled in, each field read from it standing where the sentence stands.

    Without `asking` what a sentence leaves open is passed over in silence: `unanswered` says it better.
    """
    rules = written.value["rules"]
    if not any(rule and "text" in rule for rule in rules):
        return written
    pack = written.value
    read = [rule and with_text_read(rule, issued_of(pack, rule), asking=asking) for rule in rules]
    return Written(written.file, {**pack, "rules": read}, _placed(written.place, rules, read))


def with_text_read(rule: Mapping[str, Json], issued: date | None, *, asking: bool = True) -> Mapping[str, Json]:
    """One rule with what its sentence says; unchanged when it has none, or one that is not a single duty."""
    one = read_of(rule, issued)
    if one is None:
        return rule
    open_ = open_questions(rule, one) if asking else ()
    merged = {**rule, **_merged(rule, one.fields)}
    if "due" in merged and not any(question.code in _VAGUE for question in open_):
        merged["due"] = {
            key: term for key, term in merged["due"].items() if key != "vague" or key in rule.get("due", {})
        }
    review = list(dict.fromkeys((*rule.get("review", ()), *map(said, open_))))
    return {**merged, "review": review} if review else merged


def read_of(rule: Mapping[str, Json], issued: date | None) -> Understood | None:
    """What the sentence of a rule says; None unless it is one duty."""
    if "text" not in rule:
        return None
    read = understood(rule["text"], rule["id"], issued)
    return read[0] if len(read) == 1 else None


def open_questions(rule: Mapping[str, Json], one: Understood) -> tuple[Question, ...]:
    """The questions of a sentence that no field of the rule answers."""
    return tuple(question for question in one.questions if not settling(rule, question))


def settling(rule: Mapping[str, Json], question: Question) -> str | None:
    """The field by which a rule answers a question, if it has one."""
    return next((path for path in SETTLED_BY.get(question.code, ()) if _has(rule, path)), None)


def issued_of(pack: Mapping[str, Json], rule: Mapping[str, Json]) -> date | None:
    """The day on which the document of a rule was issued, if the pack knows it to the day."""
    doc = rule["source"]["doc"]
    issued = next((source.get("issued") for source in pack["sources"] if source["id"] == doc), None)
    return date.fromisoformat(issued) if isinstance(issued, str) else None


def text_problems(written: Written) -> Iterator[Problem]:
    """Sentences that are no single duty, and fields beside one that say otherwise than it does."""
    for rule in Spot(written).at("rules").items():
        if "text" not in rule:
            continue
        issued = issued_of(written.value, rule.value)
        read = understood(rule.get("text"), rule.get("id"), issued)
        if not read:
            yield rule.at("text").wrong(
                "R261", "没有读出职责；请写明多久一次或到哪天为止、做什么，或改写 window 和 test"
            )
        elif len(read) > 1:
            quotes = "；".join(one.duty.quote for one in read)
            yield rule.at("text").wrong("R262", f"一句话里有 {len(read)} 项职责（{quotes}）；请分成 {len(read)} 条规则")
        else:
            yield from _contradictions(rule, read[0])


def unanswered(written: Written) -> Iterator[Problem]:
    """Active rules whose sentence leaves something open."""
    for rule in Spot(written).at("rules").items():
        one = read_of(rule.value, issued_of(written.value, rule.value)) if rule else None
        if one is None or rule.get("state") != "active":
            continue
        for question in open_questions(rule.value, one):
            yield rule.at("text").wrong("R263", f"{said(question).removesuffix('。')}；{_remedy(question)}")


def _remedy(question: Question) -> str:
    fields = " 或 ".join(path for path in SETTLED_BY.get(question.code, ()))
    return f"请写明 {fields}，或改为 needs_review" if fields else "请分条写，或改为 needs_review"


def _has(rule: Mapping[str, Json], path: str) -> bool:
    value: Json = rule
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return False
        value = value[step]
    return True


def _merged(rule: Mapping[str, Json], fields: Mapping[str, Json]) -> dict[str, Json]:
    """The fields that a sentence fills in or completes."""
    merged: dict[str, Json] = {"strength": rule.get("strength", fields["strength"])}
    if "per" in fields:
        merged["bearer"] = {"per": fields["per"], **rule["bearer"]}
    if "effective" in fields:
        merged["effective"] = rule.get("effective", fields["effective"])
    if "to" in fields or "to" in rule:
        merged["to"] = rule.get("to", fields.get("to"))
    merged |= _measured(rule, fields)
    return merged


def _measured(rule: Mapping[str, Json], fields: Mapping[str, Json]) -> dict[str, Json]:
    """Window, due day and test; asked by hand only while one of them is not known."""
    window = {**fields.get("window", {}), **rule.get("window", {})}
    test = merged_test(fields.get("test"), rule.get("test"))
    if test is None or ("manual" in fields and not window):
        return {"manual": fields["manual"]} if "manual" in fields else {}
    due = _merged_due(fields.get("due", {}), rule.get("due", {}))
    return {"test": test, **({"window": window} if window else {}), **({"due": due} if due else {})}


def _merged_due(read: Mapping[str, Json], own: Mapping[str, Json]) -> dict[str, Json]:
    """A due day of the author's replaces the one read, together with what it is counted from."""
    if any(key in own for key in _DAYS):
        read = {key: value for key, value in read.items() if key not in (*_DAYS, "of", "vague")}
    return {**read, **own}


def merged_test(read: Json, own: Json) -> Json:
    """A test of the same kind is completed from the sentence; one of another kind stands alone."""
    if own is None or read is None:
        return read if own is None else own
    [(kind, body)] = read.items()
    return {kind: {**body, **own[kind]}} if kind in own else own


def _contradictions(rule: Spot, one: Understood) -> Iterator[Problem]:
    """Fields that say otherwise than the sentence, where the sentence leaves nothing open."""
    open_ = {question.code for question in one.questions}
    free = {path.split(".")[0] for code in open_ - {"G101"} for path in SETTLED_BY.get(code, ())}
    fields = one.fields
    if "strength" in rule and rule.get("strength") != fields["strength"]:
        yield _otherwise(rule.at("strength"), fields["strength"])
    if "window" not in free and "manual" not in fields:
        yield from _differing(rule.at("window"), fields.get("window", {}), _KINDS)
    if "due" not in free:
        yield from _differing(rule.at("due"), fields.get("due", {}), ("by",) if "G101" in open_ else _DAYS)
    if "test" not in free and "test" in fields:
        yield from _other_figures(rule.at("test"), fields["test"])


def _differing(own: Spot, read: Mapping[str, Json], keys: tuple[str, ...]) -> Iterator[Problem]:
    """The first of some keys that the author wrote and the sentence has otherwise; what it has not at all is added."""
    if not any(key in read for key in keys):
        return
    for key in keys:
        if key in own and own.get(key) != read.get(key):
            yield _otherwise(own.at(key), "、".join(f"{name}: {read[name]}" for name in keys if name in read))


def _other_figures(own: Spot, read: Mapping[str, Json]) -> Iterator[Problem]:
    """A figure of the sentence that a test of the author's, of whatever kind, has otherwise."""
    [body] = read.values()
    for kind in own.value or ():
        yield from _figures(own.at(kind), body)


def _figures(own: Spot, read: Mapping[str, Json]) -> Iterator[Problem]:
    for key in _FIGURES:
        if key in own and key in read and quantity(own.get(key)) != quantity(read[key]):
            yield _otherwise(own.at(key), read[key])


def _otherwise(spot: Spot, said_: str) -> Problem:
    return spot.wrong("R264", f"与 text 不一致：句子里读出的是 {said_}；请删去这一项，或改写 text")


def _placed(place: Place, before: list[Json], after: list[Json]) -> Place:
    """The places of the filled text: a field read from a sentence stands where the sentence does."""
    rules = place.parts["rules"]
    parts: dict[str | int, Place] = dict(rules.parts)
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if new is not old:
            own = rules.parts[index]
            read = {key: own.parts["text"] for key in new if key not in own.parts}
            parts[index] = Place(own.line, own.column, {**read, **own.parts}, own.keys)
    listed = Place(rules.line, rules.column, parts, rules.keys)
    return Place(place.line, place.column, {**place.parts, "rules": listed}, place.keys)
