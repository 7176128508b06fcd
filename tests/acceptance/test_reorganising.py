"""Agencies are renamed, merged, split, and hand over duties: nothing is lost, each breach stays where it happened."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement import inheritance
from duban.services.register import directory, reorganising
from duban.services.register.reorganising import Order
from engine.nouns import Obligation, Standing
from engine.source import Refused
from store import events, obligations, successions, verdicts
from store.session import reading
from tests.acceptance.conftest import PACK

BEFORE, DAY, LATER = date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 2)
DOC = "示编发〔2026〕3号"
HEIRS = "name,kind\n区法治教育局,dept\n区教育中心,dept\n"


def order(house: Any, day: date = DAY, on: date = LATER, doc: str = DOC) -> Order:
    return Order(doc, day, "督办甲", on, house.at(on))


def register_more(house: Any) -> None:
    file = house.folder / "heirs.csv"
    file.write_text(HEIRS, encoding="utf-8")
    directory.load_agencies(house.database, house.settings, file, by="管理员", on=BEFORE, now=house.at(BEFORE))


def act(house: Any, agency: str, kind: str, day: str, **more: str) -> None:
    cells = {"kind": kind, "agency": agency, "day": day, **more}
    on = date.fromisoformat(day)
    facts.add(house.database, house.settings, cells, by="督办甲", on=on, now=house.at(on))


def whole(house: Any) -> dict[str, tuple[Obligation, Standing | None]]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return {each.obligation.key: (each.obligation, each.standing) for each in obligations.find(session)}


def of(house: Any, agency: str, rule: str, label: str = "2026") -> list[Obligation]:
    with reading(house.database, house.settings.jurisdiction) as session:
        id_ = Desk(session).register.versions
        mine = {key for key, versions in id_.items() if any(each.name == agency for each in versions)}
    found = [one for one, _ in whole(house).values() if one.bearer in mine and one.rule == rule]
    return [one for one in found if one.window.label == label]


def kinds(house: Any, subject: str) -> list[str]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return [event.kind for event in events.of_subject(session, subject)]


def test_a_merger_hands_over_what_is_open_and_leaves_what_was_breached(house: Any) -> None:
    register_more(house)
    act(house, "区司法局", "lecture.law", "2026-02-10")
    act(house, "区教育局", "lecture.law", "2026-02-11")
    house.sweep(BEFORE)  # the annual reports are late by now
    before = whole(house)
    done = reorganising.merge(house.database, house.settings, ["区司法局", "区教育局"], "区法治教育局", order(house))
    house.sweep(LATER)
    after = whole(house)
    # then each lecture duty goes on at the new agency, as one, with both lectures on file
    (heir,) = of(house, "区法治教育局", "lecture")
    told = house.explain(heir.key, LATER)
    assert (told["verdict"], told["test"]["have"]["lo"]) == ("MET", 2)
    assert len(told["course"]["origins"]) == 2
    for origin in told["course"]["origins"]:
        there = house.explain(origin["obligation"], LATER)
        assert (there["verdict"], there["course"]["successor"]) == ("TRANSFERRED", heir.key)
        assert kinds(house, origin["obligation"])[-2:] == ["obligation.hand_over", "verdict.change"]
    # and the breaches stay with those who committed them, shown as inherited
    late = [one for name in ("区司法局", "区教育局") for one in of(house, name, "report.year")]
    assert {after[one.key][1] for one in late} == {Standing.BREACHED}
    (next_report,) = of(house, "区法治教育局", "report.year", "2027")
    inherited = house.explain(next_report.key, LATER)["course"]["inherited"]
    assert sorted(each["obligation"] for each in inherited) == sorted(one.key for one in late)
    listed = [row for row in house.tasks(LATER, "区法治教育局") if row["inherited"]]
    assert sorted(str(row["agency"]) for row in listed) == ["区司法局", "区教育局"]
    assert {row["standing_zh"] for row in listed} == {"逾期未办（承继）"}
    # conservation: everything is still there, and what was transferred is linked to what goes on
    conserved(house, before, after)
    assert done.handed_over == sum(1 for _, standing in after.values() if standing is Standing.TRANSFERRED)
    assert (done.sets, done.kept) == (("各部门",), 2)


def conserved(house: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    assert set(before) <= set(after)
    gone = sorted(key for key, (_, standing) in after.items() if standing is Standing.TRANSFERRED)
    with reading(house.database, house.settings.jurisdiction) as session:
        heirs = successions.heirs(session, after)
    assert sorted(heirs) == gone
    new = set(after) - set(before)
    assert set(heirs.values()) - set(before) <= new
    live_before = len(before) - sum(1 for _, standing in before.values() if standing is Standing.TRANSFERRED)
    assert len(after) - len(gone) == live_before - len(gone) + len(new)


def test_the_new_agency_owes_what_comes_next_and_the_old_ones_do_not(sqlite_house: Any) -> None:
    house = sqlite_house
    register_more(house)
    reorganising.merge(house.database, house.settings, ["区司法局", "区教育局"], "区法治教育局", order(house))
    house.sweep(date(2027, 1, 4))
    assert len(of(house, "区法治教育局", "lecture", "2028")) == 1
    assert of(house, "区司法局", "lecture", "2028") == []


def test_one_of_them_may_go_on_for_both(sqlite_house: Any) -> None:
    house = sqlite_house
    act(house, "区司法局", "lecture.law", "2026-02-10")
    act(house, "区教育局", "lecture.law", "2026-02-11")
    reorganising.merge(house.database, house.settings, ["区司法局", "区教育局"], "区司法局", order(house))
    house.sweep(LATER)
    (own,) = of(house, "区司法局", "lecture")
    assert house.explain(own.key, LATER)["verdict"] == "MET"


@pytest.mark.parametrize(
    ("way", "quotas", "standing"), [("pool_sum", 1, "MET"), ("pool_max", 1, "OPEN"), ("each", 2, "OPEN")]
)
def test_evidence_follows_as_the_rule_says(unpublished_house: Any, way: str, quotas: int, standing: str) -> None:
    house = unpublished_house
    house.publish(PACK.replace("  window: {every: year}\n", f"  on_merge: {way}\n  window: {{every: year}}\n"))
    register_more(house)
    act(house, "区司法局", "lecture.law", "2026-02-10")
    act(house, "区教育局", "lecture.law", "2026-02-11")
    reorganising.merge(house.database, house.settings, ["区司法局", "区教育局"], "区法治教育局", order(house))
    house.sweep(LATER)
    heirs = of(house, "区法治教育局", "lecture")
    assert len(heirs) == quotas
    assert {house.explain(one.key, LATER)["verdict"] for one in heirs} == {standing}
    # a second lecture by the new agency: enough for the best of two, and for one of two separate quotas
    act(house, "区法治教育局", "lecture.law", "2026-06-03")
    found = sorted(house.explain(one.key, date(2026, 6, 3))["verdict"] for one in heirs)
    assert found == (["MET", "OPEN"] if way == "each" else ["MET"])


def test_a_split_gives_each_rule_to_whom_it_names_and_the_rest_to_the_first(house: Any) -> None:
    register_more(house)
    before = whole(house)
    done = reorganising.split(
        house.database,
        house.settings,
        "区教育局",
        ["区法治教育局", "区教育中心"],
        {"lecture": "区教育中心"},
        order(house),
    )
    house.sweep(LATER)
    assert len(of(house, "区教育中心", "lecture")) == 1
    assert len(of(house, "区法治教育局", "report.year", "2027")) == 1
    assert of(house, "区法治教育局", "lecture") == []
    conserved(house, before, whole(house))
    assert done.handed_over > 0


def test_a_transfer_moves_the_duties_of_some_rules_and_both_go_on(house: Any) -> None:
    before = whole(house)
    done = reorganising.transfer(house.database, house.settings, "区教育局", "区司法局", ["lecture"], order(house))
    house.sweep(LATER)
    own, *_ = of(house, "区教育局", "report.year", "2027")
    assert whole(house)[own.key][1] is Standing.PENDING
    (gone,) = of(house, "区教育局", "lecture")
    assert house.explain(gone.key, LATER)["verdict"] == "TRANSFERRED"
    assert done.handed_over == 2
    conserved(house, before, whole(house))


def test_what_comes_back_comes_back_as_another_duty(sqlite_house: Any) -> None:
    house = sqlite_house
    act(house, "区教育局", "lecture.law", "2026-02-11")
    reorganising.transfer(house.database, house.settings, "区教育局", "区政府办公室", ["lecture"], order(house))
    reorganising.transfer(house.database, house.settings, "区政府办公室", "区教育局", ["lecture"], order(house))
    house.sweep(LATER)
    told = [house.explain(one.key, LATER) for one in of(house, "区教育局", "lecture")]
    assert sorted(each["verdict"] for each in told) == ["OPEN", "TRANSFERRED"]
    assert next(each["test"]["have"]["lo"] for each in told if each["verdict"] == "OPEN") == 1


def test_a_renaming_changes_nothing_but_the_name(house: Any) -> None:
    house.sweep(BEFORE)
    before = whole(house)
    reorganising.rename(house.database, house.settings, "区司法局", "区法治局", order(house))
    house.sweep(LATER)
    after = whole(house)
    assert {key: one for key, (one, _) in after.items() if key in before} == {k: one for k, (one, _) in before.items()}
    (one,) = of(house, "区法治局", "lecture")
    assert house.explain(one.key, BEFORE)["bearer"]["name"] == "区司法局"
    assert house.explain(one.key, LATER)["bearer"]["name"] == "区法治局"
    act(house, "区司法局", "lecture.law", "2026-06-03")  # the former name is still understood
    assert house.explain(one.key, date(2026, 6, 3))["test"]["have"]["lo"] == 1


def test_history_tells_what_happened_and_what_was_inherited(sqlite_house: Any) -> None:
    house = sqlite_house
    register_more(house)
    house.sweep(BEFORE)
    reorganising.merge(house.database, house.settings, ["区司法局"], "区法治教育局", order(house))
    found = inheritance.history(house.database, house.settings, "区法治教育局")
    assert [(each["kind"], each["doc"]) for each in found["changes"]] == [("merge", DOC)]
    assert [each["agency"] for each in found["inherited"]] == ["区司法局"]
    assert "承继的逾期记录：区司法局" in inheritance.told(found)


Wrong = Callable[[Any], object]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("X461", lambda h: reorganising.merge(h.database, h.settings, ["区司法局"], "司法局", order(h))),
        ("X462", lambda h: reorganising.rename(h.database, h.settings, "区司法局", "区教育局", order(h))),
        ("X464", lambda h: reorganising.rename(h.database, h.settings, "区司法局", "区法治局", order(h, LATER, DAY))),
        ("X465", lambda h: reorganising.split(
            h.database, h.settings, "区司法局", ["区政府办公室"], {"lecture": "区教育局"}, order(h))),
        ("X466", lambda h: reorganising.transfer(h.database, h.settings, "区司法局", "区教育局", ["x"], order(h))),
        ("X467", lambda h: reorganising.rename(h.database, h.settings, "区司法局", "区法治局", order(h, doc=" "))),
        ("X404", lambda h: reorganising.rename(h.database, h.settings, "没有", "区法治局", order(h))),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_leaves_no_trace(sqlite_house: Any, code: str, wrong: Wrong) -> None:
    house = sqlite_house
    before = whole(house)
    with pytest.raises(Refused, match=code):
        wrong(house)
    assert whole(house) == before
    with reading(house.database, house.settings.jurisdiction) as session:
        assert successions.every(session) == []


def test_an_agency_that_ended_cannot_change_again(sqlite_house: Any) -> None:
    house = sqlite_house
    reorganising.merge(house.database, house.settings, ["区教育局"], "区司法局", order(house))
    with pytest.raises(Refused, match="X463"):
        reorganising.transfer(house.database, house.settings, "区教育局", "区司法局", [], order(house))


def test_a_breach_is_in_no_history_but_its_own(sqlite_house: Any) -> None:
    house = sqlite_house
    house.sweep(BEFORE)
    reorganising.merge(house.database, house.settings, ["区教育局"], "区司法局", order(house))
    house.sweep(LATER)
    with reading(house.database, house.settings.jurisdiction) as session:
        found = verdicts.breached(session, whole(house))
    assert len(found) == 2
    assert all(whole(house)[key][1] is Standing.BREACHED for key in found)


@pytest.mark.parametrize("late", [False, True], ids=["known when they merged", "recorded afterwards"])
def test_what_is_brought_moves_the_heirs_own_acts_in_the_next_sweep(unpublished_house: Any, late: bool) -> None:
    house, (merged, known, after) = unpublished_house, (date(2026, 2, 20), date(2026, 3, 2), date(2026, 3, 20))
    monthly = '  window: {every: month}\n  due: {by: end, grace: "10d"}\n  test: {count'
    house.publish(PACK.replace("  window: {every: year}\n  test: {count", monthly))
    for day in ("2026-01-10", "2026-02-01", "2026-02-02"):
        act(house, "区司法局", "lecture.law", day)
    # the other's January waits for a decision and goes over; its February is done and stays
    act(house, "区教育局", "lecture.law", "2026-01-12", status="pending")
    for day in (*(() if late else ("2026-01-11",)), "2026-02-12", "2026-02-13"):
        act(house, "区教育局", "lecture.law", day)
    if late:
        act(house, "区教育局", "lecture.law", "2026-01-13", status="pending")
    house.sweep(merged)
    reorganising.merge(house.database, house.settings, ["区教育局"], "区司法局", order(house, merged, merged))
    house.sweep(merged)
    if late:
        house.sweep(known)
        cells = {"kind": "lecture.law", "agency": "区教育局", "day": "2026-01-11"}
        facts.add(house.database, house.settings, cells, by="督办甲", on=known, now=house.at(known))
    house.sweep(after)
    stored = whole(house)
    for label in ("2026-01", "2026-02"):
        (one,) = of(house, "区司法局", "lecture", label)
        assert (house.explain(one.key, after)["verdict"], stored[one.key][1]) == ("MET", Standing.MET)
