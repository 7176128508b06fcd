"""年终表：what an agency had to do in a year and how it stands, as far as the house knows; the rest by hand."""

from collections.abc import Sequence
from datetime import date

from duban.services.counter.deeds import Visit
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.paperwork.views import matter, said, window_zh, work_view, workdays_late
from duban.services.powers import Deed
from duban.services.showing.view import View
from engine.nouns import Evidence, Exhibit, ExhibitState, Feedback, FeedbackState, Obligation, Task, Verdict
from engine.telling.codes import STANDING_ZH
from store import evidence, feedback, obligations, surveys, tasks, worklists
from store.session import reading
from store.surveys import Sought
from workflows.standard import PART_ZH

HEADINGS = {
    "number": "序号",
    "matter": "事项",
    "quote": "依据",
    "window": "周期",
    "part": "分工",
    "due": "时限",
    "standing": "进展",
    "need": "要求",
    "have": "已计入",
    "missing": "尚缺",
    "late": "逾期工作日",
    "said": "办理情况（最近一次反馈）",
    "proofs": "佐证",
    "own_words": "本单位补充说明",
}


def year_sheet(visit: Visit, view: View, year: int) -> list[dict[str, object]]:
    """The lines of the sheet of a year: what the visitor's agency leads and helps with, the one due first at the head.

    Raises Refused X660 for whoever works for no agency.
    """
    visit.viewer.permit(Deed.WORK)
    agency = visit.viewer.own
    with reading(visit.database, visit.settings.jurisdiction) as session:
        desk = Desk(session)
        mine = [line.key for line in surveys.listed(session, Sought(agency=agency, year=year))]
        helped = [task for task in worklists.of_agency(session, agency) if task.part == "support"]
        filed = obligations.filed(session, sorted({*mine, *(task.obligation for task in helped)}))
        some = [each.obligation for each in filed.values() if each.obligation.due.safe.year == year]
        verdicts = judged(desk, some, view.as_of, view.known)
        issued = tasks.of_obligations(session, [one.key for one in some])
        own = {key: [task for task in each if task.agency == agency] for key, each in issued.items()}
        keys = sorted(task.key for each in own.values() for task in each)
        proofs = evidence.of_tasks(session, keys)
        written = feedback.of_obligations(session, [one.key for one in some])
        some.sort(key=lambda one: (verdicts[one.key].due.safe, one.key))
        return [
            {
                "number": number,
                **_line(desk, one, verdicts[one.key], view.as_of),
                **_work(own.get(one.key, ()), written.get(one.key, ()), proofs, view),
            }
            for number, one in enumerate(some, start=1)
        ]


def years(visit: Visit) -> tuple[int, ...]:
    """This year, then the years before in which anything is due, then those to come, each time the nearest first."""
    now = visit.on.year
    with reading(visit.database, visit.settings.jurisdiction) as session:
        first, last = surveys.years(session) or (now, now)
    return tuple(sorted({now, *range(first, last + 1)}, key=lambda year: (year > now, abs(year - now))))


def _line(desk: Desk, one: Obligation, verdict: Verdict, on: date) -> dict[str, object]:
    rule = desk.rule(one)
    work = work_view(verdict, rule)
    late = workdays_late(desk, verdict, on)
    return {
        "matter": matter(one, rule),
        "quote": rule.citation.quote,
        "window": window_zh(one.window.label),
        "due": verdict.due.safe,
        "standing": STANDING_ZH[verdict.standing],
        "need": work.need,
        "have": work.have or said(verdict.tally.lo),
        "missing": work.missing,
        "late": late or None,
    }


def _work(
    own: Sequence[Task],
    written: Sequence[Feedback],
    proofs: dict[str, tuple[tuple[Evidence, Exhibit], ...]],
    view: View,
) -> dict[str, object]:
    """What the agency itself said and showed, by the day that things are known to."""
    keys = {task.key for task in own}
    mine = [each for each in written if each.task in keys and each.at <= view.until]
    shown = [
        one.title
        for key in sorted(keys)
        for one, use in proofs.get(key, ())
        if use.state is ExhibitState.CONFIRMED and use.on <= view.seen
    ]
    last = mine[-1] if mine else None
    text = f"（已退回）{last.text}" if last and last.state is FeedbackState.RETURNED else last.text if last else ""
    part = "、".join(dict.fromkeys(PART_ZH[task.part] for task in own))
    return {"part": part, "said": text, "proofs": tuple(dict.fromkeys(shown)), "own_words": ""}
