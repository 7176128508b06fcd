"""Ladders as written (升级阶梯), turned into nouns, and the order that their rungs must keep."""

from collections.abc import Iterator, Mapping

from engine.dates import parse_duration
from engine.nouns import Moment, Rung
from engine.source import Problem
from engine.telling.posts import ALSO_CALLED, POST_ZH
from rules.marks import Json
from rules.measures import predicate, quantity
from rules.spots import Spot

_ORDER = {"window.start": 0, "due": 1, "breach": 2, "prev": 3}
_SANCTIONS = ("通报", "约谈", "移送", "问责")


def ladder_of(rungs: Json) -> tuple[Rung, ...]:
    """A ladder from its list of rungs."""
    return tuple(_rung(item) for item in rungs)


def _rung(text: Mapping[str, Json]) -> Rung:
    return Rung(
        id=text["id"],
        at=_moment(text["at"]),
        send=text["send"],
        only_if=text.get("only_if"),
        to=tuple(text.get("to", ())),
        cc=tuple(text.get("cc", ())),
        release=text.get("release", "human"),
        requires=text.get("requires", "none"),
        enter_if=predicate(text["enter_if"]) if "enter_if" in text else None,
        score=quantity(text.get("score")),
        stop_on=tuple(text.get("stop_on", ())),
    )


def _moment(text: str) -> Moment:
    for sign in "+-":
        anchor, found, length = text.partition(sign)
        if found:
            duration = parse_duration(length)
            days = duration.workdays or duration.days
            return Moment(anchor, days if sign == "+" else -days, working=length.endswith("wd"))  # type: ignore[arg-type]
    return Moment(text)  # type: ignore[arg-type]


def _silent(rung: Spot, at: Moment, *, asked: bool) -> Iterator[Problem]:
    """A rung whose condition cannot hold at its moment; `asked` says whether an earlier one asks to be acknowledged."""
    early = at.base == "window.start" or (at.base in ("due", "window.end") and at.days <= 0)
    if rung.get("only_if") == "breached" and early:
        yield rung.at("only_if").wrong(
            "R279", "时限之前还没有逾期，这一级永远不会发出；请改 at 为 breach+…，或改 only_if"
        )
    if rung.get("only_if") == "not_acked" and not asked:
        yield rung.at("only_if").wrong(
            "R279", "前面没有哪一级要求签收（requires: ack），这一级永远不会发出；请改 only_if"
        )


def _to_nobody(rung: Spot) -> Iterator[Problem]:
    """A rung addressed to what is no post: nobody would ever get it."""
    for one in (*rung.at("to").items(), *rung.at("cc").items()):
        if one.value not in POST_ZH and one.value not in ALSO_CALLED:
            posts = "、".join(f"{name}（{words}）" for name, words in POST_ZH.items())
            yield one.wrong("R202", f"“{one.value}”不是收件的岗位，这一级没有人收；可写 {posts}")


def ladder_problems(ladder: Spot) -> Iterator[Problem]:
    """Rungs out of order, rungs named twice, and sanctions that would leave without a person's release."""
    ids: set[str] = set()
    furthest: dict[bool, tuple[int, int]] = {}
    asked = False
    for index, rung in enumerate(ladder.items()):
        at = _moment(rung.get("at"))
        # the window's end may lie before the due day or long after it: its rungs keep an order of their own
        own = at.base == "window.end"
        order = (_ORDER.get(at.base, 0), 0 if at.base == "prev" else at.days)
        if rung.get("id") in ids:
            yield rung.at("id").wrong("R201", f"级“{rung.get('id')}”重复；请改名")
        if at.base == "prev" and index == 0:
            yield rung.at("at").wrong("R208", "第一级不能用 prev（上一级之后）；请改用 due 或 breach")
        elif order < furthest.get(own, order):
            yield rung.at("at").wrong("R208", f"{rung.get('at')} 排在更晚的级之后；请按先后顺序排列")
        furthest[own] = max(furthest.get(own, order), order)
        ids.add(rung.get("id"))
        yield from _silent(rung, at, asked=asked)
        yield from _to_nobody(rung)
        asked = asked or rung.get("requires") == "ack"
        if rung.get("release") == "auto" and any(word in rung.get("send") for word in _SANCTIONS):
            message = f"“{rung.get('send')}”须经批准，不能自动发出（政府督查工作条例第二十一条）；请改为 release: human"
            yield rung.at("release").wrong("R209", message)
