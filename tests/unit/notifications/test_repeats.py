"""What a rule says of repeated breaches stands in the ladder: a paper comes at once, or another ladder is climbed."""

from dataclasses import replace
from datetime import date

import pytest

from engine.nouns import Moment, Notice, NoticeState, Repeat, Rung
from engine.workdays import WorkCalendar
from notifications.episode import Episode, Handling, episode_of
from notifications.policy import speak
from notifications.repeats import with_repeats
from tests.unit.notifications.test_policy import DUTY, by_calendar

OWN = (
    Rung("remind", Moment("due", -3, True), "提醒函", only_if="not_met", release="auto"),
    Rung("urge", Moment("breach", 1, True), "催办通知书", to=("contact",)),
    Rung("supervise", Moment("prev", 5, True), "督办通知单", to=("deputy",)),
)
READY = {
    "standard": (*OWN, Rung("summon", Moment("prev", 20, True), "约谈通知书", to=("head",))),
    "strict": (
        Rung("remind9", Moment("due", -9, True), "提醒函", only_if="not_met", release="auto"),
        Rung("urge", Moment("breach", 1, True), "红色督查单", to=("head",)),
        Rung("refer", Moment("prev", 3, True), "移送建议", to=("leader",)),
    ),
}
SKIPPED = NoticeState.SKIPPED
TWICE = Repeat(2, "约谈通知书", in_a_row=True)


def diary(calendar: WorkCalendar, *repeats: Repeat, **breaches: int) -> list[tuple[str, str]]:
    """What is said until the end of July; each paper leaves when it is drawn up."""
    said: list[Notice] = []
    ladder = with_repeats(OWN, repeats, READY)
    attrs = {f"breaches.{name.replace('_1', '.1')}": count for name, count in breaches.items()}
    for on in (date(2026, month, day) for month in (6, 7) for day in range(1, 31)):
        episode = episode_of(DUTY, by_calendar(on), ladder, said, on, calendar, Handling(attrs=attrs))
        said += [one if one.state is SKIPPED else replace(one, said_on=on) for one in speak(episode)]
    return [(f"{one.decided_on:%m-%d}", one.paper) for one in said if one.state is not SKIPPED]


USUAL = [("06-25", "提醒函"), ("07-02", "催办通知书"), ("07-09", "督办通知单")]


def test_who_breached_once_hears_what_the_ladder_says_and_no_more(calendar: WorkCalendar) -> None:
    assert diary(calendar, TWICE) == diary(calendar, TWICE, in_a_row=1) == USUAL


def test_who_breached_again_gets_the_paper_at_once(calendar: WorkCalendar) -> None:
    assert diary(calendar, TWICE, in_a_row=2) == [("06-25", "提醒函"), ("07-02", "约谈通知书")]


@pytest.mark.parametrize(
    ("repeat", "counts"),
    [
        (Repeat(3, "约谈通知书"), {"ever": 3}),
        (Repeat(3, "约谈通知书", within="1y"), {"within_1y": 3}),
        (Repeat(3, "约谈通知书", in_a_row=True), {"in_a_row": 3}),
    ],
)
def test_breaches_are_counted_as_the_rule_says(calendar: WorkCalendar, repeat: Repeat, counts: dict[str, int]) -> None:
    fewer = {name: count - 1 for name, count in counts.items()}
    assert ("07-02", "约谈通知书") in diary(calendar, repeat, **counts)
    assert diary(calendar, repeat, **fewer) == USUAL


def test_a_paper_that_the_own_ladder_sends_comes_earlier_and_otherwise_in_its_turn(calendar: WorkCalendar) -> None:
    sooner = Repeat(2, "督办通知单", in_a_row=True)
    assert diary(calendar, sooner) == USUAL
    assert diary(calendar, sooner, in_a_row=2) == [("06-25", "提醒函"), ("07-02", "督办通知单")]


def test_another_ladder_is_climbed_in_place_of_the_own(calendar: WorkCalendar) -> None:
    other = Repeat(2, "strict", in_a_row=True)
    assert diary(calendar, other) == USUAL
    assert diary(calendar, other, in_a_row=2) == [
        ("06-25", "提醒函"),
        ("07-02", "红色督查单"),
        ("07-07", "移送建议"),
    ]


def test_of_two_ladders_the_one_for_more_breaches_is_climbed(calendar: WorkCalendar) -> None:
    both = (Repeat(2, "standard", in_a_row=True), Repeat(3, "strict", in_a_row=True))
    assert diary(calendar, *both, in_a_row=2) == USUAL
    assert [paper for _, paper in diary(calendar, *both, in_a_row=3)] == ["提醒函", "红色督查单", "移送建议"]


def test_a_ladder_of_which_nothing_is_repeated_stays_as_it_is() -> None:
    assert with_repeats(OWN, (), READY) == OWN
    assert len({rung.id for rung in with_repeats(OWN, (TWICE, Repeat(3, "strict")), READY)}) == 6


def test_an_episode_without_a_count_has_no_breaches(calendar: WorkCalendar) -> None:
    on = date(2026, 7, 2)
    ladder = with_repeats(OWN, (TWICE,), READY)
    episode: Episode = episode_of(DUTY, by_calendar(on), ladder, (), on, calendar)
    assert [rung.id for rung in ladder if episode.wants(rung) and rung.at.base != "due"] == ["urge", "supervise"]
