"""Two rules for one duty (重复): the same fact asked of the same bearers in the same windows, both active."""

from collections.abc import Iterator

from engine.source import Problem
from rules.checking.limits import tests_in
from rules.marks import Json
from rules.spots import Spot

_WINDOW = ("every", "once", "phase", "anchor", "about")
_FOREVER = "9999-12-31"


def overlap_problems(pack: Spot) -> Iterator[Problem]:
    """Active rules of a pack that lay a duty which another one lays already."""
    active = [rule for rule in pack.at("rules").items() if rule and rule.get("state") == "active" and "test" in rule]
    first: dict[str, list[Spot]] = {}
    for rule in active:
        for other in first.setdefault(repr(duty_of(rule)), []):
            if rule.get("id") != other.get("id") and _at_once(rule, other):
                line = other.written.source(other.path).line
                message = f"与第 {line} 行的规则 {other.get('id')} 是同一项义务（同样的判定对象、单位组和周期）"
                yield rule.at("id").wrong("R271", f"{message}；请合并成一条，或用 effective、when 分开")
                break
        first[repr(duty_of(rule))].append(rule)


def duty_of(rule: Spot) -> Json:
    """What makes a duty the same: facts tested, bearers, windows, condition and recipients, whatever the due day."""
    tested = [(kind, _facts(body)) for test in tests_in(rule.at("test")) for kind, body in test.value.items()]
    window = {key: rule.at("window").get(key) for key in _WINDOW}
    bearer = [rule.at("bearer").get(key) for key in ("set", "per", "role")]
    return [tested, window, bearer, rule.get("when"), rule.get("after"), rule.get("to")]


def _facts(body: Json) -> Json:
    """The facts that a test is about, without its limits."""
    if not isinstance(body, dict):
        return None
    return {key: body[key] for key in ("of", "num", "den", "where", "distinct", "evidence", "direction") if key in body}


def _at_once(rule: Spot, other: Spot) -> bool:
    """Whether two rules are ever in force together."""
    (start, end), (begin, stop) = ((_from(one), _to(one)) for one in (rule, other))
    return start < stop and begin < end


def _from(rule: Spot) -> str:
    return rule.at("effective").get("from") or ""


def _to(rule: Spot) -> str:
    return rule.at("effective").get("to") or _FOREVER
