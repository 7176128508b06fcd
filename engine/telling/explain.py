"""说明 explain: a verdict as fixed codes and arguments, from which every text is rendered (semantics 9).

What a contact asks most is "why did my upload not count": every piece of evidence kept out is listed with its reason.
Days are ISO strings, exact numbers integers or decimal strings; lists are cut to twenty with their full count.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.dates import add_months, label_of, step_months
from engine.exact import number
from engine.measure import leaves
from engine.nouns import Dossier, Due, Fact, Obligation, Part, Rejected, Rule, Standing, Tally, Test, Truth, Verdict
from engine.telling.codes import BECAUSE, CODES, REJECTED, STANDING_ZH, UNSUPPORTED, WHAT_IF
from engine.telling.left_over import left_over, reads
from engine.telling.prospects import Again, Asked, would_change
from engine.telling.sentence import sentence

__all__ = ["BECAUSE", "CODES", "REJECTED", "STANDING_ZH", "UNSUPPORTED", "WHAT_IF", "explain", "sentence"]

MOST = 20
MOST_QUOTED = 1200
_STEP = r"(?:[一二三四五六七八九十百]+|\([一二三四五六七八九十百]+\)|第[一二三四五六七八九十百]+[编章节条款项]|\d+)"
_PATH = re.compile(f"{_STEP}(?:/{_STEP})*")
_PAGE = re.compile("（[^（）]*）$")  # 二/(二)/7（第2页）
_OPS = {"AllOf": "all", "AnyOf": "any", "KOf": "k_of"}


def explain(
    rule: Rule,
    obligation: Obligation,
    verdict: Verdict,
    *,
    bearer: str,
    pack_id: str,
    facts: Sequence[Fact] = (),
    document: str = "",
    dossier: Dossier | None = None,
    again: Again | None = None,
    names: Mapping[str, str] | None = None,
    strays: Sequence[Fact] = (),
) -> dict[str, object]:
    """The explanation of a verdict; `pack_id` is name@version, `document` what its source is called, `names` members.

    What would change it is tried: `again` judges the obligation on another file than its `dossier`.  Without it nothing
    is suggested.  `strays` are facts on file that lie in no window of the duty, and nearest to this one.
    """
    file = dossier or Dossier(facts=tuple(facts))
    asked = Asked(rule, obligation, verdict, file, again) if again else None
    told: dict[str, object] = {
        "k": obligation.key,
        "verdict": verdict.standing.value,
        **{name: _day(getattr(verdict, name)) for name in ("since", "as_of", "known_at")},
        "rule": _rule(rule, obligation, pack_id, document),
        "bearer": {"lineage": obligation.bearer, "name": bearer},
        "window": _window(rule, obligation),
        "due": _due(verdict.due, obligation.calendar),
        "test": _test(rule, verdict.tally, _kept_out(rule, verdict, file.facts, strays)),
        "because": list(verdict.because[:MOST]),
        "would_change": would_change(asked)[:MOST] if asked else [],
        "behind": verdict.behind,
        "next_look": _day(verdict.next_look),
        **_asked_by_hand(rule, verdict),
    }
    _call_by_name(told, names or {})
    told["zh"] = sentence(told)
    return told


def _asked_by_hand(rule: Rule, verdict: Verdict) -> dict[str, object]:
    """What a person is to judge, while he has not."""
    if verdict.standing is not Standing.MANUAL or rule.manual is None:
        return {}
    return {"ask": {"ask": rule.manual.ask, "by": rule.manual.by}}


def _call_by_name(told: dict[str, Any], names: Mapping[str, str]) -> None:
    """Put the name beside the number of every member; a stay of several is named like the person."""
    for each in (*told["test"].get("parts", ()), *told["would_change"]):
        name = names.get(str(each.get("member", "")).partition("#")[0])
        if name:
            each["name"] = name


def _rule(rule: Rule, obligation: Obligation, pack_id: str, document: str) -> dict[str, object]:
    quote = rule.citation.quote
    return {
        "id": rule.id,
        "title": rule.title,
        "version": pack_id.partition("@")[2],
        "pack": pack_id,
        "sha256": obligation.pack_sha256,
        "strength": rule.strength,
        "quote": quote if len(quote) <= MOST_QUOTED else quote[:MOST_QUOTED] + "…",
        "locator": f"{document or rule.citation.doc}{place_zh(rule.citation.locator)}",
    }


def place_zh(locator: str) -> str:
    """A locator as an officer would write it: 七 -> 七, 7 -> 第7项, 二/(二)/7 -> 二（二）第7项; else as it stands."""
    page = _PAGE.search(locator)
    if page and _PATH.fullmatch(locator[: page.start()]):
        return f"{place_zh(locator[: page.start()])}{page[0]}"
    if not _PATH.fullmatch(locator):
        return f" {locator}"
    steps = locator.split("/")
    item = f"第{steps.pop()}项" if steps[-1].isdigit() else ""
    return "".join(steps).replace("(", "（").replace(")", "）") + item


def _window(rule: Rule, obligation: Obligation) -> dict[str, object]:
    window, every = obligation.window, rule.window.every
    about = window.label
    if rule.window.about == "previous" and every is not None:
        about = label_of(add_months(window.first, -step_months(every)), every)
    return {"label": window.label, "from": _day(window.first), "to": _day(window.last), "about": about}


def _due(due: Due, calendar: str) -> dict[str, object]:
    told: dict[str, object] = {
        "safe": _day(due.safe),
        "hard": _day(due.hard),
        "grace_end": _day(due.grace_end),
        "calendar": calendar,
        "provisional": due.provisional,
        "steps": list(due.steps[:MOST]),
    }
    if due.original is not None:
        told["original"] = _day(due.original)
    return told


def _kept_out(rule: Rule, verdict: Verdict, facts: Sequence[Fact], strays: Sequence[Fact]) -> list[Rejected]:
    """Every piece of evidence that did not count: turned away, left over, or of no window."""
    refused, by_id = verdict.tally.rejected, {fact.id: fact for fact in facts}
    if rule.test is None:
        return list(refused)
    parts = list(leaves(rule.test))
    meant = {id_ for id_, fact in by_id.items() if any(reads(leaf, fact) for leaf in parts)}
    refused = tuple(one for one in refused if one.code != "CONDITION_NOT_MET" or one.fact not in meant)
    left = left_over(rule.test, facts, {one.fact for one in refused}, verdict.as_of, verdict.known_at)
    outside = (Rejected(fact.id, "OUTSIDE_WINDOW", fact.day) for fact in strays)
    return list(dict.fromkeys((*refused, *left, *outside)))


def _test(rule: Rule, tally: Tally, kept: Sequence[Rejected]) -> dict[str, object]:
    op = "manual" if rule.test is None else op_of(rule.test)
    parts, total = _cut([_part(part, op, tally) for part in tally.parts])
    rejected, kept_out = _cut([{"ev": one.fact, "code": one.code, "act": _day(one.day)} for one in kept])
    told: dict[str, object] = {
        "op": op,
        "unit": getattr(rule.test, "unit", None),
        "need": number(tally.need),
        "have": {"lo": number(tally.lo), "hi": number(tally.hi)},
        "truth": tally.truth.value,
        "reached_on": _day(tally.reached_on),
        "parts": parts,
        "rejected": rejected,
    }
    if total > MOST:
        told["parts_count"] = total
    if kept_out > MOST:
        told["rejected_count"] = kept_out
    if tally.members_met is not None:
        told["members_met"] = tally.members_met
    return told


def op_of(test: Test) -> str:
    """The word for a test in the rule language."""
    name = type(test).__name__
    return _OPS.get(name, name.lower())


def _part(part: Part, op: str, tally: Tally) -> dict[str, object]:
    """A part: a recipient served or not, else a quota with what it has."""
    ok = None if part.truth is Truth.UNKNOWN else part.truth is Truth.TRUE
    if tally.members_met is not None:
        return {"member": part.name, "ok": ok, "have": number(part.have), "need": number(part.need)}
    if op == "deliver":
        return {"to": part.name, "ok": ok, **({"ev": part.facts[0]} if part.facts else {})}
    return {"part": part.name, "ok": ok, "have": number(part.have), "need": number(part.need)}


def _cut(rows: Sequence[Mapping[str, object]]) -> tuple[list[Mapping[str, object]], int]:
    return list(rows[:MOST]), len(rows)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
