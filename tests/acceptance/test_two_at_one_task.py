"""Two people at one task: the second is told what changed, by whom and when, and loses nothing of what he sent.

And what is sent twice under one key has one effect.
"""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from duban.services.casefile import exhibits, feedback, once, tasks
from duban.services.casefile.claims import Report
from duban.services.casefile.intake import Proof, Upload
from engine.nouns import Evidence, FeedbackState, Role, TaskState
from engine.source import Refused
from store import evidence as proofs
from store import facts, operations
from store import feedback as written
from store.session import reading
from tests.trials import numbers
from workflows.standard import Action

DAY = date(2026, 2, 6)
PAIRS = numbers(20, 100_000)


def task_of(house: Any, accepted: bool = True) -> str:
    house.sweep(DAY)
    number = str(house.tasks(DAY, "区司法局")[0]["key"])
    if accepted:
        house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    return number


def said(text: str, content: bytes = b"%PDF-1.4") -> Report:
    return Report(text=text, proof=Proof((Upload("报告.pdf", io.BytesIO(content)),)))


def shown(house: Any, number: str) -> dict[str, Any]:
    found: dict[str, Any] = tasks.shown(house.database, house.settings, number, on=DAY)
    return found


def in_sight(house: Any, number: str) -> list[Any]:
    found: Any = feedback.overview(house.database, house.settings, number, on=DAY)["rows"]
    evidence: list[Any] = found[0]["evidence"]
    return evidence


def drafts(house: Any, number: str) -> list[Any]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return [each for each in written.of_task(session, number) if each.state is FeedbackState.DRAFT]


def test_whoever_saw_an_older_version_is_told_what_changed_and_keeps_what_he_wrote(house: Any) -> None:
    number = task_of(house)
    seen = shown(house, number)["version"]
    house.act(number, Action.REPORT, "乙", Role.CONTACT, DAY, report=said("乙写的"))
    with pytest.raises(Refused, match="X411") as refused:
        house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=said("甲写的", b"%PDF-1.7"), seen=seen)
    assert "乙于2026年2月6日11:30“反馈”，现为“已反馈”" in refused.value.message
    [draft] = drafts(house, number)
    assert (draft.text, draft.by) == ("甲写的", "甲")
    assert draft.key in refused.value.message
    with reading(house.database, house.settings.jurisdiction) as session:
        kept = [proof for proof, use in proofs.of_tasks(session, [number])[number] if use.feedback == draft.key]
    assert [proof.title for proof in kept] == ["报告.pdf"]
    assert len(in_sight(house, number)) == 1, "the office does not see what lies with a draft"
    # and after a return he sends it as it was
    house.act(number, Action.RETURN, "督办甲", Role.OFFICER, DAY, reason="材料不全")
    done = house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=Report(draft=draft.key))
    with reading(house.database, house.settings.jurisdiction) as session:
        sent = written.get(session, done.feedback)
    assert sent is not None
    assert (sent.text, sent.nth, sent.state) == ("甲写的", 2, FeedbackState.WAITING)
    assert len(in_sight(house, number)) == 2


def test_without_a_version_the_refusal_still_says_who_was_quicker(sqlite_house: Any) -> None:
    number = task_of(sqlite_house, accepted=False)
    sqlite_house.act(number, Action.ACCEPT, "乙", Role.CONTACT, DAY)
    with pytest.raises(Refused, match=r"W101 .*最近一次变动：乙于2026年2月6日11:30“签收”"):
        sqlite_house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)


def test_of_two_connections_at_once_one_moves_the_task_and_the_other_is_told(house: Any) -> None:
    number = task_of(house)
    barrier = threading.Barrier(2)

    def report(name: str) -> str:
        barrier.wait()
        try:
            done = house.act(number, Action.REPORT, name, Role.CONTACT, DAY, report=said(f"{name}写的"))
        except Refused as refused:
            return refused.message
        return f"办成 {done.feedback}"

    with ThreadPoolExecutor(2) as people:
        told = sorted(people.map(report, ["甲", "乙"]))
    assert len([line for line in told if line.startswith("办成")]) == 1
    [loser] = [line for line in told if not line.startswith("办成")]
    assert "“反馈”，现为“已反馈”" in loser
    assert "已存为草稿" in loser
    assert len(drafts(house, number)) == 1
    now_is = shown(house, number)
    assert now_is["state"] == TaskState.REPORTED
    assert [event["kind"] for event in now_is["history"]].count("task.report") == 1


def test_the_same_key_twice_has_one_effect_and_with_another_body_is_refused(house: Any) -> None:
    number = task_of(house)
    first = house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=said("已办"), key="k-1")
    again = house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=said("已办"), key="k-1")
    assert (first.again, again.again) == (False, True)
    assert (again.feedback, again.facts, again.evidence) == (first.feedback, first.facts, first.evidence)
    for other in (said("另一句"), said("已办", b"%PDF-2.0")):
        with pytest.raises(Refused, match="X412"):
            house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=other, key="k-1")
    with reading(house.database, house.settings.jurisdiction) as session:
        assert len(written.of_task(session, number)) == 1
        assert len(facts.of_ids(session, first.facts)) == 1


def test_a_refused_operation_leaves_its_key_free(sqlite_house: Any) -> None:
    number = task_of(sqlite_house, accepted=False)
    with pytest.raises(Refused, match="W101"):
        sqlite_house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=said("已办"), key="k-1")
    sqlite_house.act(number, Action.ACCEPT, "甲", Role.CONTACT, DAY)
    assert not sqlite_house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=said("已办"), key="k-1").again


def test_an_upload_sent_by_two_at_once_under_one_key_is_recorded_once(house: Any) -> None:
    number, who = task_of(house), tasks.Actor("甲", Role.CONTACT)

    def upload(turn: int) -> list[Evidence]:
        proof = Proof(
            (Upload("a.pdf", io.BytesIO(b"%%PDF-1.4 %d" % (turn // 2))),), links=("https://example.gov.cn/1",)
        )
        how = {"on": DAY, "now": house.at(DAY), "number": number, "key": f"u-{turn // 2}"}
        return exhibits.add(house.database, house.settings, proof, who, **how)

    with ThreadPoolExecutor(2) as people:
        found = list(people.map(upload, range(2 * PAIRS.start, 2 * PAIRS.stop)))
    assert all(found[turn] == found[turn + 1] for turn in range(0, len(found), 2))
    with reading(house.database, house.settings.jurisdiction) as session:
        assert len(proofs.of_tasks(session, [number])[number]) == len(PAIRS) + 1
    assert exhibits.damaged(house.database, house.settings) == ()


def test_keys_are_kept_four_hundred_days(sqlite_house: Any) -> None:
    house = sqlite_house
    number = task_of(house)
    house.act(number, Action.REPORT, "甲", Role.CONTACT, DAY, report=said("已办"), key="k-1")
    assert once.forget_old_keys(house.database, house.settings, now=house.at(DAY) + timedelta(400)) == 0
    assert once.forget_old_keys(house.database, house.settings, now=house.at(DAY) + timedelta(401)) == 1
    with reading(house.database, house.settings.jurisdiction) as session:
        assert operations.get(session, "k-1") is None


def test_the_overview_tells_who_has_not_fed_back(sqlite_house: Any) -> None:
    number = task_of(sqlite_house)
    found = feedback.overview(sqlite_house.database, sqlite_house.settings, number, on=DAY)
    assert [(row["part"], row["feedback_zh"]) for row in found["rows"]] == [("lead", "未反馈")]  # type: ignore[attr-defined]
