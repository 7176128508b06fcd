"""From a text of the right shape to nouns (文字 → 规则包): every date a `date`, every quantity a `Fraction`.

Only called on texts in which `schema` found nothing wrong, so nothing here can fail and nothing is checked twice.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from engine.dates import parse_duration
from engine.nouns import (
    After,
    Anchor,
    AnchorKind,
    Bearer,
    Citation,
    Confirmation,
    DueTerm,
    Duration,
    Exemption,
    Manual,
    MonthDay,
    PartialDate,
    PDate,
    Phase,
    Pred,
    Repeat,
    Rule,
    RulePack,
    Rung,
    SetTerm,
    SourceFile,
    Span,
    WindowTerm,
)
from rules.checking.rungs import ladder_of
from rules.ladders import shipped
from rules.marks import Json, Written
from rules.measures import predicate, quantity, test_of


def pack_of(written: Written, sha256: str) -> RulePack:
    """The rule pack that a well-formed text says."""
    text = written.value
    rules = tuple(rule_of(written, index) for index in range(len(text["rules"])))
    return RulePack(
        name=text["pack"],
        version=text["version"],
        title=text.get("title", ""),
        rules=rules,
        sources=tuple(_source_file(item) for item in text["sources"]),
        sets={name: _set(item) for name, item in text.get("sets", {}).items()},
        phases=tuple(_phase(item) for item in text.get("phases", ())),
        ladders=with_shipped(rules, {name: ladder_of(item) for name, item in text.get("ladders", {}).items()}),
        issuer=text.get("issuer"),
        effective=_interval(text.get("effective")),
        extends=tuple(text.get("extends", ())),
        calendar=text.get("calendar", "cn.workdays"),
        sha256=sha256,
    )


def with_shipped(rules: Iterable[Rule], own: Mapping[str, tuple[Rung, ...]]) -> dict[str, tuple[Rung, ...]]:
    """A pack's own ladders, and the ready ones that its rules name without defining them."""
    named = sorted({rule.ladder for rule in rules if rule.ladder})
    return {**{name: shipped()[name] for name in named if name in shipped()}, **own}


def rule_of(written: Written, index: int) -> Rule:
    """The rule at `index` of the pack's list."""
    text = written.value["rules"][index]
    return Rule(
        id=text["id"],
        title=text["title"],
        citation=_citation(text["source"]),
        strength=text["strength"],
        bearer=_bearer(text["bearer"]),
        test=test_of(text["test"]) if "test" in text else None,
        manual=Manual(**text["manual"]) if "manual" in text else None,
        state=text.get("state", "needs_review"),
        review=tuple(text.get("review", ())),
        effective=_interval(text.get("effective")),
        to=tuple(text.get("to", ())),
        when=_maybe_predicate(text.get("when")),
        exempt=tuple(
            Exemption(predicate(item["if"]), item["reason"], item.get("effect", "exempt"))
            for item in text.get("exempt", ())
        ),
        window=_window(text.get("window", {})),
        due=_due(text.get("due", {})),
        after=After(**text["after"]) if "after" in text else None,
        on_amend=text.get("on_amend", "by_start"),
        on_merge=text.get("on_merge", "pool_sum"),
        ladder=text.get("ladder"),
        repeat=tuple(Repeat(**item) for item in text.get("repeat", ())),
        text=text.get("text"),
        source=written.source(("rules", index)),
    )


def _citation(text: Mapping[str, Json]) -> Citation:
    return Citation(text["doc"], text["locator"], text["quote"], tuple(text.get("also", ())))


def _bearer(text: Mapping[str, Json]) -> Bearer:
    return Bearer(
        set=text["set"],
        role=text.get("role", "each"),
        cooperate=tuple(text.get("cooperate", ())),
        per=text.get("per", "agency"),
        met_share=quantity(text.get("roll_up", {}).get("met_share_at_least")),
    )


def _window(text: Mapping[str, Json]) -> WindowTerm:
    return WindowTerm(
        every=text.get("every"),
        anchor=_anchor(text.get("anchor", {})),
        once=_span(text["once"]) if "once" in text else None,
        phase=text.get("phase"),
        level=text.get("level"),
        about=text.get("about", "this"),
        first=text.get("first", {}).get("policy", "full"),
        tolling=tuple(text.get("tolling", ())),
    )


def _anchor(text: Mapping[str, Json]) -> Anchor:
    return Anchor(AnchorKind(text.get("kind", "calendar")), _maybe_date(text.get("at")), text.get("event"))


def _span(text: Mapping[str, Json]) -> Span:
    return Span(_maybe_date(text.get("from")), _maybe_date(text.get("to")))


def _due(text: Mapping[str, Json]) -> DueTerm:
    counted = "within" in text or "before" in text
    working = text.get("day") == "working"
    return DueTerm(
        by=_by(text.get("by", None if counted else "end")),
        within=_length(text.get("within"), working=working),
        of=text.get("of"),
        before=_length(text.get("before"), working=working),
        boundary=text.get("boundary", "unspecified"),
        roll=text.get("roll", "none"),
        cutoff=text.get("cutoff", "24:00"),
        grace=_length(text.get("grace"), working=working),
        statutory=text.get("statutory", False),
        vague=text.get("vague"),
    )


def _by(text: Json) -> MonthDay | PDate | None:
    """The day by which: "03-01", "end", a date or a partial date."""
    if isinstance(text, str) and len(text) == 5:
        return MonthDay(int(text[:2]), int(text[3:]))
    return text if text in (None, "end") else partial_date(text)


def _length(text: str | None, *, working: bool) -> Duration | None:
    """A duration; `day: working` makes bare days working days (semantics-rulings 20)."""
    if text is None:
        return None
    read = parse_duration(text)
    if not working:
        return read
    return Duration(read.years, read.months, read.weeks, workdays=read.workdays + read.days)


def partial_date(text: Json) -> PDate:
    """A date as written, or what a masked one may be."""
    if isinstance(text, str):
        return date.fromisoformat(text)
    said = text.get("confirmed")
    candidates = tuple(date.fromisoformat(day) for day in text["candidates"])
    if said is None:
        return PartialDate(text["text"], candidates, text.get("basis", ""))
    confirmation = Confirmation(said["by"], date.fromisoformat(said["date"]), said.get("doc"))
    return PartialDate(text["text"], candidates, text.get("basis", ""), said["value"], confirmation)


def _maybe_date(text: Json) -> PDate | None:
    return None if text is None else partial_date(text)


def _maybe_predicate(text: Json) -> Pred | None:
    return None if text is None else predicate(text)


def _interval(text: Mapping[str, Json] | None) -> tuple[date, date | None] | None:
    if text is None:
        return None
    end = text.get("to")
    return date.fromisoformat(text["from"]), date.fromisoformat(end) if end else None


def _phase(text: Mapping[str, Json]) -> Phase:
    return Phase(text["id"], partial_date(text["from"]), partial_date(text["to"]), text.get("title", ""))


def _set(text: Mapping[str, Json]) -> SetTerm:
    return SetTerm(
        of=text.get("of", "agency"),
        where=_maybe_predicate(text.get("where")),
        members=tuple(text.get("members", ())),
        note=text.get("note", ""),
    )


def _source_file(text: Mapping[str, Json]) -> SourceFile:
    return SourceFile(
        id=text["id"],
        file=text["file"],
        sha256=text["sha256"],
        doc_no=text.get("doc_no"),
        issued=_maybe_date(text.get("issued")),
        script=text.get("script", "zh-Hans"),
    )
