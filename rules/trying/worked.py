"""Cases that cannot be meant (用例): a label of no window, an extension to no day, a withdrawal before the act."""

import re
from collections.abc import Iterator

from engine.source import Problem
from rules.checking.limits import tests_in
from rules.schema import is_day
from rules.spots import Spot

_LABEL = re.compile(r"[0-9]{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2])(-[0-9]{2})?)?|once")
_LABEL_OF = {
    "year": re.compile(r"[0-9]{4}"),
    "half": re.compile(r"[0-9]{4}H[12]"),
    "quarter": re.compile(r"[0-9]{4}Q[1-4]"),
    "month": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
}
_EXAMPLE = {"year": "2026", "half": "2026H1", "quarter": "2026Q3", "month": "2026-03"}
_COMPOUND = ("all", "any", "k_of", "ratio", "level", "trend")
_JUDGEMENTS = ("met", "breached", "not_applicable")


def case_problems(rule: Spot) -> Iterator[Problem]:
    """Everything about a rule's cases that contradicts itself."""
    for case in rule.at("tests").items():
        yield from _label(rule, case)
        yield from _have(rule, case)
        if case.get("expect") == "SUPERSEDED":
            yield case.at("expect").wrong("R246", "用例里不会出现 SUPERSEDED（只由规则修订产生）；请改写期望")
        for fact in case.at("given").items():
            yield from _fact(case, fact)
        for act in case.at("events").items():
            yield from _act(act)


def _label(rule: Spot, case: Spot) -> Iterator[Problem]:
    label, window = case.get("window"), rule.at("window")
    if label is None:
        return
    every = window.get("every") or rule.at("manual").get("every")
    if every in _LABEL_OF:
        right = bool(_LABEL_OF[every].fullmatch(label))
        hint = _EXAMPLE[every]
    else:
        phase = window.get("phase")
        right, hint = label == phase if phase else bool(_LABEL.fullmatch(label)), phase or "once 或首日，如 2024-01-01"
    if not right:
        yield case.at("window").wrong("R241", f"“{label}”不是这条规则的周期名；应为 {hint} 这样的写法")


def _have(rule: Spot, case: Spot) -> Iterator[Problem]:
    kinds = [kind for test in tests_in(rule.at("test")) for kind in test.value]
    if "have" in case and (rule.at("bearer").get("per", "agency") != "agency" or set(kinds) & set(_COMPOUND)):
        message = "复合判定、比率、水平和逐人判定没有单一的 have；这一项不会比较，请改用 because 或 members_met"
        yield case.at("have").doubtful("R245", message)


def _fact(case: Spot, fact: Spot) -> Iterator[Problem]:
    recorded, retracted = fact.get("recorded", fact.get("day")), fact.get("retracted")
    if retracted and recorded and retracted < recorded:
        yield fact.at("retracted").wrong("R243", f"撤回日 {retracted} 早于记录日 {recorded}；请核对")
    members = {member.get("id") for member in case.at("roster").items()}
    if "fact" in fact and fact.get("member") and members and fact.get("member") not in members:
        yield fact.at("member").wrong("R202", f"名册 roster 里没有“{fact.get('member')}”；请补上或更正")


def _act(act: Spot) -> Iterator[Problem]:
    kind = act.get("act")
    if kind == "extend" and not act.get("to"):
        yield act.wrong("R242", "延期 extend 没有写延到哪一天；请加 to")
    if kind == "extend" and act.get("to") and not _is_date(act.get("to")):
        yield act.at("to").wrong("R242", f'“{act.get("to")}”不是日期；请写成 "2026-03-31"')
    if kind == "confirm" and not _is_reading(act.get("of"), act.get("value")):
        yield act.wrong("R242", "确认 confirm 的 value 应为日期；of: boundary 时应为 inclusive 或 exclusive")
    if kind == "judge" and act.get("value") not in _JUDGEMENTS:
        yield act.wrong("R242", f"人工判定 judge 的 value 应为 {'、'.join(_JUDGEMENTS)} 之一")


def _is_reading(of: str | None, value: str | None) -> bool:
    return value in ("inclusive", "exclusive") if of == "boundary" else _is_date(value)


def _is_date(value: str | None) -> bool:
    return value is not None and len(value) == len("2026-03-01") and is_day(value)
