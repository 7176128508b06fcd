"""Ladders as written (升级阶梯), turned into nouns."""

from collections.abc import Mapping

from engine.dates import parse_duration
from engine.nouns import Moment, Rung
from rules.marks import Json
from rules.measures import predicate, quantity


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
        base, found, length = text.partition(sign)
        if found:
            duration = parse_duration(length)
            days = duration.workdays or duration.days
            return Moment(base, days if sign == "+" else -days, working=length.endswith("wd"))  # type: ignore[arg-type]
    return Moment(text)  # type: ignore[arg-type]
