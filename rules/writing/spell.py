"""From nouns back to the words of a pack (规则包 → 文字): the reverse of `convert`, leaving out what is the default."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from engine.exact import decimal
from engine.nouns import (
    After,
    Anchor,
    Bearer,
    Citation,
    DueTerm,
    Duration,
    Manual,
    MonthDay,
    PartialDate,
    PDate,
    Phase,
    Repeat,
    Rule,
    RulePack,
    Rung,
    SetTerm,
    SourceFile,
    Span,
    WindowTerm,
)
from rules.ladders import shipped
from rules.marks import Json
from rules.writing.spell_tests import share, spell_predicate, spell_test, without_nothing


def spell_pack(pack: RulePack) -> dict[str, Json]:
    """A pack as plain values in the order of the schema; ready ladders are named, not copied."""
    own = {name: ladder for name, ladder in pack.ladders.items() if shipped().get(name) != ladder}
    return without_nothing(
        {
            "duban": "rulepack/1",
            "pack": pack.name,
            "version": pack.version,
            "title": pack.title,
            "issuer": pack.issuer,
            "timezone": "Asia/Shanghai",
            "calendar": pack.calendar,
            "effective": spell_interval(pack.effective),
            "extends": list(pack.extends),
            "sources": [_source_file(item) for item in pack.sources],
            "sets": {name: _set(item) for name, item in pack.sets.items()},
            "phases": [_phase(item) for item in pack.phases],
            "ladders": {name: [_rung(rung) for rung in ladder] for name, ladder in own.items()},
            "rules": [spell_rule(rule) for rule in pack.rules],
        }
    )


def spell_rule(rule: Rule) -> dict[str, Json]:
    """A rule as plain values in the order of the schema."""
    return without_nothing(
        {
            "id": rule.id,
            "title": rule.title,
            "source": _citation(rule.citation),
            "state": rule.state,
            "review": list(rule.review),
            "strength": rule.strength,
            "effective": spell_interval(rule.effective),
            "bearer": _bearer(rule.bearer),
            "to": list(rule.to),
            "when": spell_predicate(rule.when),
            "exempt": [
                {"if": spell_predicate(item.condition), "reason": item.reason, "effect": item.effect}
                for item in rule.exempt
            ],
            "window": spell_window(rule.window),
            "due": spell_due(rule.due),
            "test": spell_test(rule.test),
            "manual": _manual(rule.manual),
            "after": _changed(rule.after, After("")),
            "on_amend": None if rule.on_amend == "by_start" else rule.on_amend,
            "on_merge": None if rule.on_merge == "pool_sum" else rule.on_merge,
            "ladder": rule.ladder,
            "repeat": [_changed(item, Repeat(0, "")) for item in rule.repeat],
        }
    )


def _changed(noun: object, default: object) -> Json:
    """The fields of a noun that differ from a default one, under their own names."""
    if noun is None:
        return None
    named = [(item.name, getattr(noun, item.name)) for item in fields(default)]  # type: ignore[arg-type]
    return {name: value for name, value in named if value != getattr(default, name)}


def _manual(manual: Manual | None) -> Json:
    return None if manual is None else without_nothing({"ask": manual.ask, "by": manual.by, "every": manual.every})


def _citation(citation: Citation) -> Json:
    spelt = {"doc": citation.doc, "locator": citation.locator, "quote": citation.quote}
    return {**spelt, "also": list(citation.also)} if citation.also else spelt


def _bearer(bearer: Bearer) -> Json:
    met_share = None if bearer.met_share is None else {"met_share_at_least": share(bearer.met_share)}
    return without_nothing(
        {
            "set": bearer.set,
            "role": bearer.role,
            "cooperate": list(bearer.cooperate),
            "per": None if bearer.per == "agency" else bearer.per,
            "roll_up": met_share,
        }
    )


def spell_window(window: WindowTerm) -> Json:
    """A window as the pack says it."""
    return without_nothing(
        {
            "every": window.every,
            "anchor": _anchor(window.anchor),
            "once": None if window.once is None else _span(window.once),
            "phase": window.phase,
            "level": window.level,
            "about": None if window.about == "this" else window.about,
            "first": None if window.first == "full" else {"policy": window.first},
            "tolling": list(window.tolling),
        }
    )


def _anchor(anchor: Anchor) -> Json:
    if anchor == Anchor():
        return None
    return without_nothing({"kind": anchor.kind.value, "at": spell_date(anchor.at), "event": anchor.event})


def _span(span: Span) -> Json:
    return without_nothing({"from": spell_date(span.start), "to": spell_date(span.to)})


def spell_due(due: DueTerm) -> Json:
    """A due day as the pack says it, without what is the default."""
    default = DueTerm()
    counted = due.within is not None or due.before is not None
    return without_nothing(
        {
            "by": None if due.by == (None if counted else "end") else _by(due.by),
            "within": spell_duration(due.within),
            "of": due.of,
            "before": spell_duration(due.before),
            "boundary": None if due.boundary == default.boundary else due.boundary,
            "roll": None if due.roll == default.roll else due.roll,
            "cutoff": None if due.cutoff == default.cutoff else due.cutoff,
            "grace": spell_duration(due.grace),
            "statutory": due.statutory or None,
            "vague": due.vague,
        }
    )


def _by(by: MonthDay | PDate | str | None) -> Json:
    if isinstance(by, MonthDay):
        return f"{by.month:02d}-{by.day:02d}"
    return by if isinstance(by, str) else spell_date(by)


def spell_duration(duration: Duration | None) -> str | None:
    """A duration largest unit first, such as 1mo10d."""
    if duration is None:
        return None
    units = (
        (duration.years, "y"),
        (duration.months, "mo"),
        (duration.weeks, "w"),
        (duration.days, "d"),
        (duration.workdays, "wd"),
    )
    return "".join(f"{number}{unit}" for number, unit in units if number) or "0d"


def spell_date(day: PDate | None) -> Json:
    """A date, or a partial one with its candidates and who confirmed it."""
    if not isinstance(day, PartialDate):
        return None if day is None else day.isoformat()
    spelt: dict[str, Json] = {
        "text": day.text,
        "candidates": [candidate.isoformat() for candidate in day.candidates],
        "basis": day.basis or None,
    }
    if day.confirmed is not None and day.confirmation is not None:
        said = day.confirmation
        told = {"by": said.by, "date": said.on.isoformat(), "value": day.confirmed, "doc": said.doc}
        spelt["confirmed"] = without_nothing(told)
    return {key: value for key, value in spelt.items() if value is not None}


def spell_interval(interval: tuple[date, date | None] | None) -> Json:
    """The days between which something is in force, as the pack says them."""
    if interval is None:
        return None
    start, end = interval
    return {"from": start.isoformat(), "to": None if end is None else end.isoformat()}


def _source_file(source: SourceFile) -> Json:
    return without_nothing(
        {
            "id": source.id,
            "file": source.file,
            "sha256": source.sha256,
            "doc_no": source.doc_no,
            "issued": spell_date(source.issued),
            "script": source.script,
        }
    )


def _set(term: SetTerm) -> Json:
    return without_nothing(
        {
            "of": term.of,
            "where": spell_predicate(term.where),
            "members": list(term.members),
            "note": term.note or None,
        }
    )


def _phase(phase: Phase) -> Json:
    return without_nothing(
        {
            "id": phase.id,
            "title": phase.title or None,
            "from": spell_date(phase.start),
            "to": spell_date(phase.to),
        }
    )


def _rung(rung: Rung) -> Mapping[str, Json]:
    sign = f"{rung.at.days:+d}{'wd' if rung.at.working else 'd'}" if rung.at.days else ""
    return without_nothing(
        {
            "id": rung.id,
            "at": f"{rung.at.base}{sign}",
            "only_if": rung.only_if,
            "send": rung.send,
            "to": list(rung.to),
            "cc": list(rung.cc),
            "release": rung.release,
            "requires": None if rung.requires == "none" else rung.requires,
            "enter_if": spell_predicate(rung.enter_if),
            "score": None if rung.score is None else decimal(rung.score),
            "stop_on": list(rung.stop_on),
        }
    )
