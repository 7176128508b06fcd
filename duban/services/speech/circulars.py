"""通报：the figures of a circular, counted from the register as they stand on a day: all, those done, who lags.

What counts is what was to be done: obligations that do not apply, were let off, went to somebody else or were replaced
are not among them.  Done late is done; who lags is whoever is in breach on the day.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.paperwork import views
from engine.nouns import Obligation, Standing, Verdict
from notifications.papers import CircularView, LaggingView
from store import obligations

NOT_COUNTED = frozenset(
    {
        Standing.PENDING, Standing.NOT_APPLICABLE, Standing.EXEMPT, Standing.TRANSFERRED, Standing.SUPERSEDED,
    }
)  # fmt: skip
DONE = frozenset({Standing.MET, Standing.MET_IN_GRACE, Standing.CURED, Standing.OVERTURNED})


def circular_about(desk: Desk, one: Obligation, on: date) -> CircularView:
    """The figures of a circular about one obligation: all that bear the same duty in the same window."""
    same = obligations.find(desk.session, rule=one.rule, pack=one.pack)
    some = [each.obligation for each in same if each.obligation.window.label == one.window.label]
    return circular(desk, some, f"“{desk.rule(one).title}”", first=one.window.first, on=on)


def circular(
    desk: Desk,
    some: Sequence[Obligation],
    scope: str,
    *,
    first: date,
    on: date,
    causes: Iterable[str] = (),
) -> CircularView:
    """The figures over these obligations as they stand on a day, the longest overdue first."""
    verdicts = judged(desk, some, on)
    counted = [one for one in some if verdicts[one.key].standing not in NOT_COUNTED]
    done = sum(verdicts[one.key].standing in DONE for one in counted)
    late = [one for one in counted if verdicts[one.key].standing is Standing.BREACHED]
    lagging = sorted((_lagging(desk, one, verdicts[one.key], on) for one in late), key=_longest_first)
    return CircularView(scope, first, on, len(counted), done, len(counted) - done, tuple(lagging), tuple(causes))


def _lagging(desk: Desk, one: Obligation, verdict: Verdict, on: date) -> LaggingView:
    matter = f"{views.matter(one, desk.rule(one))}（{views.window_zh(one.window.label)}）"
    days, due = views.workdays_late(desk, verdict, on), verdict.due.safe
    before = verdict.since if verdict.since and verdict.since <= due else None
    return LaggingView(desk.name(one.bearer, on), matter, due, days, before)


def _longest_first(one: LaggingView) -> tuple[int, str, str, date]:
    return -one.days_late, one.agency, one.matter, one.due
