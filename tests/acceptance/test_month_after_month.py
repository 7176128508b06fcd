"""What one month leaves to the next: a breach that is repeated, and a surplus that is carried over."""

from datetime import date
from pathlib import Path
from typing import Any

from duban.services.casefile import facts
from engine.nouns import NoticeState
from store import notices
from store.session import reading

PACK = Path(__file__).with_name("pack.yaml").read_text(encoding="utf-8")
YEARLY = "window: {every: year}\n  test: {count: {of: lecture.law, unit: 期"
MONTHLY = "window: {every: month}\n  test: {count: {of: lecture.law, unit: 期, carry: {}"


def monthly(house: Any) -> Any:
    """The same office, in which a lecture is owed every month as well, and a surplus is good for the month after."""
    assert YEARLY in PACK
    changes = {
        YEARLY: MONTHLY,
        'at_least: "2"': 'at_least: "1"',
        "id: lecture": "id: lecture.month",
        "version: 1.0.0": "version: 2.0.0",
    }
    text = PACK
    for was, now in changes.items():
        text = text.replace(was, now)
    house.publish(text)
    return house


def number_of(house: Any, on: date, label: str) -> str:
    [row] = [row for row in house.tasks(on, "区司法局", "讲座") if row["window"] == label]
    return str(row["key"])


def papers(house: Any, number: str) -> list[tuple[str, NoticeState]]:
    with reading(house.database, house.settings.jurisdiction) as session:
        said = [each for each in notices.find(session) if each.obligation.startswith(number)]
    return [(each.paper, each.state) for each in sorted(said, key=lambda each: each.decided_on)]


def lecture(house: Any, day: str, on: date) -> None:
    cells = {"kind": "lecture.law", "agency": "司法局", "day": day}
    facts.add(house.database, house.settings, cells, by="督办甲", on=on, now=house.at(on))


def test_who_breaches_two_months_running_is_summoned(unpublished_house: Any) -> None:
    house = monthly(unpublished_house)
    # given a January without a lecture: it is urged, and the head is not yet bothered
    for on in (date(2026, 2, 2), date(2026, 2, 3)):
        house.sweep(on)
    january = number_of(house, date(2026, 2, 3), "2026-01")
    assert papers(house, january)[-1] == ("催办通知书", NoticeState.BUNDLED)
    # when February goes by as well, and its 催办 has left
    for on in (date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 3)):
        house.sweep(on)
        house.send(on)
    house.sweep(date(2026, 3, 4))
    february = number_of(house, date(2026, 3, 4), "2026-02")
    said = dict(papers(house, february))
    # then a summons is drafted at once and waits for the leader; the papers it passed over are on record
    assert (said["催办通知书"], said["约谈通知书"]) == (NoticeState.BUNDLED, NoticeState.HELD)
    passed = {paper for paper, state in papers(house, february) if state is NoticeState.SKIPPED}
    assert passed >= {"督办通知单", "督查通报"}


def test_a_month_that_was_met_breaks_the_row(sqlite_house: Any) -> None:
    house = monthly(sqlite_house)
    lecture(house, "2026-02-10", date(2026, 2, 10))
    for on in (date(2026, 2, 11), date(2026, 3, 2), date(2026, 4, 1), date(2026, 4, 2)):
        house.sweep(on)
    march = number_of(house, date(2026, 4, 2), "2026-03")
    assert papers(house, march)[-1] == ("催办通知书", NoticeState.BUNDLED)


def test_a_lecture_too_many_serves_the_month_after(sqlite_house: Any) -> None:
    house = monthly(sqlite_house)
    on = date(2026, 2, 2)
    house.sweep(on)
    february = number_of(house, on, "2026-02")
    assert house.explain(february, on)["verdict"] == "OPEN"
    for day in ("2026-01-12", "2026-01-19"):
        lecture(house, day, on)
    told = house.explain(february, on)
    assert (told["verdict"], told["test"]["have"]["lo"], told["test"]["parts"][0]["part"]) == ("MET", 1, "结转")
    later = date(2026, 3, 2)
    house.sweep(later)
    march = house.explain(number_of(house, later, "2026-03"), later)
    assert (march["verdict"], march["test"]["have"]["lo"]) == ("OPEN", 0)
