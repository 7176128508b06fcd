"""静默与发信：what is kept quiet, whether sending stands still, which addresses fail, and what the days ahead bring."""

from dataclasses import dataclass

from duban.services.counter.deeds import Visit
from duban.services.post import breaker, forecasting
from duban.services.powers import Deed
from duban.services.speech import silences
from notifications.breaker import Trip
from notifications.hold import SCOPE_ZH

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


def quiet(visit: Visit, *, everything: bool = False) -> Quiet:
    """The silences in force (or every one that ever was), the brake, the failing addresses, and the days ahead."""
    visit.viewer.permit(Deed.SILENCE)
    database, settings, on = visit.database, visit.settings, visit.on
    return Quiet(
        silences=silences.listed(database, settings, on=on, everything=everything),
        paused=breaker.state(database, settings),
        ailing=breaker.ailing(database, settings),
        ahead=forecasting.ahead(database, settings, on=on, days=AHEAD),
    )
