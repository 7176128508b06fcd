"""静默与发信：what is kept quiet, whether sending stands still, which addresses fail, and what the days ahead bring."""

from dataclasses import dataclass

from duban.services.counter.deeds import Visit
from duban.services.post import breaker, forecasting
from duban.services.powers import Deed
from duban.services.showing.paged import mentioning
from duban.services.speech import silences
from notifications.breaker import Trip
from notifications.hold import SCOPE_ZH

HEADINGS = {
    "scope_zh": "范围", "of": "对象", "since": "起", "until": "止", "reason": "理由", "by": "设置人",
    "state_zh": "情况", "ended_on": "提前结束", "ended_by": "结束人", "key": "编号",
}  # fmt: skip
AHEAD = 14
"""Days for which it is said how much comes up."""


@dataclass(frozen=True)
class Quiet:
    """What keeps letters from leaving now (静默与发信), and what is to be expected."""

    silences: list[dict[str, object]]
    paused: Trip | None
    ailing: list[dict[str, object]]
    ahead: list[dict[str, object]]
    scopes: tuple[tuple[str, str], ...] = tuple(SCOPE_ZH.items())


def silent(visit: Visit, *, everything: bool = False, text: str = "") -> list[dict[str, object]]:
    """The silences in force, or every one that ever was, that say a text."""
    visit.viewer.permit(Deed.SILENCE)
    every = silences.listed(visit.database, visit.settings, on=visit.on, everything=everything)
    found = mentioning(every, text, lambda each: (each["scope_zh"], each["of"], each["reason"], each["by"]))
    return [{**each, "state_zh": "已结束" if each["over"] else "生效中"} for each in found]


def quiet(visit: Visit, *, everything: bool = False, text: str = "") -> Quiet:
    """The silences asked for, the brake, the failing addresses, and the days ahead."""
    visit.viewer.permit(Deed.SILENCE)
    database, settings, on = visit.database, visit.settings, visit.on
    return Quiet(
        silences=silent(visit, everything=everything, text=text),
        paused=breaker.state(database, settings),
        ailing=breaker.ailing(database, settings),
        ahead=forecasting.ahead(database, settings, on=on, days=AHEAD),
    )
