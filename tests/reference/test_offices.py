"""Two readings of who answers, whose acts count and what goes on elsewhere: the pages', and that of a whole house."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from engine.nouns import Agency, Bearer, Count, DueTerm, Duration, Fact, Standing, WindowTerm
from store.session import open_database
from tests.acceptance.conftest import settled
from tests.reference.comparing import compared
from tests.reference.evaluator import HORIZON
from tests.reference.housed import Housed
from tests.reference.offices import Office, office
from tests.reference.sharing import Reading, duty_of, told
from tests.reference.test_against_the_engine import FIRST

Many = Callable[[int, int], int]
Tried = Callable[[int], None]
A_HOUSE = 40
"""So many offices are at work in one house."""
MOST_SHOWN = 12


def test_two_readings_of_who_answers_and_whose_acts_count_agree(
    sqlite_template: Path, tmp_path: Path, many: Many, tried: Tried
) -> None:
    wrong: list[str] = []
    for first in range(FIRST, FIRST + many(A_HOUSE, 50 * A_HOUSE), A_HOUSE):
        folder = tmp_path / str(first)
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "duban.db")
        database = open_database(f"sqlite:///{folder / 'duban.db'}")
        offices = [office(number) for number in range(first, first + A_HOUSE)]
        housed = Housed.of(settled(database, folder), offices)
        for one in offices:
            tried(len(one.asked) * len(housed.duties(one)))
            wrong += differences(one, housed)
        database.dispose()
        shutil.rmtree(folder)
    assert not wrong, f"{len(wrong)} disagreements:\n" + "\n".join(wrong[:MOST_SHOWN])


def test_what_a_third_did_serves_one_window_of_a_joint_duty_whoever_leads_it(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "duban.db")
    database = open_database(f"sqlite:///{tmp_path / 'duban.db'}")
    ends, day, on = date(2025, 2, 1), date(2025, 2, 5), date(2025, 3, 20)
    rule = replace(
        office(0).rule,
        test=Count("k0", at_least=Fraction(1)),
        window=WindowTerm("month"),
        due=DueTerm("end", grace=Duration(days=10)),
        bearer=Bearer("s0", role="joint"),
    )
    three = [Agency("x-a", "x-a", until=ends), Agency("x-b", "x-b"), Agency("x-c", "x-c")]
    fact = Fact("x-f", "k0", "x-c", day, day, Fraction(1), decided=day)
    one = Office(0, rule, tuple(three), ("x-a", "x-b", "x-c"), (), (fact,), None, ((on, on),))
    housed = Housed.of(settled(database, tmp_path), [one])
    said = {(each.bearer, each.window.label): verdict.standing for *_, each, verdict in housed.answers(one)}
    assert said["x-a", "2025-01"] is Standing.MET_IN_GRACE
    assert said["x-b", "2025-02"] is Standing.BREACHED
    assert list(differences(one, housed)) == []


def differences(one: Office, housed: Housed) -> Iterator[str]:
    """All on which the two disagree about one office."""
    reading, duties = Reading(one), housed.duties(one)
    mine, yours = told(reading.duties), told([duty_of(each) for each in duties])
    if mine != yours:
        yield f"office {one.number}: {mine} owed, {yours} entered"
        return
    for each in duties:
        mine, yours = reading.helpers(duty_of(each)), housed.helpers(each)
        if mine != yours:
            yield f"office {one.number}, {each.bearer} {each.window.label}: {mine} help, {yours} in the house"
    for as_of, known_at, each, verdict in housed.answers(one):
        if each.window.first <= as_of + HORIZON:
            said = reading.said(duty_of(each), as_of, known_at)
            if found := list(compared(said, verdict)):
                yield f"office {one.number}, {told([duty_of(each)])}, {as_of}, {known_at}: {found}"
