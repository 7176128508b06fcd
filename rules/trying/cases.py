"""Running the cases of a pack (用例): its own worked examples, judged by the engine and compared with what they expect.

Needs no database, no directory of agencies and no source document: a case brings everything it needs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

from engine.judging.judge import unsupported
from engine.nouns import Count, Deliver, Forbid, Rule, RulePack, Sum, Verdict
from engine.source import Refused, Source, errors
from engine.workdays import WorkCalendar
from rules.calendars import national
from rules.convert import pack_of
from rules.filling import filled, text_problems
from rules.load import read_shape
from rules.marks import Json, text_of
from rules.spots import Spot
from rules.trying.staging import explained_on, stage_of, verdict_on
from rules.trying.worked import case_problems

_LEAVES = (Deliver, Count, Sum, Forbid)


@dataclass(frozen=True)
class CaseResult:
    """What became of one case: what it expected, what came out, the engine's reasons, where it stands.

    `explanation` tells in Chinese why a failed case came out as it did.
    """

    rule: str
    name: str
    result: Literal["passed", "failed", "unsupported"]
    expected: str
    got: str
    because: tuple[str, ...] = ()
    explanation: str = ""
    source: Source = Source("")


def run(path: Path, calendar: WorkCalendar | None = None, rules: Collection[str] = ()) -> tuple[CaseResult, ...]:
    """The result of every case in a pack's file, in its order; of some rules only, when `rules` names them.

    Raises Refused (R400) when the pack cannot be loaded or a case cannot be meant.
    """
    text, problems = text_of(path)
    if problems:
        raise Refused("R400", "规则包读不出来，用例没有运行；请先改正下列问题", problems)
    return run_text(text, str(path), calendar, rules)


def run_text(
    text: str, file: str, calendar: WorkCalendar | None = None, rules: Collection[str] = ()
) -> tuple[CaseResult, ...]:
    """The result of every case in a pack's text; raises Refused as `run` does."""
    written, problems = read_shape(text, file)
    if written is not None and not problems:
        problems = sorted(text_problems(written))
    if written is not None and not problems:
        written = filled(written)
        problems = [problem for rule in Spot(written).at("rules").items() for problem in case_problems(rule)]
    if written is None or errors(problems):
        raise Refused("R400", "规则包有错误，用例没有运行；请先改正下列问题", errors(problems))
    pack = pack_of(written, "")
    return tuple(
        replace(
            _result(pack, rule, case, number, calendar or national()),
            source=written.source(("rules", place, "tests", number - 1)),
        )
        for place, (rule, said) in enumerate(zip(pack.rules, written.value["rules"], strict=True))
        if not rules or rule.id in rules
        for number, case in enumerate(said.get("tests", ()), 1)
    )


def _result(pack: RulePack, rule: Rule, case: Mapping[str, Json], number: int, calendar: WorkCalendar) -> CaseResult:
    name = case.get("name", str(number))
    expected = {key: case[key] for key in _COMPARED if key in case}
    lacking = unsupported(rule)
    if lacking:
        return CaseResult(rule.id, name, "unsupported", _say(expected), "、".join(lacking), lacking)
    stage = stage_of(pack, rule, calendar, case)
    verdict, why = verdict_on(rule, stage)
    if verdict is None:
        return CaseResult(rule.id, name, "failed", _say(expected), why)
    found = _found(verdict)
    wrong = [key for key, value in expected.items() if not _agrees(rule, key, value, found[key])]
    if not wrong:
        return CaseResult(rule.id, name, "passed", case["expect"], verdict.standing.value, verdict.because)
    wanted = {key: value for key, value in expected.items() if key == "expect" or key in wrong}
    got = {key: found[key] for key in wanted}
    return CaseResult(rule.id, name, "failed", _say(wanted), _say(got), verdict.because, explained_on(rule, stage))


_COMPARED = ("expect", "because", "have", "reached_on", "safe", "hard", "grace_end", "next_look", "members_met")


def _found(verdict: Verdict) -> dict[str, Json]:
    """What came out, under the names that cases use."""
    tally, due = verdict.tally, verdict.due
    return {
        "expect": verdict.standing.value,
        "because": list(verdict.because),
        "have": [_number(tally.lo), _number(tally.hi)],
        "reached_on": _text(tally.reached_on),
        "safe": _text(due.safe),
        "hard": _text(due.hard),
        "grace_end": _text(due.grace_end),
        "next_look": _text(verdict.next_look),
        "members_met": tally.members_met,
    }


def _agrees(rule: Rule, key: str, expected: Json, found: Json) -> bool:
    if key == "because":
        return expected in found
    if key == "have":
        return not _has_one_figure(rule) or [_exact(value) for value in expected] == [_exact(value) for value in found]
    return bool(expected == found)


def _has_one_figure(rule: Rule) -> bool:
    """Compounds, ratios, levels and rules per person have no single figure to compare (semantics-rulings 67)."""
    return isinstance(rule.test, _LEAVES) and rule.bearer.per == "agency"


def _exact(value: str | int | None) -> Fraction | None:
    """Numbers are compared as decimals; null stands for no upper bound."""
    return None if value is None else Fraction(value)


def _number(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _say(values: Mapping[str, Json]) -> str:
    """BREACHED have=[2, 2] reached_on=null"""
    rest = (f"{key}={_plain(value)}" for key, value in values.items() if key != "expect")
    return " ".join([str(values.get("expect", "")), *rest])


def _plain(value: Json) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_plain(item) for item in value)}]"
    return "null" if value is None else str(value)
