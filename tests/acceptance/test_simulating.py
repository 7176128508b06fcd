"""A replay says day by day what the register would have said, and a trial pack comes in as if it were published."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.services.casefile.facts import record
from duban.services.desk import Desk
from duban.services.judgement import simulation
from duban.services.judgement.casework import Imagined, judged
from duban.services.judgement.simulation import owed_by, simulate
from duban.services.rulebook import ladder_of
from engine.nouns import Fact, FactStatus, Notice, NoticeState, Obligation
from engine.source import Refused
from notifications.episode import episode_of
from notifications.policy import speak
from store.session import reading, transaction
from tests.acceptance.conftest import House, settled

FIRST, LAST = date(2026, 1, 5), date(2026, 7, 12)
SOURCE = """source: {doc: plan, locator: "2", quote: 每年报告}
  state: active
  strength: must
  bearer: {set: depts, role: each}"""
PACK = f"""duban: rulepack/1
pack: cn.test.replay
version: 1.0.0
title: 重演用规则包
timezone: Asia/Shanghai
calendar: cn.workdays
effective: {{from: "2026-01-01", to: null}}
sources:
  - {{id: plan, file: plan.txt, sha256: "{"0" * 64}", doc_no: 示府办〔2026〕1号, issued: "2026-01-05"}}
sets:
  depts: {{of: agency, members: [区司法局, 区教育局]}}
rules:
- id: monthly
  title: 每月报告
  {SOURCE}
  window: {{every: month}}
  due: {{within: 10wd, of: window.end, grace: 5d}}
  test: {{deliver: {{of: report}}}}
- id: publish
  title: 报告后公开
  {SOURCE}
  after: {{rule: monthly, upon: met, same: window}}
  window: {{every: month}}
  due: {{within: 15wd, of: window.end}}
  test: {{deliver: {{of: publication}}}}
- id: hours
  title: 季度学时
  {SOURCE}
  window: {{every: quarter}}
  test: {{sum: {{of: hours, unit: 学时, at_least: "10", carry: {{max: "4"}}}}}}
- id: reply
  title: 十日内答复
  {SOURCE}
  window: {{anchor: {{kind: event, event: asked}}}}
  due: {{within: 10d, of: asked}}
  test: {{deliver: {{of: answer}}}}
- id: cleanup
  title: 每隔三个月清理
  {SOURCE}
  window: {{every: 3mo, anchor: {{kind: last_met, at: "2025-12-31"}}}}
  test: {{deliver: {{of: cleanup}}}}
- id: minutes
  title: 共同报送纪要
  {SOURCE.replace("role: each", "role: joint")}
  window: {{every: quarter}}
  test: {{deliver: {{of: minutes}}}}
- id: rate
  title: 办结率
  {SOURCE}
  window: {{every: half}}
  test: {{ratio: {{num: closed, den: opened, at_least: "90%"}}}}
"""


def done(kind: str, day: str, recorded: str = "", qty: int = 1, **more: Any) -> Fact:
    on = date.fromisoformat(f"2026-{day}")
    seen = date.fromisoformat(f"2026-{recorded}") if recorded else on
    number = f"{kind}-{day}-{more.get('agency', 'j')}"
    return Fact(number, kind, more.pop("agency", "区教育局"), on, seen, qty, **more)  # type: ignore[arg-type]


DEEDS = [
    done("report", "01-20"),
    done("report", "02-10"),
    done("report", "03-20", "05-06"),  # proved after the breach
    done("report", "04-09", status=FactStatus.ACCEPTED, decided=date(2026, 5, 20)),
    done("report", "06-30"),
    done("publication", "02-11"),
    done("publication", "03-03"),
    done("hours", "02-01", qty=14),
    done("hours", "05-01", "07-10", qty=6),
    done("asked", "03-01"),
    done("asked", "03-04"),
    done("answer", "03-06"),
    done("answer", "04-06"),
    done("cleanup", "02-15"),
    done("minutes", "02-01"),
    done("minutes", "05-06", agency="区司法局"),
    done("opened", "02-01", qty=10),
    done("closed", "02-01", qty=8),
    done("closed", "06-25", "07-03", qty=1),
]


@pytest.fixture
def replayed(sqlite_database: Engine, tmp_path: Path) -> House:
    house = settled(sqlite_database, tmp_path)
    house.publish(PACK, on=FIRST)
    with transaction(house.database, house.settings.jurisdiction) as session:
        desk = Desk(session)
        ids = {agency.name: agency.id for agency in desk.roster.agencies}
        some = [replace(fact, agency=ids[fact.agency]) for fact in DEEDS]
        record(desk, some, by="督办甲", on=LAST, now=house.at(LAST))
    return house


def test_a_replay_says_what_each_day_would_have_said(replayed: House) -> None:
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST)
    told = {(each.day, each.obligation, each.standing, each.rung) for each in found.present.happenings}
    with reading(replayed.database, replayed.settings.jurisdiction) as session:
        lived = set(_lived(Desk(session)))
    assert told == lived
    assert {each.standing for each in found.present.happenings} >= {"OVERTURNED", "CURED", "BREACHED", "MET", "UNKNOWN"}
    assert {each.window for each in found.present.happenings if each.matter == "每隔三个月清理"} >= {
        "2026-01-01",
        "2026-02-16",
    }


def test_what_comes_is_counted_in_words_and_adds_up(replayed: House) -> None:
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST)
    for by in simulation.Count:
        rows = found.counts(by)
        assert sum(int(str(row["count"])) for row in rows) == len(found.present.happenings)
        assert all(bool(row["standing_zh"]) != bool(row["rung"]) for row in rows)
    assert {row["standing_zh"] for row in found.rows()} >= {"逾期未办", "按期办结"}


def _lived(desk: Desk) -> Iterator[tuple[date, str, str, str]]:
    """Every day lived by itself: everything judged anew from the register, as a sweep does."""
    owed = owed_by(desk, LAST)
    recorded = {fact.id: fact.recorded for fact in desk.facts_of_kinds(("asked",))}
    before: dict[str, str] = {}
    said: dict[str, list[Notice]] = {one.key: [] for one in owed}
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        if day == FIRST:
            before = {one.key: "PENDING" for one in owed if one.window.first > day and one.subject not in recorded}
            yield from ((day, key, "PENDING", "") for key in before)
        begun = [one for one in owed if one.window.first <= day and recorded.get(one.subject, day) <= day]
        verdicts = judged(desk, begun, day, among=Imagined(owed))
        for one in begun:
            standing = verdicts[one.key].standing.value
            if before.get(one.key) != standing:
                before[one.key] = standing
                yield day, one.key, standing, ""
            for notice in _spoken(desk, one, verdicts[one.key], said[one.key], day):
                yield day, one.key, standing, notice.rung


def _spoken(desk: Desk, one: Obligation, verdict: Any, said: list[Notice], day: date) -> list[Notice]:
    ladder = ladder_of(desk.rule(one), desk.book.pack(one.pack_sha256))
    spoken = speak(episode_of(one, verdict, ladder, said, day, desk.calendar))
    skipped = [notice for notice in spoken if notice.state is NoticeState.SKIPPED]
    heard = [replace(n, state=NoticeState.BUNDLED, said_on=day) for n in spoken if n not in skipped]
    said += [*skipped, *heard]
    return heard


def test_what_any_of_those_who_share_a_duty_did_counts_in_a_replay(replayed: House) -> None:
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST)
    minutes = {each.window: each.standing for each in found.present.final.values() if each.matter == "共同报送纪要"}
    assert (minutes["2026Q1"], minutes["2026Q2"]) == ("MET", "MET")


def test_made_up_facts_take_the_place_of_those_on_file_and_leave_no_trace(replayed: House, tmp_path: Path) -> None:
    file = tmp_path / "facts.csv"
    file.write_text("kind,agency,day,quantity\nhours,区司法局,2026-02-01,12\n", encoding="utf-8")
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST, facts=file)
    hours = {
        (each.agency, each.window): each.standing for each in found.present.final.values() if each.matter == "季度学时"
    }
    assert (hours["区司法局", "2026Q1"], hours["区教育局", "2026Q1"]) == ("MET", "BREACHED")
    with reading(replayed.database, replayed.settings.jurisdiction) as session:
        assert len(Desk(session).facts_of_kinds(("hours",))) == 2
    later = "hours,区司法局,2026-02-02,12,2026-12-01\nhours,区司法局,2026-09-01,12,\n"
    file.write_text(f"kind,agency,day,quantity,recorded\n{later}", encoding="utf-8")
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST, facts=file)
    [first] = [each for each in found.present.final.values() if (each.agency, each.window) == ("区司法局", "2026Q1")
               and each.matter == "季度学时"]  # fmt: skip
    assert first.standing == "BREACHED"
    file.write_text("kind,agency,day\nhours,查无此局,2026-02-01\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        simulate(replayed.database, replayed.settings, first=FIRST, last=LAST, facts=file)
    assert (refused.value.code, [each.code for each in refused.value.problems]) == ("X512", ["F113"])


def test_happenings_are_counted_by_day_agency_and_rung(replayed: House) -> None:
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST)
    for by in simulation.Count:
        assert sum(int(str(row["count"])) for row in found.counts(by)) == len(found.rows())
    rungs = {row["paper"]: row["count"] for row in found.counts("rung") if row["rung"]}
    assert rungs["催办通知书"] == sum(each.paper == "催办通知书" for each in found.present.happenings)
    assert {row["agency"] for row in found.counts("agency")} == {"区司法局", "区教育局"}


def test_a_trial_pack_leaves_running_windows_to_the_version_they_opened_under(replayed: House, tmp_path: Path) -> None:
    trial = tmp_path / "trial.yaml"
    trial.write_text(PACK.replace("1.0.0", "2.0.0").replace('at_least: "10"', 'at_least: "99"'), encoding="utf-8")
    found = simulate(replayed.database, replayed.settings, first=date(2026, 2, 1), last=LAST, pack=trial)
    assert found.trial is not None
    hours = {
        each.window: each.standing
        for each in found.trial.final.values()
        if each.matter == "季度学时" and each.agency == "区教育局"
    }
    assert (hours["2026Q1"], hours["2026Q2"]) == ("MET", "BREACHED")
    flipped = simulation.difference(found.present, found.trial)["flipped"]
    assert [(row["window"], row["was"], row["standing"]) for row in flipped] == [("2026Q2", "OVERTURNED", "BREACHED")]
    assert "  区教育局  季度学时  2026Q2  按期办结（事后补证） → 逾期未办" in found.told.splitlines()


def test_the_rows_of_a_trial_tell_everything_that_comes_by_one_version_only(replayed: House, tmp_path: Path) -> None:
    trial = tmp_path / "trial.yaml"
    trial.write_text(PACK.replace("1.0.0", "2.0.0").replace("grace: 5d", "grace: 9d"), encoding="utf-8")
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST, pack=trial)
    assert found.trial is not None
    rows = [(row["differs"], row["day"], row["obligation"], row["standing"], row["rung"]) for row in found.rows()]
    for only_there, replay in (("现行才有", found.trial), ("试行才有", found.present)):
        lived = {(each.day, each.obligation, each.standing, each.rung) for each in replay.happenings}
        assert {row[1:] for row in rows if row[0] != only_there} == lived
    told = found.answer()["difference"]
    assert isinstance(told, dict)
    assert len(told["came"]) == sum(row[0] == "试行才有" for row in rows) > 0
    assert len(told["gone"]) == sum(row[0] == "现行才有" for row in rows) > 0


def test_a_trial_is_counted_beside_what_is_in_force(replayed: House, tmp_path: Path) -> None:
    trial = tmp_path / "trial.yaml"
    trial.write_text(PACK.replace("1.0.0", "2.0.0").replace("grace: 5d", "grace: 9d"), encoding="utf-8")
    found = simulate(replayed.database, replayed.settings, first=FIRST, last=LAST, pack=trial)
    assert found.trial is not None
    for by in simulation.Count:
        rows = found.counts(by)
        assert sum(int(str(row["count"])) for row in rows) == len(found.trial.happenings)
        assert sum(int(str(row["present"])) for row in rows) == len(found.present.happenings)
