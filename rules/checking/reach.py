"""What can never come to pass (走不到): due days before their window, tests that exclude one another, silent rungs.

A pack that says such a thing loads and judges without a murmur; its author meant something else.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from engine.nouns import Rung
from engine.source import Problem
from rules.checking.limits import tests_in
from rules.checking.rungs import ladder_of
from rules.ladders import shipped
from rules.marks import Json
from rules.measures import quantity
from rules.spots import Spot

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_EACH = {"month": "每月", "quarter": "每季度", "half": "每半年"}
_BEFORE = ("PENDING", "NOT_APPLICABLE")
_QUOTAS = ("count", "sum")
_DAYS_IN_MONTH = 31


def reach_problems(rule: Spot, begins: str | None) -> Iterator[Problem]:
    """What of a rule can never come about; `begins` is the first day on which its pack is in force."""
    yield from _due(rule)
    yield from _over(rule, rule.at("effective").get("from") or begins)
    for test in tests_in(rule.at("test")):
        [kind] = test.value
        if kind in _QUOTAS:
            yield from _spread(rule, test.at(kind))
        if kind == "all":
            yield from _excluding(test.at("all"))
    yield from _split(rule)


def case_reach_problems(rule: Spot, begins: str | None) -> Iterator[Problem]:
    """Cases asked about a day on which the rule was not yet in force."""
    start = rule.at("effective").get("from") or begins
    for case in rule.at("tests").items():
        if start and case.get("as_of") < start and case.get("expect") not in _BEFORE:
            message = f"用例问的是 {case.get('as_of')}，规则 {start} 才生效；请改 as_of 或 effective"
            yield case.at("as_of").doubtful("R280", message)


def ladder_named(pack: Spot, name: str | None) -> tuple[Rung, ...]:
    """The ladder that a rule of a pack names: the pack's own, a ready one, or none."""
    own = pack.at("ladders").get(name) if name else None
    return ladder_of(own) if own is not None else shipped().get(name or "", ())


def rung_problems(rule: Spot, ladder: Sequence[Rung]) -> Iterator[Problem]:
    """Rungs of the ladder a rule names that would speak before the window opens."""
    months = months_of(rule.at("window").get("every"))
    if months is None or "of" in rule.at("due"):
        return
    longest = months * _DAYS_IN_MONTH
    for rung in ladder:
        days = -rung.at.days * (Fraction(7, 5) if rung.at.working else 1)
        if rung.at.base == "due" and days > longest:
            message = (
                f"阶梯的“{rung.id}”在时限前 {-rung.at.days} 日，早于{_every(months)}一次的周期开始；请改用别的阶梯"
            )
            yield rule.at("ladder").doubtful("R279", message)


def months_of(every: str | None) -> int | None:
    """The length of a period in months."""
    if every is None:
        return None
    if every in _MONTHS:
        return _MONTHS[every]
    return int(every[:-1]) * 12 if every.endswith("y") else int(every[:-2])


def _every(months: int) -> str:
    return f"每{months // 12}年" if months % 12 == 0 else f"每{months}个月"


def _due(rule: Spot) -> Iterator[Problem]:
    """A due day that lies before its window, or that comes only once in a row of windows."""
    window, due = rule.at("window"), rule.at("due")
    by, start = due.get("by"), window.at("once").get("from")
    if isinstance(by, str) and len(by) == len("2026-03-01"):
        if "every" in window:
            yield due.at("by").wrong("R278", f"{by} 只有一次，周期却反复；请写成月-日，或改用 window: {{once: …}}")
        elif isinstance(start, str) and by < start:
            yield due.at("by").wrong("R278", f"时限 {by} 早于周期首日 {start}；请核对")
    if "before" in due and due.get("of") == "window.start":
        yield due.at("before").wrong("R278", "从周期首日往前数，时限落在周期之前；请改为 window.end 或事件名")


def _over(rule: Spot, begins: str | None) -> Iterator[Problem]:
    """A single window that is over before the rule comes into force."""
    end = rule.at("window", "once").get("to")
    if isinstance(end, str) and begins and end < begins:
        yield rule.at("window", "once", "to").doubtful(
            "R278", f"{end} 在规则 {begins} 生效之前就过了；请核对 effective"
        )


def _spread(rule: Spot, body: Spot) -> Iterator[Problem]:
    """Parts longer than the window, and parts that together ask for more than the whole allows."""
    months, most = months_of(rule.at("window").get("every")), quantity(body.get("at_most"))
    for part in body.at("spread").items():
        each = _MONTHS[part.get("each")]
        if months is not None and each >= months:
            message = f"{_EACH[part.get('each')]}不短于整个周期（{_every(months)}）；请改短，或删去 spread"
            yield part.at("each").wrong("R273", message)
        least = quantity(part.get("at_least"))
        if months is not None and most is not None and least is not None and months // each * least > most:
            message = (
                f"{_EACH[part.get('each')]}至少 {part.get('at_least')}，合计超过上限 {body.get('at_most')}；请核对"
            )
            yield part.at("at_least").wrong("R273", message)


def _excluding(parts: Spot) -> Iterator[Problem]:
    """Parts of one test on the same facts of which only one can hold."""
    seen: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    for part in parts.items():
        [(kind, body)] = part.value.items()
        about = _about(kind, body)
        if about is None:
            continue
        low, high = quantity(body.get("at_least")), quantity(body.get("at_most", "0" if kind == "forbid" else None))
        known_low, known_high = seen.get(about, (None, None))
        least = max((one for one in (low, known_low) if one is not None), default=None)
        most = min((one for one in (high, known_high) if one is not None), default=None)
        if least is not None and most is not None and least > most:
            yield part.wrong("R281", f"与前面一项互斥：同一件事既要不少于 {least}，又要不超过 {most}；请核对")
        seen[about] = (least, most)


def _about(kind: str, body: Json) -> str | None:
    """What a part counts; a finding that is forbidden is counted too."""
    if kind not in (*_QUOTAS, "level", "forbid"):
        return None
    same = "count" if kind == "forbid" else kind
    return f"{same} {body['of']} {body.get('where')} {body.get('distinct') if same != 'count' else ''}"


def _split(rule: Spot) -> Iterator[Problem]:
    """on_amend: split shares a quota out by days; what has none cannot be shared."""
    kinds = [kind for test in tests_in(rule.at("test")) for kind in test.value if kind not in ("all", "any", "k_of")]
    if rule.get("on_amend") == "split" and not set(kinds) & set(_QUOTAS):
        yield rule.at("on_amend").doubtful(
            "R277", "split 按天数分摊次数或数量，这条规则没有可分摊的；将按 by_start 处理"
        )
