"""What the reference evaluator (tests/reference) found: each disagreement that the engine lost, as small as it gets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from engine.dates import due_of
from engine.judging.amended import Version, asking, judge_amended
from engine.judging.earlier import earlier_of
from engine.judging.judge import judge
from engine.nouns import (
    After,
    AllOf,
    Amended,
    Anchor,
    AnchorKind,
    AnyOf,
    Bearer,
    Cap,
    Carry,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Duration,
    Exemption,
    Fact,
    FactStatus,
    Forbid,
    KOf,
    Level,
    Member,
    MonthDay,
    Obligation,
    OfficeAct,
    PartialDate,
    Pred,
    Ratio,
    Rule,
    Standing,
    Sum,
    Test,
    Verdict,
    Window,
    WindowTerm,
)
from engine.owing.allot import Special, allot
from engine.owing.asked import Asked
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31), "2026")
BREACHED = Standing.BREACHED


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def done(on: str, recorded: str | None = None, **more: object) -> Fact:
    return Fact(f"f{on}", "report", "a", day(on), day(recorded or on), **more)  # type: ignore[arg-type]


def verdict(rule: Rule, calendar: WorkCalendar, as_of: str, *facts: Fact, **more: object) -> Verdict:
    window = more.pop("window", YEAR)
    one = Obligation("k", "p", "", rule.id, "a", window, due_of(rule.due, window, calendar))  # type: ignore[arg-type]
    dossier = Dossier(facts=facts, **more)  # type: ignore[arg-type]
    return judge(rule, one, dossier, calendar, day(as_of), day(as_of))


def test_a_breach_found_before_late_proof_came_in_stays_until_it_is_accepted(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(MonthDay(4, 30), boundary="inclusive"))
    proof = done("04-20", recorded="06-01", decided=day("06-04"))
    before, waiting, after = (verdict(rule, china, on, proof) for on in ("05-01", "06-02", "06-04"))
    assert [one.standing for one in (before, waiting, after)] == [BREACHED, BREACHED, Standing.OVERTURNED]
    assert "PROOF_PENDING" in waiting.because
    assert "PROOF_PENDING" not in before.because
    assert "CURE_PENDING" not in waiting.because


def test_proof_still_out_when_the_breach_could_first_be_found_keeps_it_open(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Count("report", at_least=F(2)), due=DueTerm(MonthDay(4, 30), boundary="inclusive"))
    early, late = done("04-20", status=FactStatus.PENDING), done("04-21", recorded="06-01", status=FactStatus.PENDING)
    both = replace(late, quantity=F(1), id="g")
    assert verdict(rule, china, "06-02", early, replace(early, id="h")).standing is Standing.UNKNOWN
    found = verdict(rule, china, "06-02", early, both)
    assert (found.standing, "PROOF_PENDING" in found.because) == (BREACHED, True)


def test_a_part_done_late_beside_a_rate_that_nobody_can_tell_is_no_breach_yet(
    china: WorkCalendar, a_rule: Make
) -> None:
    rate = Ratio("num", "den", at_least=F(1, 2))
    month = Window(day("04-01"), day("04-30"), "2026-04")
    both = AllOf((Deliver("report"), rate))
    rule = a_rule(test=both, window=WindowTerm("month", level="window_end"), due=DueTerm("end"))
    waits, late = done("04-29", status=FactStatus.PENDING), done("05-02")
    counted = replace(done("04-30"), id="n", kind="num", status=FactStatus.PENDING)
    assert verdict(rule, china, "05-02", waits, late, counted, window=month).standing is Standing.UNKNOWN


def test_a_person_whose_proof_came_in_after_the_breach_keeps_the_whole_in_breach(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(
        test=Count("report", at_least=F(1)),
        bearer=Bearer("staff", per="person"),
        due=DueTerm(MonthDay(4, 30), boundary="inclusive"),
    )
    proof = done("04-20", recorded="06-01", member="m", status=FactStatus.PENDING)
    assert verdict(rule, china, "06-02", proof, members=(Member("m"),)).standing is BREACHED


def test_evidence_accepted_late_without_a_breach_in_between_is_simply_met(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(MonthDay(4, 30), boundary="inclusive"))
    proof = done("04-20", decided=day("06-04"))
    standings = [verdict(rule, china, on, proof).standing for on in ("05-01", "06-04")]
    assert standings == [Standing.UNKNOWN, Standing.MET]


def test_an_act_accepted_after_it_was_recorded_meets_the_window_it_serves(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Count("report", at_least=F(1)), window=WindowTerm("year"), due=DueTerm(grace=Duration(months=1)))
    last = Window(date(2025, 1, 1), date(2025, 12, 31), "2025")
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in (last, YEAR)]
    early = done("2025-12-30", decided=day("01-02"))
    shared = allot(rule, two, [early, done("01-05")], known_at=day("02-01"))
    assert [len(shared[label]) for label in ("2025", "2026")] == [1, 1]
    unknown = allot(rule, two, [early, done("01-05")], known_at=day("01-01"))
    assert [len(unknown[label]) for label in ("2025", "2026")] == [2, 0]


def test_a_share_reached_in_grace_is_met_in_grace(china: WorkCalendar, a_rule: Make) -> None:
    half = Bearer("all", per="person", met_share=F(1, 2))
    due = DueTerm(MonthDay(4, 30), boundary="inclusive", grace=Duration(days=10))
    rule = a_rule(test=Count("report", at_least=F(1)), due=due, bearer=half)
    people = (Member("m1"), Member("m2"))
    found = verdict(rule, china, "06-01", done("05-05", member="m1"), members=people)
    assert (found.standing, found.because[0]) == (Standing.MET_IN_GRACE, "DONE_IN_GRACE")
    assert "BOUNDARY_CONTESTED" not in found.because


def test_a_share_reached_by_late_proof_only_overturns_the_breach(china: WorkCalendar, a_rule: Make) -> None:
    whole = Bearer("all", per="person", met_share=F(1))
    rule = a_rule(test=Count("report", at_least=F(1)), due=DueTerm(MonthDay(4, 30), boundary="inclusive"), bearer=whole)
    proved = done("04-20", recorded="06-01", member="m1")
    assert verdict(rule, china, "05-20", proved, members=(Member("m1"),)).standing is Standing.BREACHED
    assert verdict(rule, china, "06-01", proved, members=(Member("m1"),)).standing is Standing.OVERTURNED


def test_nobody_to_measure_is_not_a_breach_where_an_event_sets_the_clock(china: WorkCalendar, a_rule: Make) -> None:
    due = DueTerm(None, Duration(days=20), "asked")
    rule = a_rule(test=Count("report", at_least=F(1)), due=due, bearer=Bearer("all", per="case"))
    asked = Fact("e1", "asked", "a", day("03-01"), day("03-01"))
    one = Obligation("k", "p", "", rule.id, "a", YEAR, due_of(due, YEAR, china, asked.day), subject="e1")
    found = judge(rule, one, Dossier(facts=(asked,)), china, day("06-01"), day("06-01"))
    assert found.standing is Standing.NOT_APPLICABLE


def test_a_due_day_moved_up_to_an_unpublished_year_leaves_its_grace_open(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm("end", grace=Duration(workdays=5)))
    longer = OfficeAct("extend", day("12-01"), day("12-01"), to="2027-01-20")
    found = verdict(rule, china, "2027-02-20", acts=(longer,))
    assert (found.standing, found.due.hard, found.due.grace_end) == (Standing.IN_GRACE, day("2027-01-20"), None)


def test_working_days_stopped_into_an_unpublished_year_leave_no_hard_day(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(workdays=20), "window.start"))
    window = Window(date(2026, 12, 1), date(2026, 12, 31), "2026-12")
    stopped = OfficeAct("toll", day("12-10"), day("12-10"))
    resumed = OfficeAct("resume", day("12-25"), day("12-25"))
    found = verdict(rule, china, "2027-03-01", window=window, acts=(stopped, resumed))
    assert (found.standing, found.due.hard) == (Standing.CONTESTED, None)
    assert "CALENDAR_PROVISIONAL" in found.because


def test_a_stopped_clock_is_open_even_where_grace_had_no_end_yet(china: WorkCalendar, a_rule: Make) -> None:
    due = DueTerm(None, Duration(weeks=2), "window.start", grace=Duration(workdays=5))
    rule = a_rule(test=Deliver("report"), due=due)
    window = Window(date(2027, 6, 1), date(2027, 6, 30), "2027-06")
    found = verdict(
        rule, china, "2027-07-30", window=window, acts=(OfficeAct("toll", day("2027-06-10"), day("2027-06-10")),)
    )
    assert (found.standing, found.next_look) == (Standing.OPEN, None)


def test_an_act_while_the_clock_is_stopped_is_not_called_contested(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(weeks=2), "window.start"))
    acts = (OfficeAct("toll", day("01-10"), day("01-10")),)
    found = verdict(rule, china, "02-10", done("02-01"), acts=acts)
    assert (found.standing, found.because) == (Standing.MET, ("DONE", "SUSPENDED"))


def test_a_rate_over_nothing_yet_does_not_settle_the_whole_before_its_window_ends(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(test=AllOf((Deliver("report"), Ratio("b", "c", at_least=F(1, 2)))), due=DueTerm("end"))
    assert verdict(rule, china, "06-01", done("03-01")).standing is Standing.OPEN
    assert verdict(rule, china, "2027-01-01", done("03-01")).standing is Standing.MET


def test_what_the_office_takes_back_later_was_still_there_before(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Count("report", at_least=F(1)), window=WindowTerm("year"), due=DueTerm(grace=Duration(months=1)))
    last = Window(date(2025, 1, 1), date(2025, 12, 31), "2025")
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in (last, YEAR)]
    early = replace(done("2025-12-30"), retracted=day("03-01"))
    shared = allot(rule, two, [early, done("01-05")], known_at=day("02-01"))
    assert [len(shared[label]) for label in ("2025", "2026")] == [1, 1]


def test_an_extension_cannot_make_late_what_nobody_can_date(china: WorkCalendar, a_rule: Make) -> None:
    masked = PartialDate("20*年10月31日", (day("2025-10-31"), day("2026-10-31")))
    rule = a_rule(test=Deliver("report"), due=DueTerm(masked, boundary="inclusive"))
    longer = OfficeAct("extend", day("2025-10-30"), day("2025-10-30"), to="2025-12-13")
    assert verdict(rule, china, "03-01", acts=(longer,)).standing is Standing.UNKNOWN
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(days=20), "asked"))
    assert verdict(rule, china, "2027-03-01", acts=(longer,)).standing is Standing.UNKNOWN


def test_an_extension_of_a_provisional_day_moves_only_its_safe_day(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(workdays=5), "window.end"))
    longer = OfficeAct("extend", day("12-30"), day("12-30"), to="2027-01-07")
    found = verdict(rule, china, "2027-02-01", acts=(longer,))
    assert (found.standing, found.due.safe, found.due.hard) == (Standing.CONTESTED, day("2027-01-07"), None)


def test_a_provisional_clock_can_be_stopped_too(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(days=20), "window.start", roll="next"))
    window = Window(date(2027, 1, 1), date(2027, 12, 31), "2027")
    stopped = OfficeAct("toll", day("2027-01-10"), day("2027-01-10"))
    resumed = OfficeAct("resume", day("2027-03-10"), day("2027-03-10"))
    assert verdict(rule, china, "2027-03-01", window=window, acts=(stopped,)).standing is Standing.OPEN
    assert verdict(rule, china, "2027-03-15", window=window, acts=(stopped, resumed)).due.safe == day("2027-03-21")


def test_either_of_two_is_met_by_the_limit_that_was_kept_whatever_is_handed_in_late(
    china: WorkCalendar, a_rule: Make
) -> None:
    either = AnyOf((Deliver("report"), Forbid("finding")))
    rule = a_rule(test=either, due=DueTerm("end"))
    assert verdict(rule, china, "2027-03-01").standing is Standing.MET
    assert verdict(rule, china, "2027-03-01", done("2027-02-01")).standing is Standing.MET
    found = Fact("f", "finding", "a", day("06-01"), day("06-01"))
    assert verdict(rule, china, "2027-03-01", done("2027-02-01"), found).standing is Standing.CURED


def test_either_of_two_is_met_by_the_limit_that_was_kept_whatever_is_handed_in_during_grace(
    china: WorkCalendar, a_rule: Make
) -> None:
    either = AnyOf((Deliver("report"), Forbid("finding")))
    rule = a_rule(test=either, due=DueTerm("end", grace=Duration(months=1)))
    found = Fact("f", "finding", "a", day("06-01"), day("06-01"))
    in_grace = done("2027-01-10")
    assert verdict(rule, china, "2027-01-05").standing is Standing.MET
    assert verdict(rule, china, "2027-01-20", in_grace).standing is Standing.MET
    assert verdict(rule, china, "2027-03-01", in_grace).standing is Standing.MET
    assert verdict(rule, china, "2027-03-01", in_grace, found).standing is Standing.MET_IN_GRACE
    early = a_rule(test=either, due=DueTerm(MonthDay(6, 30), grace=Duration(months=1)))
    assert verdict(early, china, "07-20", done("07-10")).standing is Standing.MET_IN_GRACE


def test_an_act_in_time_counts_though_the_window_after_is_over_too(china: WorkCalendar, a_rule: Make) -> None:
    due = DueTerm(None, Duration(months=1, days=10), "window.end")
    rule = a_rule(test=Deliver("report"), window=WindowTerm("month"), due=due)
    may = Window(date(2026, 5, 1), date(2026, 5, 31), "2026-05")
    assert verdict(rule, china, "07-10", done("07-09"), window=may).standing is Standing.MET


def test_an_act_counts_while_a_stopped_clock_keeps_the_duty_open(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(
        test=Count("report", at_least=F(1)),
        window=WindowTerm("month"),
        due=DueTerm(None, Duration(days=20), "window.end"),
    )
    may = Window(date(2026, 5, 1), date(2026, 5, 31), "2026-05")
    stopped = OfficeAct("toll", day("06-10"), day("06-10"))
    assert verdict(rule, china, "09-01", done("08-20"), window=may, acts=(stopped,)).standing is Standing.MET


def test_only_days_after_the_event_stop_its_clock(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(days=20), "asked"))
    asked = Fact("e1", "asked", "a", day("06-01"), day("06-01"))
    one = Obligation("k", "p", "", rule.id, "a", YEAR, due_of(rule.due, YEAR, china, asked.day), subject="e1")
    acts = (OfficeAct("toll", day("05-25"), day("05-25")), OfficeAct("resume", day("06-05"), day("06-05")))
    found = judge(rule, one, Dossier(facts=(asked,), acts=acts), china, day("06-10"), day("06-10"))
    assert found.due.hard == day("06-24")


def test_a_clock_that_ran_out_by_any_calendar_cannot_be_stopped(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), due=DueTerm(None, Duration(workdays=15), "window.start"))
    window = Window(date(2027, 7, 1), date(2027, 12, 31), "2027H2")
    acts = (OfficeAct("toll", day("2028-01-02"), day("2028-01-02")),)
    found = verdict(rule, china, "2028-02-06", window=window, acts=acts)
    assert (found.standing, "SUSPENDED" in found.because) == (Standing.CONTESTED, False)


def test_a_duty_whose_event_never_came_takes_no_act_from_another_window(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Deliver("report"), window=WindowTerm("year"), due=DueTerm(None, Duration(days=30), "asked"))
    last = Window(date(2025, 1, 1), date(2025, 12, 31), "2025")
    asked = Fact("e1", "asked", "a", day("06-01"), day("06-01"))
    waiting = Obligation("2025", "p", "", rule.id, "a", last, due_of(rule.due, last, china))
    begun = Obligation("2026", "p", "", rule.id, "a", YEAR, due_of(rule.due, YEAR, china, asked.day), subject="e1")
    shared = allot(rule, [waiting, begun], [asked, done("06-10"), done("06-20")])
    assert ["f06-10" in [f.id for f in shared["2026"]], "f06-20" in [f.id for f in shared["2026"]]] == [True, True]


def test_a_paper_that_names_nobody_may_be_the_one_still_missing_in_time(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(
        test=Deliver("report", to_each=True), to=("甲", "乙"), due=DueTerm(MonthDay(4, 30), boundary="inclusive")
    )
    first, unnamed = done("04-01", to="甲"), done("04-10")
    late = done("05-10", to="乙", status=FactStatus.PENDING)
    assert verdict(rule, china, "06-01", first, unnamed, late).standing is Standing.UNKNOWN


def test_a_correction_still_out_never_lowers_what_may_be(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Sum("report", distinct="no", at_least=F(10)), due=DueTerm("end"))
    big = done("03-01", quantity=F(8), attrs={"no": "1"})
    lower = replace(done("03-02", quantity=F(2), attrs={"no": "1"}), status=FactStatus.PENDING)
    more = replace(done("03-03", quantity=F(5), attrs={"no": "2"}), status=FactStatus.PENDING)
    found = verdict(rule, china, "2027-02-01", big, lower, more)
    assert (found.standing, found.tally.lo, found.tally.hi) == (Standing.UNKNOWN, F(8), F(13))


def test_an_extension_holds_for_the_holder_of_a_post_too(china: WorkCalendar, a_rule: Make) -> None:
    post = Bearer("all", per="post_holding")
    rule = a_rule(test=Count("report", at_least=F(1)), bearer=post, window=WindowTerm(anchor=Anchor(AnchorKind.TENURE)))
    holder = Member("m1", day("2024-01-01"), day("03-01"))
    window = Window(date(2024, 1, 1), date(2026, 2, 28), "2024-01-01")
    longer = OfficeAct("extend", day("02-20"), day("02-20"), to="2026-03-20")
    found = verdict(rule, china, "03-10", window=window, members=(holder,), acts=(longer,))
    assert found.standing is Standing.OPEN


def test_a_correction_still_out_may_lift_a_record_over_its_cap(china: WorkCalendar, a_rule: Make) -> None:
    alone = Cap(Pred("eq", "mode", ("自学",)), F(2))
    rule = a_rule(test=Sum("report", distinct="no", at_least=F(8), cap=(alone,)), due=DueTerm("end"))
    capped = done("03-01", quantity=F(8), attrs={"no": "1", "mode": "自学"})
    other = replace(done("03-02", quantity=F(8), attrs={"no": "1", "mode": "面授"}), status=FactStatus.PENDING)
    found = verdict(rule, china, "2027-02-01", capped, other)
    assert (found.standing, found.tally.lo, found.tally.hi) == (Standing.UNKNOWN, F(2), F(8))


def test_an_act_in_grace_is_not_held_against_the_limit_of_a_window_that_has_enough(
    china: WorkCalendar, a_rule: Make
) -> None:
    for least, acts in ((None, []), (F(1), [done("01-10")])):
        test = Count("report", at_least=least, at_most=F(1))
        rule = a_rule(test=test, window=WindowTerm("month"), due=DueTerm("end", grace=Duration(days=10)))
        january = Window(date(2026, 1, 1), date(2026, 1, 31), "2026-01")
        february = Window(date(2026, 2, 1), date(2026, 2, 28), "2026-02")
        two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in (january, february)]
        shared = allot(rule, two, [*acts, done("02-03")], favour="2026-01")
        assert [fact.id for fact in shared["2026-02"]] == ["f02-03"]


def test_a_limit_that_is_kept_does_not_hide_what_was_surely_late(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=AllOf((Deliver("report"), Count("visit", at_most=F(1)))), due=DueTerm("end"))
    late = done("2027-01-20", status=FactStatus.PENDING)
    found = verdict(rule, china, "2027-02-01", late)
    assert (found.standing, found.because[-1]) == (Standing.BREACHED, "CURE_PENDING")


def test_the_day_counted_from_needs_no_calendar(china: WorkCalendar) -> None:
    back = DueTerm(None, None, "window.end", Duration(workdays=5))
    assert due_of(back, Window(date(2026, 12, 3), date(2027, 1, 1), "w"), china).hard == day("12-25")
    ahead = DueTerm(None, Duration(workdays=5), "window.end")
    assert due_of(ahead, Window(date(2003, 12, 1), date(2003, 12, 31), "w"), china).hard == day("2004-01-08")


def test_a_correction_still_out_may_leave_the_cap_to_other_records(china: WorkCalendar, a_rule: Make) -> None:
    alone = Cap(Pred("eq", "mode", ("自学",)), F(5))
    rule = a_rule(test=Sum("report", distinct="no", at_least=F(8), cap=(alone,)), due=DueTerm("end"))
    other = done("02-01", quantity=F(5), attrs={"no": "1", "mode": "自学"})
    first = done("03-01", quantity=F(5), attrs={"no": "2", "mode": "自学"})
    moved = done("03-02", quantity=F(3), attrs={"no": "2"}, status=FactStatus.PENDING)  # taught, not read alone
    found = verdict(rule, china, "2027-01-05", other, first, moved)
    assert (found.standing, found.tally.lo, found.tally.hi) == (Standing.UNKNOWN, 5, 8)


def test_more_corrections_under_a_cap_than_anyone_adds_up_leave_the_total_unknown(
    china: WorkCalendar, a_rule: Make
) -> None:
    alone = Cap(Pred("eq", "mode", ("自学",)), F(5))
    rule = a_rule(test=Sum("report", distinct="no", at_least=F(80), cap=(alone,)), due=DueTerm("end"))
    first = [done(f"02-{n:02d}", quantity=F(1), attrs={"no": str(n), "mode": "自学"}) for n in range(1, 14)]
    still_out = [done(f"03-{n:02d}", attrs={"no": str(n)}, status=FactStatus.PENDING) for n in range(1, 14)]
    found = verdict(rule, china, "2027-01-05", *first, *still_out)
    assert (found.standing, found.tally.lo, found.tally.hi) == (Standing.UNKNOWN, 5, None)
    told = verdict(rule, china, "2027-01-05", *first, *still_out[:12])
    assert (told.standing, told.tally.lo, told.tally.hi) == (Standing.BREACHED, 5, 13)


def test_a_late_correction_still_out_does_not_hide_what_may_be_in_time(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Sum("report", "学时", distinct="no", at_least=F(8)), due=DueTerm("end"))
    timely = replace(done("12-20", quantity=F(8), attrs={"no": "1"}), status=FactStatus.PENDING)
    late = replace(done("2027-01-05", quantity=F(9), attrs={"no": "1"}), status=FactStatus.PENDING)
    assert verdict(rule, china, "2027-02-01", timely, late).standing is Standing.UNKNOWN


def test_a_limit_that_was_kept_is_looked_at_again_on_the_day_of_an_act_dated_ahead(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(test=Count("report", at_most=F(1)), window=WindowTerm("year"), due=DueTerm("end"))
    kept, ahead = done("06-01"), done("2027-03-01", recorded="2027-01-05", attrs={"about": "2026"})
    found = verdict(rule, china, "2027-02-01", kept, ahead)
    assert (found.standing, found.next_look) == (Standing.MET, day("2027-03-01"))
    assert verdict(rule, china, "2027-03-01", kept, ahead).standing is Standing.BREACHED


def test_a_breach_found_by_a_correction_stays_on_file_when_the_record_is_corrected_again(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(
        test=Sum("report", "学时", distinct="no", at_least=F(8)), due=DueTerm(MonthDay(6, 30), boundary="inclusive")
    )
    first = done("06-01", quantity=F(8), attrs={"no": "1"})
    less = done("07-10", quantity=F(1), attrs={"no": "1"})
    more = replace(done("06-01", recorded="08-01", quantity=F(8), attrs={"no": "1"}), id="again")
    standings = [verdict(rule, china, on, first, less, more).standing for on in ("07-09", "07-15", "08-01")]
    assert standings == [Standing.MET, Standing.BREACHED, Standing.OVERTURNED]


def test_a_rate_that_nobody_can_tell_may_still_suffice_where_the_other_way_would_be_late(
    china: WorkCalendar, a_rule: Make
) -> None:
    rate = Ratio("num", "den", at_least=F(1, 2))
    pending = done("2027-01-20", status=FactStatus.PENDING)
    odd = [Fact("n", "num", "a", day("06-01"), day("06-01"), F(5)), Fact("d", "den", "a", day("06-01"), day("06-01"))]
    either = a_rule(test=AnyOf((Deliver("report"), rate)), due=DueTerm("end"))
    assert verdict(either, china, "2027-02-01", pending, *odd).standing is Standing.UNKNOWN
    both = a_rule(test=AllOf((Deliver("report"), rate)), due=DueTerm("end"))
    assert verdict(both, china, "2027-02-01", pending, *odd).standing is Standing.BREACHED


def test_what_is_done_is_looked_at_again_on_the_day_of_a_correction_dated_ahead(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(test=Sum("report", "学时", distinct="no", at_least=F(8)), due=DueTerm("end"))
    first = done("06-01", quantity=F(8), attrs={"no": "1"})
    less = done("09-01", recorded="06-10", quantity=F(1), attrs={"no": "1"})
    other = done("08-01", recorded="06-10", quantity=F(1), attrs={"no": "2"})
    assert verdict(rule, china, "06-15", first, other).next_look is None
    found = verdict(rule, china, "06-15", first, less, other)
    assert (found.standing, found.next_look) == (Standing.MET, day("09-01"))
    assert verdict(rule, china, "09-01", first, less, other).standing is Standing.OPEN


def test_a_person_whose_record_is_to_be_corrected_has_the_whole_looked_at_again(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(
        test=Sum("report", "学时", distinct="no", at_least=F(8)), due=DueTerm("end"), bearer=Bearer("all", per="person")
    )
    first = done("06-01", quantity=F(8), attrs={"no": "1"}, member="m1")
    less = done("09-01", recorded="06-10", quantity=F(1), attrs={"no": "1"}, member="m1")
    found = verdict(rule, china, "06-15", first, less, members=(Member("m1"),))
    assert (found.standing, found.next_look) == (Standing.MET, day("09-01"))
    found = verdict(rule, china, "06-15", first, less, members=(Member("m1"), Member("m2")))
    assert (found.standing, found.next_look) == (Standing.OPEN, day("09-01"))


def test_a_duty_after_one_that_nobody_can_date_is_not_breached_by_an_act_that_may_have_come_too_late(
    china: WorkCalendar, a_rule: Make
) -> None:
    month = Window(day("05-01"), day("05-31"), "2026-05")
    unpublished = replace(china, years={year: one for year, one in china.years.items() if year < 2026})
    before = a_rule(test=Deliver("plan"), window=WindowTerm("month"), due=DueTerm("end", grace=Duration(workdays=5)))
    after = a_rule(test=Deliver("report"), window=WindowTerm("month"), due=DueTerm("end"), after=After(before.id))

    def follows(on: str) -> Verdict:
        plan = replace(done(on), kind="plan")
        upstream = verdict(before, unpublished, "07-11", plan, window=month)
        assert upstream.standing in (Standing.MET, Standing.MET_IN_GRACE)
        return verdict(after, unpublished, "07-11", window=month, upstream=upstream)

    in_doubt = follows("07-10")
    assert in_doubt.standing is Standing.UNKNOWN
    assert "UPSTREAM_IN_DOUBT" in in_doubt.because
    assert follows("05-31").standing is Standing.BREACHED


def test_a_duty_handed_over_before_the_one_it_follows_was_done_goes_though_its_act_was_early(
    china: WorkCalendar, a_rule: Make
) -> None:
    before, after = a_rule(test=Deliver("plan")), a_rule(test=Deliver("report"), after=After("plan"))
    plan, handed_over = replace(done("09-01"), kind="plan"), OfficeAct("transfer", day("06-01"), day("06-01"), to="b")
    upstream = verdict(before, china, "10-01", plan)
    found = verdict(after, china, "10-01", done("03-01"), upstream=upstream, acts=(handed_over,))
    assert (upstream.standing, found.standing) == (Standing.MET, Standing.TRANSFERRED)
    kept = verdict(
        after, china, "10-01", done("03-01"), upstream=upstream, acts=(replace(handed_over, day=day("09-02")),)
    )
    assert kept.standing is Standing.MET


def test_an_act_that_a_late_record_frees_for_the_next_window_overturns_the_breach_found_there(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(test=Deliver("report"), window=WindowTerm("month"), due=DueTerm("end", grace=Duration(months=2)))
    months = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in months]
    on_time, older = done("03-10"), done("01-10", recorded="08-01")

    def on(known_at: str) -> Standing:
        facts = [fact for fact in (on_time, older) if fact.recorded <= day(known_at)]
        shared = allot(rule, two, facts, known_at=day(known_at))
        file = Dossier(facts=shared["2026-02"])
        return judge(rule, two[1], file, china, day(known_at), day(known_at)).standing

    assert [on("06-01"), on("08-01"), on("12-01")] == [Standing.BREACHED, Standing.OVERTURNED, Standing.OVERTURNED]


def test_of_two_corrections_that_became_known_late_the_one_recorded_last_holds(
    china: WorkCalendar, a_rule: Make
) -> None:
    test = Sum("report", "学时", distinct="no", at_least=F(10))
    rule = a_rule(test=test, window=WindowTerm("month"), due=DueTerm("end", grace=Duration(days=10)))
    months = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in months]
    waiting = done("01-05", quantity=F(20), status=FactStatus.PENDING, attrs={"no": "2"})
    # the first of the two is of a later day, so that neither the days nor the ids say which of them is the correction
    first = done("01-30", recorded="03-01", quantity=F(5), attrs={"no": "1"})
    last = done("01-20", recorded="03-10", quantity=F(1), attrs={"no": "1"})
    shared = allot(rule, two, [waiting, first, last], known_at=day("04-01"))
    found = judge(rule, two[0], Dossier(facts=shared["2026-01"]), china, day("04-01"), day("04-01"))
    assert (found.standing, found.tally.lo) == (Standing.UNKNOWN, F(1))


@pytest.mark.parametrize(
    "test",
    [
        AllOf((Deliver("report"), Forbid("found", F(0)))),
        Count("report", at_least=F(1), at_most=F(1)),
    ],
    ids=["a-report-and-nothing-found", "exactly-one-report"],
)
def test_a_breach_stays_though_the_proof_is_accepted_while_a_limit_is_still_in_doubt(
    test: Test, china: WorkCalendar, a_rule: Make
) -> None:
    proof = done("03-01", recorded="08-01")
    waiting = replace(done("02-01", status=FactStatus.PENDING), kind="found")
    if isinstance(test, Count):
        waiting = replace(waiting, id="f", kind="report", recorded=day("08-02"))
    rule = a_rule(test=test, window=WindowTerm("half"), due=DueTerm("end"))
    half = Window(day("01-01"), day("06-30"), "2026H1")
    found = verdict(rule, china, "09-01", proof, waiting, window=half)
    assert (found.standing, "PROOF_PENDING" in found.because) == (BREACHED, True)
    refused = replace(waiting, status=FactStatus.REJECTED)
    assert verdict(rule, china, "09-01", proof, refused, window=half).standing is Standing.OVERTURNED


def test_nothing_proves_that_a_level_was_kept_on_the_day_it_was_below(china: WorkCalendar, a_rule: Make) -> None:
    both = AllOf((Level("report", F(2)), Level("heads", F(1))))
    rule = a_rule(test=both, window=WindowTerm("year", level="continuous"), due=DueTerm("end"))
    found = verdict(rule, china, "08-01", done("03-01", quantity=F(1)), done("03-20", quantity=F(3)))
    assert (found.standing, found.since) == (BREACHED, day("03-01"))
    assert not {"PROOF_PENDING", "CURE_PENDING"} & set(found.because)


def away(first: str, last: str) -> Fact:
    told = {"leave": True, "from": day(first).isoformat(), "to": day(last).isoformat()}
    return Fact(f"l{first}", "leave", "a", day(first), day(first), attrs=told)


def shortened(rule: Rule, china: WorkCalendar, window: Window, *facts: Fact) -> F | None:
    """What is owed in a window after leave."""
    term = Exemption(Pred("eq", "leave", (True,)), "离岗", "prorate")
    return verdict(replace(rule, exempt=(term,)), china, "12-31", *facts, window=window).tally.need


def test_who_was_away_for_the_whole_of_a_window_owes_nothing_wherever_its_month_begins(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(test=Sum("report", "学时", at_least=F(4)), window=WindowTerm("month"), due=DueTerm("end"))
    month = Window(day("02-10"), day("03-09"), "2026-02-10")
    assert shortened(rule, china, month, away("02-10", "03-09")) == 0
    assert shortened(rule, china, month, away("01-01", "12-31")) == 0
    assert shortened(rule, china, month, away("02-11", "03-09")) == 4


def test_the_same_days_of_leave_told_twice_are_taken_off_once(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(test=Sum("report", "学时", at_least=F(12)), window=WindowTerm("year"), due=DueTerm("end"))
    prolonged = [away("02-01", "03-31"), away("02-02", "05-31")]
    assert shortened(rule, china, YEAR, *prolonged) == 8
    one_after_the_other = [away("02-01", "02-14"), away("02-15", "02-28")]
    assert shortened(rule, china, YEAR, *one_after_the_other) == 11


def test_a_correction_in_a_unit_that_nobody_converts_takes_the_place_of_the_record_all_the_same(
    china: WorkCalendar, a_rule: Make
) -> None:
    rule = a_rule(test=Sum("report", "学时", distinct="no", at_least=F(8)), due=DueTerm("end"))
    first = done("06-01", quantity=F(8), unit="学时", attrs={"no": "1"})
    unsized = done("06-02", quantity=F(3), unit="次", attrs={"no": "1"})
    found = verdict(rule, china, "2027-02-01", first, unsized)
    assert (found.standing, found.tally.lo, found.tally.hi) == (Standing.UNKNOWN, 0, None)
    assert "UNIT_UNKNOWN" in found.because
    sized = done("06-03", quantity=F(2), unit="学时", attrs={"no": "1"})
    found = verdict(rule, china, "2027-02-01", first, unsized, sized)
    assert (found.standing, found.tally.lo, found.tally.hi) == (BREACHED, 2, 2)
    assert "UNIT_UNKNOWN" not in found.because


def test_a_correction_in_a_strange_unit_is_under_its_own_cap(china: WorkCalendar, a_rule: Make) -> None:
    caps = (Cap(Pred("eq", "mode", ("自学",)), F(2)),)
    rule = a_rule(test=Sum("report", "学时", distinct="no", at_least=F(8), cap=caps), due=DueTerm("end"))
    first = done("06-01", quantity=F(8), attrs={"no": "1", "mode": "面授"})
    unsized = done("06-02", quantity=F(3), unit="次", attrs={"no": "1", "mode": "自学"})
    assert verdict(rule, china, "2027-02-01", first, unsized).standing is BREACHED


def test_surplus_that_became_known_after_the_breach_overturns_it(china: WorkCalendar, a_rule: Make) -> None:
    test = Count("report", at_least=F(1), carry=Carry())
    rule = a_rule(test=test, window=WindowTerm("month"), due=DueTerm("end"))
    months = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in months]
    facts = [done("01-10"), done("01-20", recorded="04-01")]

    def on(known_at: str) -> Standing:
        known = day(known_at)
        shared = allot(rule, two, [fact for fact in facts if fact.recorded <= known], known_at=known)
        file = Dossier(facts=shared["2026-02"], earlier=earlier_of(rule, two[1], two, shared))
        return judge(rule, two[1], file, china, known, known).standing

    assert [on("03-02"), on("05-01")] == [BREACHED, Standing.OVERTURNED]


def test_a_limit_is_overstepped_on_the_day_the_act_became_known_though_it_takes_the_place_of_another(
    china: WorkCalendar, a_rule: Make
) -> None:
    test = Count("report", at_least=F(1), at_most=F(1))
    rule = a_rule(test=test, window=WindowTerm("month"), due=DueTerm("end"))
    months = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in months]
    facts = [done("01-10"), done("01-20", recorded="04-01")]
    shared = allot(rule, two, facts, known_at=day("05-01"))
    found = judge(rule, two[0], Dossier(facts=shared["2026-01"]), china, day("05-01"), day("05-01"))
    assert (found.standing, found.since) == (BREACHED, day("04-01"))


def test_a_part_made_up_for_late_does_not_hide_that_the_proof_of_it_came_after_the_breach(
    china: WorkCalendar, a_rule: Make
) -> None:
    both = AllOf((Deliver("report"), Ratio("b", "c", at_least=F(1, 2))))
    rule = a_rule(test=both, window=WindowTerm("month", level="window_end"), due=DueTerm("end"))
    march = Window(day("03-01"), day("03-31"), "2026-03")
    late, proof = done("04-02"), done("03-05", recorded="04-10", status=FactStatus.PENDING)
    found = verdict(rule, china, "05-01", late, proof, window=march)
    assert (found.standing, "PROOF_PENDING" in found.because) == (BREACHED, True)


def test_what_was_done_before_joining_does_not_hide_that_the_proof_came_after_the_breach(
    china: WorkCalendar, a_rule: Make
) -> None:
    test, bearer = Count("report", at_least=F(1)), Bearer("all", per="person")
    rule = a_rule(test=test, bearer=bearer, window=WindowTerm("half"), due=DueTerm("end"))
    half = Window(day("01-01"), day("06-30"), "2026H1")
    one = Obligation("k", "p", "", rule.id, "a", half, due_of(rule.due, half, china))
    joiner = Member("m", since=day("05-18"))
    facts = [done("01-02", member="m"), done("06-30", recorded="08-09", member="m")]
    shared = allot(rule, [one], facts, known_at=day("09-01"), asked=Asked.of(rule, members=[joiner]))["k"]
    assert {fact.id: fact.recorded for fact in shared} == {"f01-02": day("01-02"), "f06-30": day("08-09")}
    found = judge(rule, one, Dossier(facts=shared, members=(joiner,)), china, day("09-01"), day("09-01"))
    assert found.standing is Standing.OVERTURNED
    assert [(bad.fact, bad.code) for bad in found.tally.rejected] == [("f01-02", "BEFORE_JOINING")]


def test_a_correction_that_may_be_the_next_windows_own_breaches_nothing_while_the_record_waits(
    china: WorkCalendar, a_rule: Make
) -> None:
    due = DueTerm("end", grace=Duration(days=10))
    rule = a_rule(test=Sum("report", "学时", distinct="no", at_least=F(8)), window=WindowTerm("month"), due=due)
    months = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in months]
    record, again = done("01-20", quantity=F(8), attrs={"no": "1"}), done("02-05", quantity=F(1), attrs={"no": "1"})

    def on(first: Fact) -> Standing:
        shared = allot(rule, two, [first, again], known_at=day("02-11"))
        return judge(rule, two[0], Dossier(facts=shared["2026-01"]), china, day("02-11"), day("02-11")).standing

    assert on(record) is Standing.MET
    assert on(replace(record, status=FactStatus.PENDING)) is Standing.UNKNOWN
    assert on(replace(record, status=FactStatus.REJECTED)) is BREACHED


def test_leave_told_late_leaves_no_breach_behind_where_none_was_ever_found(china: WorkCalendar, a_rule: Make) -> None:
    away = Exemption(Pred("eq", "on_leave", (True,)), "离岗", "prorate")
    due = DueTerm("end", grace=Duration(days=10))
    quarters = WindowTerm("quarter")
    rule = a_rule(test=Count("report", at_least=F(3)), exempt=(away,), window=quarters, due=due)
    spans = [Window(day("01-01"), day("03-31"), "2026Q1"), Window(day("04-01"), day("06-30"), "2026Q2")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in spans]
    march = {"on_leave": True, "from": "2026-03-01", "to": "2026-03-31"}
    leave = Fact("l", "leave", "a", day("03-01"), day("06-01"), decided=day("06-09"), attrs=march)

    def on(known_at: str, *facts: Fact) -> Standing:
        known = day(known_at)
        shared = allot(rule, two, [fact for fact in facts if fact.recorded <= known], known_at=known)
        return judge(rule, two[0], Dossier(facts=shared["2026Q1"]), china, known, known).standing

    enough = (done("01-10"), done("02-10"), done("04-05"), leave)
    assert [on(known, *enough) for known in ("04-11", "06-01", "06-09")] == [
        Standing.MET_IN_GRACE,
        Standing.MET_IN_GRACE,
        Standing.MET,
    ]
    short = (done("01-10"), done("02-10"), leave)
    assert [on(known, *short) for known in ("04-11", "06-09")] == [BREACHED, Standing.OVERTURNED]


def test_a_correction_made_late_that_uncovers_a_breach_is_not_forgotten_when_another_mends_it(
    china: WorkCalendar, a_rule: Make
) -> None:
    due = DueTerm(MonthDay(6, 30), boundary="inclusive", grace=Duration(days=5))
    rule = a_rule(test=Sum("report", "学时", distinct="no", at_least=F(2)), due=due)
    one = Obligation("2026", "p", "", rule.id, "a", YEAR, due_of(rule.due, YEAR, china))
    unsized = done("05-01", quantity=F(1), unit="次", attrs={"no": "1"})
    late = done("07-20", quantity=F(5), attrs={"no": "1"})
    timely = done("07-03", recorded="07-25", quantity=F(3), attrs={"no": "1"})

    def on(known_at: str) -> Standing:
        known = day(known_at)
        shared = allot(rule, [one], [f for f in (unsized, late, timely) if f.recorded <= known], known_at=known)
        return judge(rule, one, Dossier(facts=shared["2026"]), china, known, known).standing

    assert [on(known) for known in ("07-06", "07-20", "07-25")] == [
        Standing.UNKNOWN,
        Standing.CURED,
        Standing.OVERTURNED,
    ]


def test_a_window_that_two_versions_judge_keeps_an_act_until_the_stricter_has_enough(
    china: WorkCalendar, a_rule: Make
) -> None:
    due = DueTerm("end", grace=Duration(days=10))
    rule = a_rule(test=Count("report", at_least=F(2)), window=WindowTerm("month"), due=due)
    spans = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in spans]
    facts = [done("01-10"), done("01-20"), done("02-05")]

    def january(mode: str, asks: int) -> list[str]:
        new = replace(rule, test=Count("report", at_least=F(asks)), on_amend=mode)  # type: ignore[arg-type]
        wanting = asking(rule, [Version(day("01-16"), new)], spans[0])
        shared = allot(rule, two, facts, special={"2026-01": Special(wanting)})
        return [fact.id for fact in shared["2026-01"]]

    assert january("strictest", 3) == january("split", 4) == ["f01-10", "f01-20", "f02-05"]
    assert january("strictest", 1) == january("split", 2) == ["f01-10", "f01-20"]


def test_what_came_with_a_duty_taken_over_is_there_before_ones_own_acts_are_shared_out(a_rule: Make) -> None:
    due = DueTerm("end", grace=Duration(days=10))
    rule = a_rule(window=WindowTerm("month"), due=due)
    spans = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, WorkCalendar(""))) for w in spans]
    theirs = replace(done("01-10"), agency="b")
    shared = allot(rule, two, [theirs, done("02-05")], special={"2026-01": Special(brought=[theirs])})
    assert {key: [fact.id for fact in some] for key, some in shared.items()} == {
        "2026-01": ["f01-10"],
        "2026-02": ["f02-05"],
    }


def test_an_act_serves_no_window_that_its_agency_has_no_share_in(a_rule: Make) -> None:
    due = DueTerm("end", grace=Duration(days=10))
    rule = a_rule(window=WindowTerm("month"), due=due, test=AnyOf((Count("report", at_least=F(1)), Forbid("slip"))))
    spans = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, WorkCalendar(""))) for w in spans]
    slip = Fact("s", "slip", "b", day("01-20"), day("01-20"))
    theirs, gone = replace(done("02-05"), agency="b"), replace(done("02-20"), agency="c")
    special = {"2026-01": Special(sharers={"a", "c"}), "2026-02": Special(sharers={"a", "b"})}
    shared = allot(rule, two, [theirs, gone, slip], special=special)
    assert {key: [fact.id for fact in some] for key, some in shared.items()} == {
        "2026-01": [],
        "2026-02": ["s", "f02-05"],
    }


def test_an_act_of_ones_own_that_was_there_in_time_is_not_forgotten_for_what_was_brought_late(
    a_rule: Make, china: WorkCalendar
) -> None:
    due = DueTerm("end", grace=Duration(days=10))
    rule = a_rule(window=WindowTerm("month"), due=due)
    spans = [Window(day("01-01"), day("01-31"), "2026-01"), Window(day("02-01"), day("02-28"), "2026-02")]
    two = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in spans]
    theirs, known = replace(done("01-10", recorded="04-01"), agency="b"), day("05-01")
    shared = allot(rule, two, [done("02-05")], known_at=known, special={"2026-01": Special(brought=[theirs])})
    found = judge(rule, two[0], Dossier(facts=shared["2026-01"]), china, known, known)
    assert (found.standing, [fact.id for fact in shared["2026-02"]]) == (Standing.MET, ["f02-05"])


def test_what_was_made_up_for_before_a_breach_was_found_does_not_hide_what_nobody_can_tell(
    china: WorkCalendar, a_rule: Make
) -> None:
    old, new = (a_rule(test=Count("report", at_least=F(asks)), on_amend="strictest") for asks in (1, 2))
    one = Obligation(
        "k", "p", "", old.id, "a", YEAR, due_of(old.due, YEAR, china), amended=Amended(((day("07-01"), "2"),))
    )
    made_up = done("2027-01-05", attrs={"about": "2026"})

    def found(*waiting: Fact) -> Standing:
        some = [replace(fact, status=FactStatus.PENDING) for fact in waiting]
        file, on = Dossier(facts=(*some, made_up)), day("2027-03-01")
        return judge_amended(old, [Version(day("07-01"), new)], one, file, china, on, on).standing

    assert found(done("11-03"), done("11-04")) is Standing.UNKNOWN
    assert found(done("11-03", "2027-02-01"), done("11-04", "2027-02-01")) is BREACHED


def test_proof_that_is_told_of_after_a_duty_went_over_follows_it(china: WorkCalendar, a_rule: Make) -> None:
    rule, gone = a_rule(), OfficeAct("transfer", day("05-01"), day("05-01"), to="b")
    told, there = done("04-01", recorded="06-01"), done("04-01", recorded="04-30")
    standings = [verdict(rule, china, "07-01", fact, acts=(gone,)).standing for fact in (told, there)]
    assert standings == [Standing.TRANSFERRED, Standing.MET]


@pytest.mark.parametrize("who", [None, "m"])
def test_a_window_that_surplus_has_filled_takes_nothing_in_grace_from_the_next(
    china: WorkCalendar, a_rule: Make, who: str | None
) -> None:
    per = Bearer("staff", per="person") if who else Bearer("offices")
    due, test = DueTerm("end", grace=Duration(days=10)), Count("report", at_least=F(1), carry=Carry())
    rule = a_rule(test=test, window=WindowTerm("month"), due=due, bearer=per)
    ends = [("2026-01", "01-01", "01-31"), ("2026-02", "02-01", "02-28"), ("2026-03", "03-01", "03-31")]
    spans = [Window(day(first), day(last), label) for label, first, last in ends]
    row = [Obligation(w.label, "p", "", rule.id, "a", w, due_of(rule.due, w, china)) for w in spans]
    acts, people = [done(on, member=who) for on in ("01-10", "01-20", "03-05")], (Member("m"),) if who else ()

    def served(*some: Fact) -> list[int]:
        shared = allot(rule, row, some, known_at=day("04-30"), asked=Asked.of(rule, members=people))
        return [len(shared[one.key]) for one in row]

    assert served(*acts) == [2, 0, 1]
    assert served(*acts[1:]) == [1, 1, 0]  # without surplus February still wants it


@pytest.mark.parametrize("who", [None, "m"])
def test_leave_handed_in_after_a_breach_was_found_hides_nothing_until_it_is_accepted(
    china: WorkCalendar, a_rule: Make, who: str | None
) -> None:
    per = {"bearer": Bearer("staff", per="person")} if who else {}
    away = Exemption(Pred("eq", "on_leave", (True,)), "离岗")
    rule = a_rule(due=DueTerm(MonthDay(4, 30), boundary="inclusive"), exempt=(away,), **per)
    span: dict[str, str | bool | int] = {"on_leave": True, "from": "2026-03-01", "to": "2026-05-31"}

    def found(handed_in: str, decided: str | None = None) -> tuple[Standing, bool]:
        told = None if decided is None else day(decided)
        status = FactStatus.PENDING if decided is None else FactStatus.ACCEPTED
        leave = Fact("l", "leave", "a", day("03-01"), day(handed_in), None, None, who, None, status, told, None, span)
        said = verdict(rule, china, "06-02", leave, members=(Member("m"),) if who else ())
        return said.standing, "BREACH_KEPT" in said.because

    assert found("04-20")[0] is found("05-01")[0] is Standing.UNKNOWN  # nothing had been found by then (101)
    assert found("05-20") == (BREACHED, False)
    assert found("05-20", "06-01") == (Standing.EXEMPT, True)
    assert not found("05-01", "06-01")[1]


def test_an_act_that_may_be_under_either_of_two_caps_neither_passes_nor_breaches(
    china: WorkCalendar, a_rule: Make
) -> None:
    caps = (Cap(Pred("eq", "cat", ("x",)), F(3)), Cap(Pred("eq", "mode", ("自学",)), F(2)))
    rule = a_rule(
        test=Sum("report", "学时", None, None, F(4), cap=caps), due=DueTerm(MonthDay(4, 30), boundary="inclusive")
    )

    def found(*told: tuple[int, dict[str, str]]) -> tuple[Standing, F, F | None]:
        acts = [replace(done("04-01", quantity=F(size), attrs=attrs), id=f"f{size}{attrs}") for size, attrs in told]
        said = verdict(rule, china, "06-01", *acts)
        return said.standing, said.tally.lo, said.tally.hi

    # both may be self-study, of which two hours count: that is all that is sure
    assert found((8, {"cat": "y"}), (2, {})) == (Standing.UNKNOWN, F(2), F(10))
    # of two that are self-study one may be of the other kind as well, which comes first and has room
    studied = {"mode": "自学"}
    assert found((2, {"cat": "y", **studied}), (2, studied)) == (Standing.UNKNOWN, F(2), F(4))
    assert found((8, studied)) == (BREACHED, F(2), F(3))  # one act is under one cap: it fills no two


def test_a_clock_that_is_stopped_after_an_extension_stops_the_longer_time(china: WorkCalendar, a_rule: Make) -> None:
    rule = a_rule(due=DueTerm(None, Duration(months=1), "window.start"))  # by 02-01
    longer = OfficeAct("extend", day("01-20"), day("01-20"), to="2026-03-01")
    stop, on = OfficeAct("toll", day("02-10"), day("02-10")), OfficeAct("resume", day("02-20"), day("02-20"))
    again = OfficeAct("toll", day("02-15"), day("02-15"))
    still = verdict(rule, china, "04-01", acts=(longer, stop))
    assert (still.standing, "SUSPENDED" in still.because) == (Standing.OPEN, True)
    assert verdict(rule, china, "02-25", acts=(longer, stop, on)).due.hard == day("03-11")
    assert verdict(rule, china, "02-25", acts=(longer, stop, again, on)).due.hard == day("03-11")  # no day twice
    asked = OfficeAct("extend", day("03-15"), day("03-15"), to="2026-05-01", role="leader")
    assert "EXTENSION_ASKED_LATE" not in verdict(rule, china, "04-01", acts=(longer, stop, asked)).because


def test_a_limit_beside_a_rate_over_nothing_yet_breaks_nothing_before_the_rate_is_known(
    china: WorkCalendar, a_rule: Make
) -> None:
    either = AnyOf((Forbid("slip"), Ratio("num", "den", at_least=F(1, 2))))
    rule, slip = a_rule(test=either), Fact("s", "slip", "a", day("03-01"), day("03-01"))
    half = [Fact(kind, kind, "a", day("12-20"), day("12-20"), F(n)) for kind, n in (("num", 1), ("den", 2))]
    assert verdict(rule, china, "12-01", slip).standing is Standing.OPEN
    assert verdict(rule, china, "2027-01-01", slip).standing is BREACHED
    assert verdict(rule, china, "2027-01-01", slip, *half).standing is Standing.MET


def test_proof_that_came_after_a_breach_keeps_it_where_only_some_parts_need_hold(
    china: WorkCalendar, a_rule: Make
) -> None:
    test = KOf(3, (Deliver("report"), Forbid("slip"), Deliver("letter")))
    rule = a_rule(test=test, due=DueTerm(MonthDay(4, 30), boundary="inclusive"))
    waits, late = (
        done("04-20", status=FactStatus.PENDING),
        replace(done("04-20", recorded="06-01"), id="l", kind="letter"),
    )
    found = verdict(rule, china, "2027-01-10", waits, replace(late, recorded=day("2027-01-05")))
    assert (found.standing, "PROOF_PENDING" in found.because) == (BREACHED, True)


def test_parts_that_only_a_late_act_of_unknown_size_may_fill_are_breached(china: WorkCalendar, a_rule: Make) -> None:
    hours = Sum("report", "学时", None, None, F(4))
    test = AnyOf((KOf(2, (Count("slip", at_most=F(1)), hours, Deliver("letter"))), hours))
    late = done("2027-02-05", quantity=F(5), unit="天", attrs={"about": "2026"})
    found = verdict(a_rule(test=test), china, "2027-03-01", late)
    assert (found.standing, "CURE_PENDING" in found.because) == (BREACHED, True)
