"""One agency through a year: 异议, 延期, 批示, 反馈, 退回, 逾期, 督办, 补办, 销号, 复核 — on both kinds of database."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from duban.services.care import audit
from duban.services.casefile import answering, asking, exhibits, feedback, petitions, possible, remarks, tasks
from duban.services.casefile.answering import Answer
from duban.services.casefile.asking import Ask
from duban.services.casefile.claims import Report
from duban.services.casefile.intake import Proof, Upload
from duban.services.speech import releasing
from engine.nouns import (
    ExhibitState,
    FeedbackState,
    NoticeState,
    Petition,
    PetitionKind,
    PetitionState,
    Role,
    TaskState,
)
from engine.source import Refused
from store import feedback as written
from store import notices, tidings
from store.session import reading
from tests.acceptance.conftest import PACK
from workflows.standard import Action

TOGETHER = (
    PACK.replace(
        "depts: {of: agency, members: [各部门]}",
        "depts: {of: agency, members: [各部门]}\n  pair: {of: agency, members: [区司法局, 区教育局]}",
    ).replace("bearer: {set: depts, role: each}", "bearer: {set: pair, role: lead}", 1)
    + """- id: lecture.summary
  title: 报送法治专题讲座总结
  source: {doc: plan, locator: "5", quote: 年底前报送法治专题讲座总结}
  state: active
  strength: must
  bearer: {set: depts, role: each}
  window: {every: year}
  due: {by: "12-20", boundary: inclusive}
  test: {deliver: {of: lecture.summary}}
"""
)
CONTACT, HELPER = tasks.Actor("甲", Role.CONTACT), tasks.Actor("戊", Role.CONTACT)
OFFICER, SECOND = tasks.Actor("督办甲", Role.OFFICER), tasks.Actor("督办丙", Role.OFFICER)
INSPECTOR, LEADER = tasks.Actor("督查乙", Role.INSPECTOR), tasks.Actor("领导丁", Role.LEADER)


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


class Year:
    """The office and the agency through the year; `lead` and `helper` are the two tasks of the yearly report."""

    def __init__(self, house: Any) -> None:
        self.house = house
        house.publish(TOGETHER)
        house.sweep(day(1, 5))
        self.lead = self.number("区司法局", "报告")
        self.helper = f"{self.lead}-1"

    def number(self, agency: str, matter: str) -> str:
        [row] = [row for row in self.house.tasks(day(1, 5), agency, matter) if row["key"].count("-") == 0]
        return str(row["key"])

    def act(self, on: date, action: Action, who: tasks.Actor, number: str = "", **more: Any) -> tasks.Done:
        done: tasks.Done = self.house.act(number or self.lead, action, who.name, who.role, on, **more)
        return done

    def ask(self, on: date, kind: PetitionKind, reason: str, who: tasks.Actor = CONTACT, **more: Any) -> Petition:
        house, asked = self.house, Ask(kind, reason, **more)
        return asking.ask(house.database, house.settings, self.lead, asked, who, on=on, now=house.at(on, 10))

    def answer(self, on: date, asked: Petition, granted: bool, who: tasks.Actor, **more: Any) -> answering.Answered:
        house = self.house
        given = Answer(granted, **more)
        return answering.answer(house.database, house.settings, asked.key, given, who, on=on, now=house.at(on, 15))

    def waiting(self, on: date, **which: Any) -> list[Mapping[str, Any]]:
        return list(petitions.listed(self.house.database, self.house.settings, on=on, **which))

    def standing(self, on: date) -> str:
        return str(self.house.explain(self.lead, on)["verdict"])

    def open_deeds(self, on: date, who: tasks.Actor) -> set[str]:
        how = {"actor": who.name, "role": who.role, "on": on}
        found = possible.possible(self.house.database, self.house.settings, self.lead, **how)
        return {one.deed.split(".p-")[0] for one in found if one.is_open}

    def paper(self, on: date) -> Any:
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            held = [each for each in notices.find(session) if each.state is NoticeState.HELD]
        [mine] = [each for each in held if each.obligation.startswith(self.lead)]
        return releasing.release(
            self.house.database, self.house.settings, mine.key, OFFICER, on=on, now=self.house.at(on)
        ).notice


def pdf(name: str, content: bytes = b"%PDF-1.4 1") -> Proof:
    return Proof((Upload(name, io.BytesIO(content)),))


def test_a_year_of_one_agency(unpublished_house: Any) -> None:
    year = Year(unpublished_house)
    _january_signs_and_disputes(year)
    _february_asks_for_time(year)
    _march_reports_and_is_returned(year)
    _april_is_late_and_told_so(year)
    _may_asks_for_review(year)
    _december_uses_one_paper_twice(year)
    assert audit.verify(unpublished_house.database, unpublished_house.settings).sound
    assert exhibits.damaged(unpublished_house.database, unpublished_house.settings) == ()


def _january_signs_and_disputes(year: Year) -> None:
    """The assignment is disputed within three working days, the dispute is refused, and the task is accepted."""
    assert {"accept", "ask.dispute"} <= year.open_deeds(day(1, 6), CONTACT)
    disputed = year.ask(day(1, 6), PetitionKind.DISPUTE, "此项应由区政府办公室牵头", to="区政府办公室")
    with pytest.raises(Refused, match="W262"):
        year.ask(day(1, 7), PetitionKind.DISPUTE, "再提一次")
    year.answer(day(1, 7), disputed, False, OFFICER, reason="方案已明确由司法局牵头")
    with pytest.raises(Refused, match="W106"):
        year.ask(day(1, 9), PetitionKind.DISPUTE, "又想起来")
    year.act(day(1, 9), Action.ACCEPT, CONTACT)
    assert year.act(day(1, 9), Action.ACCEPT, HELPER, year.helper).task.agency != ""


def _february_asks_for_time(year: Year) -> None:
    """More time is asked for in time, granted shorter than asked; the second is the leader's and is refused."""
    asked = year.ask(day(2, 6), PetitionKind.EXTEND, "统计口径待定", to="2026-04-30", proof=pdf("说明.pdf"))
    assert (asked.nth, [row["key"] for row in year.waiting(day(2, 7), pending=True)]) == (1, [asked.key])
    assert year.standing(day(2, 7)) == "OPEN"
    with pytest.raises(Refused, match="W207"):
        year.answer(day(2, 9), asked, True, OFFICER, to="2026-05-30")
    granted = year.answer(day(2, 9), asked, True, OFFICER, to="2026-03-31", reason="先报初稿")
    assert (granted.verdict.due.safe, granted.verdict.due.original) == (day(3, 31), day(3, 1))
    assert granted.petition.granted_to == "2026-03-31"
    again = year.ask(day(3, 10), PetitionKind.EXTEND, "数据仍未齐", to="2026-06-30")
    assert again.nth == 2
    with pytest.raises(Refused, match="W206"):
        year.answer(day(3, 11), again, True, OFFICER)
    refused = year.answer(day(3, 11), again, False, LEADER, reason="不再延期")
    assert (refused.petition.state, refused.verdict.due.safe) == (PetitionState.REFUSED, day(3, 31))


def _march_reports_and_is_returned(year: Year) -> None:
    """A leader wants to hear; the lead reports and names who has not helped; the office returns it."""
    house = year.house
    note = {"on": day(3, 16), "now": house.at(day(3, 16)), "answer_by": day(3, 20), "doc": "批字5号"}
    remarks.remark(house.database, house.settings, year.lead, "请司法局说明进度", LEADER, **note)
    how = {"on": day(3, 21), "unanswered": True}
    assert [row["late"] for row in remarks.listed(house.database, house.settings, **how)] == [True]
    done = year.act(day(3, 23), Action.REPORT, CONTACT, report=Report(text="已形成初稿", proof=pdf("初稿.pdf")))
    assert [house.explain(year.lead, day(3, 23))["verdict"], len(done.missing)] == ["OPEN", 1]
    assert remarks.listed(house.database, house.settings, **how) == []
    seen = feedback.overview(house.database, house.settings, year.lead, on=day(3, 23))
    assert seen["missing"] == ["区教育局"]
    back = year.act(day(3, 24), Action.RETURN, OFFICER, reason="缺配合单位情况")
    assert (back.task.state, back.task.returns) == (TaskState.IN_PROGRESS, 1)
    appealed = year.ask(day(3, 25), PetitionKind.APPEAL, "配合单位不报不应退回牵头单位")
    assert (appealed.author, appealed.answer_by) == ("督办甲", day(4, 24))
    with pytest.raises(Refused, match="W268"):
        year.answer(day(3, 26), appealed, True, OFFICER)
    year.answer(day(3, 26), appealed, False, LEADER, reason="牵头单位应当汇总")


def _april_is_late_and_told_so(year: Year) -> None:
    """The day passes: breach, urging, a formal paper that a person releases; then the duty is done late."""
    house = year.house
    for on in (day(4, 1), day(4, 2), day(4, 3), day(4, 10), day(4, 13)):
        house.sweep(on)
        house.send(on)
    assert year.standing(day(4, 1)) == "BREACHED"
    with pytest.raises(Refused, match="W202"):
        year.ask(day(4, 2), PetitionKind.EXTEND, "现在才想起来", to="2026-06-30")
    paper = year.paper(day(4, 13))
    house.send(day(4, 13))
    assert (paper.paper, paper.released_by) == ("督办通知单", "督办甲")
    helped = year.act(day(4, 14), Action.REPORT, HELPER, year.helper, report=Report(text="教育系统部分已提供"))
    done = year.act(
        day(4, 15), Action.REPORT, CONTACT, report=Report(text="正式报告", proof=pdf("报告.pdf", b"%PDF-1.5 2"))
    )
    with reading(house.database, house.settings.jurisdiction) as session:
        filed = written.get(session, done.feedback or "")
    assert filed is not None
    assert (filed.given, filed.missing, filed.nth) == ((helped.feedback,), (), 2)
    assert year.standing(day(4, 15)) == "BREACHED"
    year.act(day(4, 15), Action.VERIFY, OFFICER, year.helper)
    assert year.act(day(4, 16), Action.VERIFY, OFFICER).verdict.standing == "CURED"
    with pytest.raises(Refused, match="W105"):
        year.act(day(4, 17), Action.INSPECT, tasks.Actor("督办甲", Role.INSPECTOR))
    assert year.act(day(4, 17), Action.INSPECT, INSPECTOR).task.state is TaskState.INSPECTED


def _may_asks_for_review(year: Year) -> None:
    """The formal paper is appealed against in time; who released it may not review it; too late is too late."""
    house = year.house
    with reading(house.database, house.settings.jurisdiction) as session:
        sent = [each for each in notices.find(session) if each.obligation.startswith(year.lead)]
    [paper] = [each for each in sent if each.paper == "督办通知单"]
    appealed = year.ask(day(5, 6), PetitionKind.APPEAL, "督办时已在会签", against=paper.key)
    assert (appealed.author, appealed.answer_by) == ("督办甲", day(6, 5))
    assert [row["key"] for row in year.waiting(day(6, 6), overdue=True)] == [appealed.key]
    with pytest.raises(Refused, match="W268"):
        year.answer(day(5, 20), appealed, True, OFFICER)
    decided = year.answer(day(6, 8), appealed, True, LEADER, reason="情况属实，督办通知单不计入考核")
    assert (decided.late, decided.petition.state) == (True, PetitionState.GRANTED)
    with pytest.raises(Refused, match="W271"):
        year.ask(day(6, 1), PetitionKind.APPEAL, "再申请一次", against=paper.key)
    assert year.standing(day(6, 8)) == "CURED"
    assert house.explain(year.lead, day(4, 10), day(4, 10))["verdict"] == "BREACHED"


def _december_uses_one_paper_twice(year: Year) -> None:
    """One file serves two duties: the house suggests the second, a person confirms, the bytes are kept once."""
    house = year.house
    lecture, summary = year.number("区司法局", "举办"), year.number("区司法局", "总结")
    for number in (lecture, summary):
        year.act(day(11, 2), Action.ACCEPT, CONTACT, number)
    said = Report(text="两期法治专题讲座已举办，总结附后", proof=pdf("法治专题讲座总结.pdf", b"%PDF-1.6 3"))
    done = year.act(day(11, 3), Action.REPORT, CONTACT, lecture, report=said)
    [proof] = done.evidence
    found: Any = exhibits.shown(house.database, house.settings, proof, on=day(11, 3))["serves"]
    uses = {use["task"]: use["state"] for use in found}
    assert uses == {lecture: ExhibitState.CONFIRMED, summary: ExhibitState.SUGGESTED}
    how = {"on": day(11, 4), "now": house.at(day(11, 4))}
    assert exhibits.use(house.database, house.settings, proof, summary, CONTACT, **how).state is ExhibitState.CONFIRMED
    told = Report(text="报送总结", proof=Proof(known=(proof,)))
    assert year.act(day(11, 5), Action.REPORT, CONTACT, summary, report=told).facts
    assert year.act(day(11, 6), Action.VERIFY, SECOND, summary).verdict.standing == "MET"
    with reading(house.database, house.settings.jurisdiction) as session:
        assert [each.state for each in written.of_task(session, summary)] == [FeedbackState.ACCEPTED]
    house.sweep(day(11, 9))  # by then everybody was told all that wants an answer
    with reading(house.database, house.settings.jurisdiction) as session:
        assert {each.action for each in tidings.untold(session, day(12, 31))} <= {"verify", "inspect"}
