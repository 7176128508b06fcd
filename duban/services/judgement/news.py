"""新判定 news: which verdicts say something new, and what an act of the office changes, written down at once.

Whoever judges, accepts or exempts sees the lamps follow with the act.  What is then to be said, and whose work begins
or ends, stays with the next sweep: it looks at the same obligations again and finds their verdicts written.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter

from duban.services.desk import Desk
from duban.services.judgement.judging import Judging
from duban.services.judgement.upgrading import is_measured
from duban.services.post.downtime import last_swept
from engine.nouns import Obligation, Standing, Verdict
from store import events, looks, obligations, verdicts
from store.events import Entry
from store.looks import AT_ONCE, Look
from store.session import Session
from store.terms import Terms
from store.verdicts import Told, gists

MOST = 200
"""So many windows are judged with an act; the rest of a longer row, and there are few, waits for the sweep."""
OVER = Standing.SUPERSEDED.value
"""Found by a sweep alone, which calls off the work with it."""


def new_verdicts(session: Session, found: Sequence[Look], told: Sequence[Told]) -> dict[int, int]:
    """The number of the new verdict on each obligation of which something new is to be said, by that of the obligation.

    What has another standing is news.  What has the same, from the same tally, cannot be news but for its pace; only
    otherwise is it compared with what was last said.
    """
    each = list(zip(found, told, strict=True))
    same = [(look, one) for look, one in each if look.verdict and look.standing == one.gist[0]]
    doubtful = [look for look, one in same if not look.plain or look.next_look == AT_ONCE or one.paced]
    said = gists(session, sorted(look.key for look in doubtful))
    quiet = {look.number for look, one in same if look.key not in said or said[look.key].gist == one.gist}
    return {look.number: look.verdict + 1 for look in found if look.number not in quiet}


def change_told(verdict: Verdict) -> Mapping[str, str | None]:
    """What the log tells of a verdict that is news."""
    since = verdict.since.isoformat() if verdict.since else None
    return {"standing": verdict.standing.value, "since": since, "as_of": verdict.as_of.isoformat()}


def judge_at_once(desk: Desk, duties: Iterable[tuple[str, str]], on: date, now: datetime) -> None:
    """Write down what now stands of the windows of duties, given as (rule, bearer), that an act has touched.

    Touched are those that wait to be looked at again.  Nothing is written for a day before the last sweep: of that day
    it is known already what stood.  Nor from what an older engine measured: the next sweep measures all of it anew.
    """
    swept = last_swept(desk.session)
    if swept is None or on < swept or not is_measured(desk.session):
        return
    row = obligations.of_bearers(desk.session, duties, begun_by=on)
    found = _touched(desk.session, [one.key for one in row])
    told = Judging(desk, on, Terms()).of(found)
    news = new_verdicts(desk.session, found, told)
    each = [(look, one) for look, one in zip(found, told, strict=True) if one.gist[0] != OVER]
    fresh = [(look, news[look.number], one) for look, one in each if look.number in news]
    verdicts.write(desk.session, [(look.number, number, one) for look, number, one in fresh])
    looks.settle_changed(desk.session, [(look.number, AT_ONCE, number, one.gist[0]) for look, number, one in fresh])
    said = ((look, change_told(one.verdict)) for look, _, one in fresh)
    events.append(
        desk.session, [Entry(now, "system", "verdict.change", look.key, what, look.number) for look, what in said]
    )


def duties_of(desk: Desk, one: Obligation, agency: str) -> set[tuple[str, str]]:
    """The duty of an obligation, and those for which what an agency reports of it may count as well."""
    return {(one.rule, one.bearer)}.union(*(desk.duties_touched(kind, agency) for kind in desk.kinds(one)))


def _touched(session: Session, keys: Sequence[str]) -> list[Look]:
    """Those of these obligations that were judged before and wait to be looked at again."""
    known = sorted(looks.of_keys(session, keys).values(), key=attrgetter("number"))  # the same lines in either database
    return [look for look in known if look.verdict and look.next_look == AT_ONCE][:MOST]
