"""Whole verdicts: the table of semantics 16, late proof, officers' acts, conditions, members, chains."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from engine.dates import due_of, tenure, windows
from engine.judging.judge import judge, unsupported
from engine.nouns import (
    After,
    AllOf,
    Anchor,
    AnchorKind,
    Bearer,
    Carry,
    Count,
    Deliver,
    Dossier,
    DueTerm,
    Duration,
    Earlier,
    Exemption,
    Fact,
    FactStatus,
    Forbid,
    Level,
    Manual,
    Member,
    MonthDay,
    Obligation,
    OfficeAct,
    PartialDate,
    Pred,
    Prorate,
    Ratio,
    Rule,
    Span,
    Spread,
    Standing,
    Sum,
    Verdict,
    WindowTerm,
)
from engine.workdays import WorkCalendar

Make = Callable[..., Rule]


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def fact(kind: str, on: str, **more: object) -> Fact:
    recorded = day(str(more.pop("recorded", on)))
    return Fact(str(more.pop("id", f"{kind}.{on}")), kind, "a", day(on), recorded, **more)  # type: ignore[arg-type]


def act(what: str, on: str, **more: object) -> OfficeAct:
    return OfficeAct(what, day(on), day(on), **more)  # type: ignore[arg-type]


def obligation(rule: Rule, calendar: WorkCalendar, label: str = "2026") -> Obligation:
    found = [one for one in windows(rule, (), date(2022, 1, 1), date(2027, 12, 31)) if one.label == label]
    return Obligation("k", "p", "", rule.id, "a", found[0], due_of(rule.due, found[0], calendar))


@pytest.fixture
def on(china: WorkCalendar) -> Callable[..., Verdict]:
    """Judge `rule` on a day: facts, acts, and whatever else the dossier holds."""

    def verdict(rule: Rule, as_of: str, facts: Sequence[Fact] = (), **more: object) -> Verdict:
        label, known = str(more.pop("label", "2026")), day(str(more.pop("known_at", as_of)))
        dossier = Dossier(facts=tuple(facts), **more)  # type: ignore[arg-type]
        return judge(rule, obligation(rule, china, label), dossier, china, day(as_of), known)

    return verdict


@pytest.fixture
def report(a_rule: Make) -> Rule:
    return a_rule(test=Deliver("report"), window=WindowTerm("year"), due=DueTerm(MonthDay(3, 1)))


@pytest.fixture
def april(a_rule: Make) -> Rule:
    due = DueTerm(MonthDay(4, 30), boundary="inclusive")
    return a_rule(test=Deliver("report"), window=WindowTerm("year"), due=due)


On = Callable[..., Verdict]


class TestTheTableOfSemantics16:
    def test_the_annual_report_not_filed(self, on: On, report: Rule) -> None:
        walk = {"02-28": Standing.OPEN, "03-01": Standing.CONTESTED, "03-02": Standing.BREACHED}
        for as_of, expected in walk.items():
            assert on(report, as_of).standing is expected

    def test_filed_late_it_is_cured_and_the_breach_stays(self, on: On, report: Rule) -> None:
        found = on(report, "04-01", [fact("report", "03-05")])
        assert (found.standing, found.since, found.because) == (Standing.CURED, day("03-05"), ("DONE_LATE",))

    def test_awaiting_acceptance_it_is_unknown(self, on: On, report: Rule) -> None:
        filed = fact("report", "02-20", status=FactStatus.PENDING)
        assert on(report, "03-02", [filed]).standing is Standing.UNKNOWN
        assert on(report, "03-01", [filed]).standing is Standing.CONTESTED

    def test_on_the_contested_day_it_is_met_and_said_so(self, on: On, report: Rule) -> None:
        found = on(report, "03-05", [fact("report", "03-01")])
        assert (found.standing, found.because) == (Standing.MET, ("DONE", "BOUNDARY_CONTESTED"))

    @pytest.mark.parametrize(("label", "due"), [("2026H1", "2026-07-21"), ("2025H2", "2026-01-22")])
    def test_half_a_year_and_fifteen_working_days(self, on: On, a_rule: Make, label: str, due: str) -> None:
        within = DueTerm(by=None, within=Duration(workdays=15), of="window.end")
        rule = a_rule(test=Deliver("report"), window=WindowTerm("half"), due=within)
        assert on(rule, "03-01", label=label).due.hard == day(due)
        assert on(rule, due, [fact("report", due)], label=label).standing is Standing.MET

    def test_five_working_days_of_grace_after_the_third_quarter(self, on: On, a_rule: Make) -> None:
        rule = a_rule(window=WindowTerm("quarter"), due=DueTerm("end", grace=Duration(workdays=5)))
        assert on(rule, "10-13", label="2026Q3").standing is Standing.IN_GRACE
        assert on(rule, "10-14", label="2026Q3").standing is Standing.BREACHED
        assert on(rule, "10-14", [fact("report", "10-12")], label="2026Q3").standing is Standing.MET_IN_GRACE

    def test_two_lectures_in_one_half(self, on: On, a_rule: Make) -> None:
        test = Count("report", at_least=F(2), spread=(Spread("half", F(1)),))
        rule = a_rule(test=test, window=WindowTerm("year"), due=DueTerm("end"))
        found = on(rule, "2027-01-01", [fact("report", "11-02"), fact("report", "11-09")])
        assert (found.standing, found.because) == (Standing.BREACHED, ("DUE_PASSED", "SPREAD_SHORT"))

    def test_a_masked_year_until_an_officer_confirms_it(self, on: On, a_rule: Make) -> None:
        masked = PartialDate("20*年10月31日", (date(2026, 10, 31),))
        once = WindowTerm(once=Span(day("04-01"), day("12-31")))
        rule = a_rule(window=once, due=DueTerm(masked))
        found = on(rule, "11-05", label="once")
        assert (found.standing, found.because[0]) == (Standing.UNKNOWN, "YEAR_MASKED")
        confirmed = act("confirm", "11-04", of="due.by", value="2026-10-31")
        assert on(rule, "11-05", label="once", acts=(confirmed,)).standing is Standing.BREACHED


class TestLateProof:
    def test_proof_after_the_breach_overturns_it(self, on: On, april: Rule) -> None:
        filed = [fact("report", "04-20", recorded="06-01")]
        found = on(april, "06-02", filed)
        assert (found.standing, found.since, found.tally.reached_on) == (
            Standing.OVERTURNED,
            day("06-01"),
            day("04-20"),
        )

    def test_on_the_first_breach_day_it_is_still_met(self, on: On, april: Rule) -> None:
        assert on(april, "06-02", [fact("report", "04-20", recorded="05-01")]).standing is Standing.MET

    def test_todays_knowledge_of_an_earlier_day(self, on: On, april: Rule) -> None:
        filed = [fact("report", "04-20", recorded="05-20")]
        assert on(april, "05-03", filed, known_at="06-01").standing is Standing.OVERTURNED
        assert on(april, "04-30", filed, known_at="06-01").standing is Standing.MET
        assert on(april, "05-03", filed, known_at="05-03").standing is Standing.BREACHED

    def test_a_late_acceptance_of_a_timely_paper_is_met(self, on: On, april: Rule) -> None:
        filed = [fact("report", "04-20", decided=day("06-01"))]
        assert on(april, "05-10", filed).standing is Standing.UNKNOWN
        assert on(april, "06-01", filed).standing is Standing.MET

    def test_pending_late_evidence_leaves_the_breach(self, on: On, april: Rule) -> None:
        found = on(april, "05-20", [fact("report", "05-10", status=FactStatus.PENDING)])
        assert (found.standing, "CURE_PENDING" in found.because) == (Standing.BREACHED, True)

    def test_a_pending_timely_paper_beside_a_late_one_is_cured_for_now(self, on: On, april: Rule) -> None:
        filed = [fact("report", "04-20", status=FactStatus.PENDING), fact("report", "05-10")]
        assert on(april, "05-20", filed).standing is Standing.CURED

    def test_an_announced_act_is_the_next_day_to_look(self, on: On, april: Rule) -> None:
        found = on(april, "04-01", [fact("report", "04-10", recorded="03-20")])
        assert (found.standing, found.next_look) == (Standing.OPEN, day("04-10"))

    def test_a_cure_ends_with_the_next_window(self, on: On, april: Rule) -> None:
        assert on(april, "2028-02-01", [fact("report", "2027-12-31")]).standing is Standing.CURED
        assert on(april, "2028-02-01", [fact("report", "2028-01-01")]).standing is Standing.BREACHED


class TestLateProofOfWhatIsAlsoLimited:
    """At least so many and at most so many: the one is proved, the other only broken (rulings 64, 65, 101)."""

    @pytest.fixture
    def bounded(self, a_rule: Make) -> Rule:
        test = Count("report", at_least=F(1), at_most=F(2))
        return a_rule(test=test, window=WindowTerm("year"), due=DueTerm(MonthDay(4, 30), boundary="inclusive"))

    def test_late_proof_overturns_the_breach_before_and_after_the_windows_end(self, on: On, bounded: Rule) -> None:
        filed = [fact("report", "04-20", recorded="06-01")]
        assert on(bounded, "05-31", filed).standing is Standing.BREACHED
        for as_of in ("06-02", "2027-01-01"):
            assert on(bounded, as_of, filed).standing is Standing.OVERTURNED

    def test_a_late_act_cures_at_once(self, on: On, bounded: Rule) -> None:
        assert on(bounded, "06-02", [fact("report", "05-10")]).standing is Standing.CURED

    def test_in_time_it_stays_open_to_the_end_and_the_limit_breaks_at_once(self, on: On, bounded: Rule) -> None:
        filed = [fact("report", f"04-0{n}") for n in (1, 2)]
        assert on(bounded, "06-02", filed).standing is Standing.OPEN
        assert on(bounded, "2027-01-01", filed).standing is Standing.MET
        assert on(bounded, "06-02", [*filed, fact("report", "05-03")]).standing is Standing.BREACHED

    def test_a_withdrawn_excess_leaves_no_breach_behind(self, on: On, bounded: Rule) -> None:
        filed = [fact("report", f"04-0{n}") for n in (1, 2)]
        excess = fact("report", "04-03", retracted=day("2027-02-01"))
        assert on(bounded, "2027-03-01", [*filed, excess]).standing is Standing.MET

    def test_a_paper_proved_late_beside_a_prohibition_is_overturned(self, on: On, a_rule: Make) -> None:
        both = AllOf((Deliver("report"), Forbid("bad")))
        rule = a_rule(test=both, window=WindowTerm("year"), due=DueTerm("end"))
        found = on(rule, "2027-03-01", [fact("report", "04-20", recorded="2027-02-01")])
        assert found.standing is Standing.OVERTURNED


class TestExtensions:
    later = act("extend", "04-20", granted=day("04-25"), to="2026-05-20")

    def test_the_old_day_stands_until_it_is_granted(self, on: On, april: Rule) -> None:
        before, after = on(april, "04-24", acts=(self.later,)), on(april, "05-10", acts=(self.later,))
        assert (before.due.hard, before.next_look) == (day("04-30"), day("04-25"))
        assert (after.standing, after.due.hard, after.due.original) == (Standing.OPEN, day("05-20"), day("04-30"))
        assert on(april, "05-21", acts=(self.later,)).standing is Standing.BREACHED

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ((act("extend", "05-01", to="2026-06-01"),), "EXTENSION_ASKED_LATE"),
            ((act("extend", "04-01", to="2026-04-20"),), "EXTENSION_EARLIER"),
            ((later, act("extend", "05-01", to="2026-06-01")), "EXTENSION_NEEDS_LEADER"),
        ],
    )
    def test_an_extension_is_refused_with_its_reason(
        self, on: On, april: Rule, more: tuple[OfficeAct, ...], code: str
    ) -> None:
        assert code in on(april, "07-01", acts=more).because

    def test_a_leader_may_extend_again_but_nobody_a_third_time(self, on: On, april: Rule) -> None:
        second = act("extend", "05-01", to="2026-06-01", role="leader")
        third = act("extend", "05-30", to="2026-07-01", role="leader")
        found = on(april, "06-15", acts=(self.later, second, third))
        assert (found.due.hard, found.standing) == (day("06-01"), Standing.BREACHED)
        assert "EXTENSION_SPENT" in found.because

    def test_a_limit_set_by_law_is_never_extended(self, on: On, a_rule: Make) -> None:
        due = DueTerm(MonthDay(4, 30), boundary="inclusive", statutory=True)
        rule = a_rule(window=WindowTerm("year"), due=due)
        assert "EXTENSION_STATUTORY" in on(rule, "05-01", acts=(self.later,)).because


class TestOtherActs:
    def test_an_exemption_after_a_breach_keeps_the_history(self, on: On, april: Rule) -> None:
        found = on(april, "06-10", acts=(act("exempt", "06-01"),))
        assert (found.standing, found.because) == (Standing.EXEMPT, ("EXEMPTED", "BREACH_KEPT"))

    def test_an_exemption_after_it_is_met_changes_nothing(self, on: On, april: Rule) -> None:
        assert on(april, "06-10", [fact("report", "03-01")], acts=(act("exempt", "06-01"),)).standing is Standing.MET

    def test_what_is_open_is_transferred_and_what_is_breached_is_not(self, on: On, april: Rule) -> None:
        assert on(april, "06-10", acts=(act("transfer", "04-01", to="b"),)).standing is Standing.TRANSFERRED
        assert on(april, "06-10", acts=(act("transfer", "06-01", to="b"),)).standing is Standing.BREACHED

    def test_a_stopped_clock_resumes_where_it_stood(self, on: On, a_rule: Make) -> None:
        due = DueTerm(by=None, within=Duration(days=30), of="window.start")
        rule = a_rule(test=Deliver("report"), window=WindowTerm("year"), due=due)
        stop, resume = act("toll", "01-11"), act("resume", "01-21")
        assert on(rule, "03-01", acts=(stop,)).because[:2] == ("NOT_DUE_YET", "SUSPENDED")
        assert on(rule, "03-01", acts=(stop, resume)).due.hard == day("02-10")

    def test_manual_duties_wait_for_a_person(self, on: On, a_rule: Make) -> None:
        rule = a_rule(test=None, manual=Manual("请判定"), window=WindowTerm("year"), due=DueTerm("end"))
        assert on(rule, "2025-12-31").standing is Standing.PENDING
        assert on(rule, "06-01").standing is Standing.MANUAL
        judged = on(rule, "06-01", acts=(act("judge", "05-01", value="met"),))
        assert (judged.standing, judged.because) == (Standing.MET, ("JUDGED",))


class TestGates:
    def test_an_unknown_condition_takes_the_place_of_a_breach_only(self, on: On, april: Rule, a_rule: Make) -> None:
        rule = a_rule(test=april.test, window=april.window, due=april.due, when=Pred("eq", "kind", ("dept",)))
        assert on(rule, "06-01", attrs={"kind": "street"}).standing is Standing.NOT_APPLICABLE
        assert on(rule, "06-01", attrs={"kind": "dept"}).standing is Standing.BREACHED
        assert on(rule, "04-01").standing is Standing.OPEN
        assert on(rule, "06-01").standing is Standing.UNKNOWN
        assert "CONDITION_UNKNOWN" in on(rule, "06-01").because
        assert on(rule, "06-01", [fact("report", "04-01")]).standing is Standing.MET

    def test_a_chain_begins_when_the_duty_before_is_done_even_late(self, on: On, a_rule: Make, april: Rule) -> None:
        after = a_rule(window=april.window, due=april.due, test=Deliver("publish"), after=After("report.year"))
        undone, late = on(april, "05-10"), on(april, "05-10", [fact("report", "05-05")])
        assert on(after, "05-10", upstream=undone).standing is Standing.PENDING
        assert on(after, "05-10", upstream=late).standing is Standing.BREACHED

    def test_principles_and_encouragements_are_not_breached(self, on: On, a_rule: Make, april: Rule) -> None:
        softer = {"in_principle": Standing.BELOW_PRINCIPLE, "encourage": Standing.NOT_DONE}
        for strength, expected in softer.items():
            rule = a_rule(window=april.window, due=april.due, test=april.test, strength=strength)
            assert on(rule, "06-01").standing is expected


class TestEvents:
    @pytest.fixture
    def reply(self, a_rule: Make) -> Rule:
        within = DueTerm(by=None, within=Duration(days=10), of="asked")
        return a_rule(test=Deliver("report"), window=WindowTerm("year"), due=within)

    @pytest.fixture
    def about(self, reply: Rule, china: WorkCalendar) -> Callable[..., Verdict]:
        """Judge the duty that the second of two questions set off."""
        year = windows(reply, (), day("01-01"), day("12-31"))[0]
        frozen = due_of(reply.due, year, china, day("03-20"))
        one = Obligation("k", "p", "", reply.id, "a", year, frozen, subject="q2")

        def verdict(as_of: str, *facts: Fact) -> Verdict:
            return judge(reply, one, Dossier(facts=facts), china, day(as_of), day(as_of))

        return verdict

    def test_each_of_two_events_in_a_window_has_its_own_clock(self, about: Callable[..., Verdict]) -> None:
        asked = (fact("asked", "03-01", id="q1"), fact("asked", "03-20", id="q2"))
        between = about("04-05", *asked, fact("report", "03-10"))
        assert (between.standing, between.due.hard) == (Standing.BREACHED, day("03-30"))
        assert [one.code for one in between.tally.rejected] == ["BEFORE_EVENT"]
        assert about("04-05", *asked, fact("report", "03-25")).standing is Standing.MET

    def test_only_an_accepted_event_starts_the_clock(self, on: On, reply: Rule) -> None:
        claimed = fact("asked", "03-01", status=FactStatus.PENDING)
        assert on(reply, "04-05", [claimed]).standing is Standing.PENDING
        later = fact("asked", "03-01", decided=day("04-01"))
        assert on(reply, "03-31", [later]).standing is Standing.PENDING
        assert on(reply, "04-05", [later]).standing is Standing.BREACHED


class TestPartsWithAnEndOfTheirOwn:
    @pytest.fixture
    def quarterly(self, a_rule: Make) -> Rule:
        test = Count("report", at_least=F(4), spread=(Spread("quarter", F(1), "own_end"),))
        due = DueTerm("end", grace=Duration(workdays=5))
        return a_rule(test=test, window=WindowTerm("year"), due=due)

    def test_grace_in_working_days_is_counted_from_the_parts_own_end(self, on: On, quarterly: Rule) -> None:
        # five working days after 2026-09-30 end on 10-13, behind the holiday; after 03-31 on 04-08, behind 清明
        filed = [fact("report", "02-01"), fact("report", "05-01")]
        assert on(quarterly, "10-13", filed).standing is Standing.OPEN
        assert on(quarterly, "10-14", filed).standing is Standing.BREACHED
        assert on(quarterly, "04-08").standing is Standing.OPEN
        assert on(quarterly, "04-09").since == day("04-09")

    def test_a_grace_that_no_calendar_tells_breaches_nobody(self, on: On, quarterly: Rule) -> None:
        filed = [fact("report", "2027-02-01"), fact("report", "2027-05-01")]
        assert on(quarterly, "2027-11-30", filed, label="2027").standing is Standing.OPEN


class TestFigures:
    def test_a_rate_is_judged_after_the_end(self, on: On, a_rule: Make) -> None:
        rule = a_rule(test=Ratio("n", "d", at_least=F(1)), window=WindowTerm("year"), due=DueTerm("end"))
        filed = [fact("n", "06-01"), fact("d", "06-01")]
        assert on(rule, "12-31", filed).standing is Standing.OPEN
        assert on(rule, "2027-01-01", filed).standing is Standing.MET
        assert on(rule, "2027-01-01").standing is Standing.NOT_APPLICABLE

    def test_a_level_below_is_breached_at_once_and_cured_on_recovery(self, on: On, a_rule: Make) -> None:
        window = WindowTerm("month", level="continuous")
        rule = a_rule(test=Level("staff", at_least=F(5)), window=window, due=DueTerm("end"))
        dip = [fact("staff", "02-01", quantity=F(6)), fact("staff", "03-10", quantity=F(4))]
        assert on(rule, "03-09", dip, label="2026-03").standing is Standing.OPEN
        assert on(rule, "03-10", dip, label="2026-03").standing is Standing.BREACHED
        up = [*dip, fact("staff", "03-20", quantity=F(5))]
        assert on(rule, "04-05", up, label="2026-03").standing is Standing.CURED

    def test_a_finding_breaches_when_known_and_its_withdrawal_clears(self, on: On, a_rule: Make) -> None:
        rule = a_rule(test=Forbid("bad"), window=WindowTerm("year"), due=DueTerm("end"), strength="forbid")
        found = fact("bad", "03-02", recorded="03-09")
        assert on(rule, "03-08", [found]).standing is Standing.OPEN
        assert on(rule, "03-09", [found]).standing is Standing.BREACHED
        withdrawn = fact("bad", "03-02", retracted=day("05-01"))
        assert on(rule, "2027-01-01", [withdrawn]).standing is Standing.MET

    def test_a_quota_behind_its_pace_is_said_to_be(self, on: On, a_rule: Make) -> None:
        rule = a_rule(test=Count("report", at_least=F(12)), window=WindowTerm("year"), due=DueTerm("end"))
        assert on(rule, "07-01", [fact("report", "02-01")]).behind
        assert not on(rule, "01-20").behind

    def test_an_open_quota_has_no_upper_end(self, on: On, a_rule: Make) -> None:
        rule = a_rule(window=WindowTerm("year"), due=DueTerm("end"))
        assert on(rule, "12-31").tally.hi is None
        assert on(rule, "2027-01-01").tally.hi == 0


class TestMembers:
    @pytest.fixture
    def training(self, a_rule: Make) -> Rule:
        hours = Sum("hours", unit="学时", at_least=F(60), prorate=Prorate("months"))
        leave = Exemption(Pred("ge", "leave", ("6mo",)), "连续离岗")
        bearer = Bearer("staff", per="person", met_share=F(1, 2))
        window = WindowTerm("year", first="prorate")
        return a_rule(test=hours, bearer=bearer, exempt=(leave,), window=window, due=DueTerm("end"))

    def hours(self, who: str, number: int) -> Fact:
        return fact("hours", "06-01", quantity=F(number), member=who, id=f"{who}{number}")

    def test_the_share_alone_decides(self, on: On, training: Rule) -> None:
        staff = (Member("a"), Member("b"))
        met = on(training, "2027-01-01", [self.hours("a", 60)], members=staff)
        short = on(training, "2027-01-01", [self.hours("a", 59)], members=staff)
        assert (met.standing, met.tally.members_met) == (Standing.MET, 1)
        assert (short.standing, short.tally.members_met) == (Standing.BREACHED, 0)

    def test_those_on_leave_and_gone_are_left_out_and_joiners_owe_less(self, on: On, training: Rule) -> None:
        staff = (
            Member("leave", attrs={"leave": "7mo"}),
            Member("gone", until=day("07-01")),
            Member("new", since=day("05-18")),
        )
        found = on(training, "2027-01-01", [self.hours("new", 40)], members=staff)
        assert (found.standing, found.tally.need, found.tally.members_met) == (Standing.MET, 1, 1)

    def test_nobody_to_measure_is_not_applicable(self, on: On, training: Rule) -> None:
        assert on(training, "2027-01-01").standing is Standing.NOT_APPLICABLE

    def test_without_a_share_the_worst_member_speaks(self, on: On, a_rule: Make, training: Rule) -> None:
        rule = a_rule(test=training.test, bearer=Bearer("s", per="person"), window=training.window, due=training.due)
        found = on(rule, "2027-01-01", [self.hours("a", 60)], members=(Member("a"), Member("b")))
        assert (found.standing, found.tally.members_met) == (Standing.BREACHED, 1)

    def test_a_doubtful_member_makes_the_share_unknown(self, on: On, training: Rule) -> None:
        pending = fact("hours", "06-01", quantity=F(60), member="a", status=FactStatus.PENDING)
        assert on(training, "2027-01-01", [pending], members=(Member("a"), Member("b"))).standing is Standing.UNKNOWN

    def test_a_fact_of_nobody_on_the_roster_is_told_so(self, on: On, training: Rule) -> None:
        found = on(training, "2027-01-01", [self.hours("z", 60)], members=(Member("a"),))
        assert [one.code for one in found.tally.rejected] == ["MEMBER_UNKNOWN"]

    def test_each_holds_his_post_for_his_own_time(self, china: WorkCalendar, a_rule: Make) -> None:
        window = WindowTerm(anchor=Anchor(AnchorKind.TENURE))
        rule = a_rule(bearer=Bearer("heads", per="post_holding"), window=window, due=DueTerm("end"))
        own = tenure(day("2022-01-01"), day("01-01"))
        one = Obligation("k", "p", "", rule.id, "a", own, due_of(rule.due, own, china), subject="head")
        dossier = Dossier(members=(Member("head", day("2022-01-01"), day("01-01")),))
        assert judge(rule, one, dossier, china, day("2025-12-31"), day("2025-12-31")).standing is Standing.OPEN
        assert judge(rule, one, dossier, china, day("01-01"), day("01-01")).standing is Standing.BREACHED

    def test_each_stay_of_one_who_came_back_has_its_own_acts(self, on: On, a_rule: Make) -> None:
        # ruling 90: gone from April to June; the first stay lasted past its due day, and its hours were done in it
        bearer, hours = Bearer("staff", per="person"), Sum("hours", at_least=F(10))
        due = DueTerm(MonthDay(3, 15), boundary="inclusive")
        rule = a_rule(test=hours, bearer=bearer, window=WindowTerm("year"), due=due)
        stays = (Member("a#1", until=day("04-01")), Member("a", since=day("07-01")))
        done = [fact("hours", "02-01", quantity=F(10), member="a")]
        assert on(rule, "03-20", done, members=stays[:1]).standing is Standing.MET
        found = on(rule, "2027-01-01", done, members=stays)  # who joins after the due day owes nothing (ruling 24)
        assert (found.standing, found.tally.need, found.tally.members_met) == (Standing.MET, 1, 1)

    def test_who_is_gone_before_the_due_day_is_not_judged_and_who_leaves_after_it_is(
        self, on: On, training: Rule
    ) -> None:
        gone, stayed = Member("a", until=day("12-31")), Member("b", until=day("2027-01-01"))
        assert on(training, "2027-02-01", members=(gone,)).standing is Standing.NOT_APPLICABLE
        found = on(training, "2027-02-01", members=(gone, stayed))
        assert (found.standing, found.tally.need) == (Standing.BREACHED, 1)

    def test_a_joiner_on_the_first_day_owes_it_all_and_on_the_last_one_month(self, on: On, training: Rule) -> None:
        first, last = Member("f", since=day("01-01")), Member("l", since=day("12-31"))
        found = on(training, "2027-01-01", members=(first, last))
        assert {part.name: part.need for part in found.tally.parts} == {"f": 60, "l": 5}

    def test_surplus_is_each_members_own_and_the_share_decides(self, on: On, a_rule: Make, china: WorkCalendar) -> None:
        bearer = Bearer("staff", per="person", met_share=F(1, 2))
        rule = a_rule(test=Sum("hours", at_least=F(60), carry=Carry(F(20))), bearer=bearer, window=WindowTerm("year"))
        last_year = next(w for w in windows(rule, (), day("2025-01-01"), day("12-31")) if w.label == "2025")
        before = (self.hours("a", 90), self.hours("b", 60))
        before = tuple(replace(one, day=day("2025-06-01"), recorded=day("2025-06-01")) for one in before)
        past = Earlier(last_year, due_of(rule.due, last_year, china), before)
        now = [replace(self.hours(who, 40), id=who) for who in "ab"]
        found = on(rule, "2027-01-01", now, members=(Member("a"), Member("b")), earlier=(past,))
        assert (found.standing, found.tally.members_met) == (Standing.MET, 1)


def test_what_cannot_be_judged_is_named(a_rule: Make) -> None:
    away = Exemption(Pred("ge", "leave.continuous", ("6mo",)), "连续离岗", "prorate")
    surplus = Sum("x", at_least=F(1), carry=Carry())
    assert unsupported(a_rule()) == ()
    assert unsupported(a_rule(test=surplus, exempt=(away,), window=WindowTerm("year"))) == ()
    assert unsupported(a_rule(test=surplus)) == ("E_CARRY",)
    assert unsupported(a_rule(test=Deliver("x"), exempt=(away,))) == ("E_EXEMPT_PRORATE",)
