"""升级阶梯：the rungs by which a notice climbs, as a pack writes them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from engine.nouns.terms import Pred


@dataclass(frozen=True)
class Moment:
    """When a rung speaks: so many days from the due day, the breach, the rung before, or the window's ends."""

    base: Literal["due", "breach", "prev", "window.start", "window.end"]
    days: int = 0
    working: bool = False


@dataclass(frozen=True)
class Rung:
    """One step of an escalation ladder (级): which paper goes to whom, when, and who releases it.

    `enter_if` opens it without waiting for its moment; where `when` does not hold it is not there at all.
    """

    id: str
    at: Moment
    send: str
    only_if: Literal["not_met", "not_acked", "breached", "unknown"] | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    release: Literal["auto", "human"] = "human"
    requires: Literal["ack", "reply", "none"] = "none"
    enter_if: Pred | None = None
    score: Fraction | None = None
    stop_on: tuple[str, ...] = ()
    when: Pred | None = None
