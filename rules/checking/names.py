"""Names in a pack (名称): nothing defined twice, nothing named that does not exist, nothing unsettled active."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from engine.source import Problem
from rules.calendars import NATIONAL
from rules.ladders import shipped
from rules.spots import Spot

PAPERS = ("提醒", "催办", "督办", "通报", "约谈", "移送")
_LENGTH = re.compile("([0-9]+(d|wd|w|mo|y))+")


def pack_problems(pack: Spot) -> Iterator[Problem]:
    """What is wrong with the names that a pack defines."""
    yield from _twice(pack.at("rules"), "id", "规则")
    yield from _twice(pack.at("sources"), "id", "来源")
    yield from _twice(pack.at("phases"), "id", "阶段")
    for one in pack.at("sets").items():
        if ("where" in one) == ("members" in one):
            said = "只能写一个，不能都写；请删去一个" if "where" in one else "至少要写一个；请补上"
            yield one.wrong("R206", f"单位组“{one.path[-1]}”的 where（按属性）与 members（按名称）{said}")
    for one in pack.at("phases").items():
        start, end = one.get("from"), one.get("to")
        if isinstance(start, str) and isinstance(end, str) and start > end:
            yield one.at("to").wrong("R223", f"阶段结束日 {end} 早于开始日 {start}；请核对")
    for one in pack.at("extends").items():
        name, found, version = str(one.value).partition("@")
        if not (name and found and version):
            yield one.wrong("R202", f"“{one.value}”不是规则包名；请写成 名称@^版本，如 cn.central.fazhi@^1")
    if pack.get("calendar", NATIONAL) != NATIONAL:
        yield pack.at("calendar").wrong("R202", f"没有名为“{pack.get('calendar')}”的工作日历；请改为 {NATIONAL} 或删去")
    yield from interval_problems(pack.at("effective"))


@dataclass(frozen=True)
class Known:
    """The names that a rule may use, gathered once for a pack.

    `after` says which rule each rule waits for, `asleep` which rules are not in force.
    """

    sources: frozenset[str]
    sets: frozenset[str]
    phases: frozenset[str]
    ladders: frozenset[str]
    papers: frozenset[str]
    rules: frozenset[str]
    after: Mapping[str, str]
    asleep: frozenset[str]


def known_names(pack: Spot) -> Known:
    """The names that a pack defines, and those of the ready ladders."""
    rules = [rule for rule in pack.at("rules").items() if rule]
    return Known(
        sources=_ids(pack.at("sources")),
        sets=frozenset(pack.get("sets", {})),
        phases=_ids(pack.at("phases")),
        ladders=frozenset({*pack.get("ladders", {}), *shipped()}),
        papers=frozenset((*_papers(pack), *PAPERS)),
        rules=_ids(pack.at("rules")),
        after={rule.get("id"): rule.at("after").get("rule") for rule in rules if "after" in rule},
        asleep=frozenset(rule.get("id") for rule in rules if rule.get("state") != "active"),
    )


def rule_problems(rule: Spot, known: Known) -> Iterator[Problem]:
    """What a rule names that the pack does not know, and what keeps it from being active."""
    yield from _unknown(rule.at("source", "doc"), known.sources, "来源", "sources")
    yield from _unknown(rule.at("bearer", "set"), known.sets, "单位组", "sets")
    yield from _unknown(rule.at("window", "phase"), known.phases, "阶段", "phases")
    yield from _unknown(rule.at("ladder"), known.ladders, "升级阶梯", "ladders")
    yield from _unknown(rule.at("after", "rule"), known.rules, "规则", "rules")
    yield from _own_successor(rule, known.after)
    yield from _never_begun(rule, known.asleep)
    yield from _consequences(rule, known)
    yield from _unsettled(rule)
    yield from interval_problems(rule.at("effective"))


def interval_problems(interval: Spot) -> Iterator[Problem]:
    """An interval runs up to, not including, `to` (semantics-rulings I): it must not be empty."""
    start, end = interval.get("from"), interval.get("to")
    if start and end and start >= end:
        yield interval.at("to").wrong("R223", f"生效区间为空：to（不含当日）{end} 不晚于 from {start}；请核对")


def _papers(pack: Spot) -> Iterator[str]:
    """The papers that the ladders of a pack and the ready ones send."""
    yield from (rung.get("send") for ladder in pack.at("ladders").items() for rung in ladder.items())
    yield from (rung.send for ladder in shipped().values() for rung in ladder)


def _consequences(rule: Spot, known: Known) -> Iterator[Problem]:
    """What follows on repeated breaches must be a paper or a ladder; how long they are counted, a length."""
    for one in rule.at("repeat").items():
        then = one.get("then")
        if then not in known.ladders and not any(then in paper for paper in known.papers):
            yield one.at("then").wrong(
                "R276", f"没有名为“{then}”的文书或阶梯；可写 {'、'.join(PAPERS)}，或 ladders 里的名称"
            )
        within = one.get("within")
        if within is not None and not _LENGTH.fullmatch(within):
            yield one.at("within").wrong("R276", f"“{within}”不是时长；请写成 1y、6mo 这样的形式")


def _ids(many: Spot) -> frozenset[str]:
    return frozenset(one.get("id") for one in many.items() if one)


def _unknown(name: Spot, known: Set[str], what: str, where: str) -> Iterator[Problem]:
    if name and name.value not in known:
        yield name.wrong("R202", f"没有名为“{name.value}”的{what}；请在 {where} 中定义，或改用已有的名称")


def _twice(many: Spot, key: str, what: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for one in many.items():
        if not one:
            continue
        name = one.get(key)
        line = one.written.source(one.at(key).path).line
        if name in first:
            yield one.at(key).wrong("R201", f"{what}“{name}”重复，第一次在第 {first[name]} 行；请改名或删去")
        first.setdefault(name, line)


def _own_successor(rule: Spot, after: Mapping[str, str]) -> Iterator[Problem]:
    """A duty cannot wait for itself, however long the way round."""
    seen = [rule.get("id")]
    while (waits_for := after.get(seen[-1])) is not None and waits_for not in seen:
        seen.append(waits_for)
    if waits_for is not None and waits_for == seen[0]:
        yield rule.at("after", "rule").wrong(
            "R207", f"后续义务绕了一圈又等自己：{' → '.join([*seen, seen[0]])}；请去掉其中一环"
        )


def _never_begun(rule: Spot, asleep: Set[str]) -> Iterator[Problem]:
    """A duty in force that waits for one that is not: it would wait for ever, and nobody would be told."""
    waits_for = rule.at("after").get("rule")
    if rule.get("state") == "active" and waits_for in asleep:
        yield rule.at("after", "rule").doubtful(
            "R283", f"要等的规则“{waits_for}”没有生效，这条义务不会开始；请先让它生效，或把本条改为 needs_review"
        )


def _unsettled(rule: Spot) -> Iterator[Problem]:
    if rule.get("state") != "active":
        return
    if rule.get("review"):
        yield rule.at("review").wrong(
            "R203", "还有未答复的疑问，不能是 active；请先答复并删去 review，或改为 needs_review"
        )
    if rule.at("due").get("vague"):
        word = rule.at("due").get("vague")
        yield rule.at("due", "vague").wrong(
            "R204", f"“{word}”含义未定，不能是 active；请由专人确认日期并删去 vague，或改为 needs_review"
        )
