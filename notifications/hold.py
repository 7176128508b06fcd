"""暂压 hold: why something that is due to be said does not leave yet; it stays decided, is shown, and waits.

静默   silence: a person asked for quiet about a rule, an agency, one obligation or anything, for thirty days at most
抑制   inhibition: what follows on another duty keeps quiet while that one is breached; whoever is under a 督办单 for an
       obligation gets no reminders of it beside
停表   the clock of the obligation is stopped, or a report waits for the officer's answer

What a person released by name is not held back.  A held reminder that was overtaken meanwhile is never sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.nouns import After, Notice, NoticeState, Obligation, Silence, Standing, Verdict
from engine.source import Refused
from notifications.papers import Form, form_of

LONGEST = timedelta(days=30)
SCOPE_ZH = {"rule": "规则", "agency": "单位", "obligation": "应办事项", "all": "全部通知"}


@dataclass(frozen=True)
class Hold:
    """That a notice waits (暂压): the kind of reason, and in words for how long or until what."""

    kind: str
    says: str


def check_silence(silence: Silence) -> None:
    """Refuse a silence that is too long, over before it begins, or that gives no reason.

    Raises Refused N411, N412.
    """
    if not silence.reason.strip():
        raise Refused("N411", "静默要写明理由；请补充")
    if not silence.since <= silence.until <= silence.since + LONGEST - timedelta(1):
        raise Refused("N412", f"静默从 {silence.since} 到 {silence.until}；最长三十天，到期可以再续，请改短")


def is_over(silence: Silence, on: date) -> bool:
    """Whether a silence holds no longer on a day."""
    return silence.until < on or (silence.ended_on is not None and silence.ended_on <= on)


def covers(silence: Silence, one: Obligation) -> bool:
    """Whether a silence is about an obligation."""
    named = {"rule": one.rule, "agency": one.bearer, "obligation": one.key}
    return silence.scope == "all" or silence.of == named[silence.scope]


def silenced(one: Obligation, silences: Iterable[Silence], on: date) -> Hold | None:
    """The silence that lasts longest of those about an obligation."""
    mine = [each for each in silences if each.since <= on and not is_over(each, on) and covers(each, one)]
    if not mine:
        return None
    last = max(mine, key=lambda each: each.until)
    return Hold("silence", f"静默到 {last.until}（{last.by}：{last.reason}）")


def stopped(verdict: Verdict, *, reported: bool) -> Hold | None:
    """Whether the clock stands still, or a report waits for the officer's answer."""
    if "SUSPENDED" in verdict.because:
        return Hold("tolled", "时限中止，恢复后再发")
    return Hold("reported", "已反馈，等督办专员答复") if reported else None


def inhibited(after: After | None, upstream: Verdict | None) -> Hold | None:
    """Whether what an obligation follows on is breached; a duty that the breach itself brings about speaks."""
    if after is None or upstream is None or after.upon == "breached":
        return None
    if upstream.standing is not Standing.BREACHED:
        return None
    return Hold("upstream", "前序事项逾期未办结，先督办前序事项")


def under_paper(notice: Notice, said: Sequence[Notice]) -> Hold | None:
    """Whether a reminder stands beside a 督办单 that left for the same obligation."""
    if form_of(notice.paper) is not Form.DIGEST:
        return None
    papers = [each for each in said if form_of(each.paper) is Form.SUPERVISE and each.said_on is not None]
    standing = [each for each in papers if each.state is NoticeState.BUNDLED and each.cycle == notice.cycle]
    return Hold("paper", f"{standing[-1].paper}已于 {standing[-1].said_on} 发出，不再另行提醒") if standing else None


def overtaken(notice: Notice, said: Sequence[Notice]) -> bool:
    """Whether a reminder that waited has been overtaken by a later one, or by a paper, that was or will be sent."""
    if form_of(notice.paper) is not Form.DIGEST:
        return False
    alive = (NoticeState.PLANNED, NoticeState.BUNDLED, NoticeState.HELD)
    later = [each for each in said if each.state in alive and each.key != notice.key and each.rung != notice.rung]
    return any((each.due_on, each.key) > (notice.due_on, notice.key) for each in later)
