"""What a sweep decides from kept tallies is what it would decide from the files: after a year every row is the same."""

import random
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, select

from duban.services.casefile import facts, requests
from duban.services.casefile.tasks import Actor
from duban.services.desk import Desk
from duban.services.judgement import expansion, going_on, sweep, upkeep
from engine.nouns import Fact, FactStatus, Role
from engine.source import Refused
from store import facts as register
from store import looks, obligations, verdicts
from store.session import reading, transaction
from workflows.standard import Action

PACK = (Path(__file__).parent / "two_paths.yaml").read_text(encoding="utf-8")
KINDS = ("report", "report", "visit", "lecture", "hours", "asked", "answered", "finding", "yearly", "check")
FIRST, LAST = date(2026, 1, 5), date(2027, 1, 10)


def a_year(house: Any, *, from_files: bool = False) -> None:
    """Work and sweep through a year that chance makes up, the same at every call."""
    chance = random.Random(20260105)
    on = FIRST
    while on <= LAST:
        _work(house, on, chance)
        house.sweep(on, from_files=from_files)
        if chance.random() < 0.7:
            house.send(on)
        on += timedelta(chance.choice((1, 4, 6, 9, 13)))


def _work(house: Any, on: date, chance: random.Random) -> None:
    """Facts come in, some late, early, pending, decided or taken back; tasks are worked, a due day is moved."""
    agencies = ("区司法局", "区教育局")
    with transaction(house.database, house.settings.jurisdiction) as session:
        desk = Desk(session)
        ids = {agency.name: agency.id for agency in desk.roster.agencies}
        made = [
            Fact(
                f"f{on.toordinal()}-{place}", kind := chance.choice(KINDS), ids[chance.choice(agencies)],
                on + timedelta(chance.choice((-40, -9, -1, 0, 0, 0, 0, 12))), on, Fraction(chance.randint(1, 9)),
                unit="学时" if kind == "hours" else None,
                status=chance.choice((FactStatus.ACCEPTED, FactStatus.ACCEPTED, FactStatus.PENDING)),
            )
            for place in range(chance.randint(0, 6))
        ]  # fmt: skip
        for part in (made[:2], made[2:]):  # the same day brings more
            facts.record(desk, part, by="督办甲", on=on, now=house.at(on, 7))
        if made and chance.random() < 0.3:
            register.decide(session, made[0].id, chance.choice(list(FactStatus)), on=on, by="督办甲")
            upkeep.measure_again(desk, [fact for fact in [register.get(session, made[0].id)] if fact], on)
        listed = [each.obligation for each in obligations.find(session, rule="month")]
    if made and chance.random() < 0.2:
        facts.retract(
            house.database, house.settings, made[-1].id, reason="重复", by="督办甲", on=on, now=house.at(on, 7)
        )
    ahead = sorted(one.key for one in listed if one.window.first <= on <= one.window.last)
    if ahead and chance.random() < 0.1:
        longer = requests.Request("extend", to=(on + timedelta(45)).isoformat(), reason="汛期")
        who = Actor("督办甲", Role.OFFICER)
        with suppress(Refused):  # the second time it is not for an officer to grant
            requests.decide(house.database, house.settings, ahead[0], longer, who, on=on, now=house.at(on, 7))
    if chance.random() < 0.1:
        waiting = [row for row in house.tasks(on, "区司法局", "走访") if row["state"] == "assigned"]
        for row in waiting[:1]:
            house.act(str(row["key"]), Action.ACCEPT, "甲", Role.CONTACT, on)


MARKS = {expansion.SEEN, expansion.MARK, sweep.EXPANDED}


NUMBERS = {("verdict", "obligation"), ("tally", "obligation"), ("movement", "obligations")}


def _written(database: Engine, besides: Container[str] = ()) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    metadata = MetaData()
    metadata.reflect(database)
    with database.connect() as connection:
        for name, table in sorted(metadata.tables.items()):
            # PostgreSQL goes on counting rows where a transaction that was undone stopped
            counted = {key.parent for key in table.foreign_keys if key.column.name == "number"}
            counted |= {each for each in table.columns if each.name in ("about", "grounds")}
            counted |= {each for each in table.columns if (name, each.name) in NUMBERS}
            if len(table.primary_key) == 1:
                counted |= {each for each in table.columns if each.name == "number"}
            columns = [each for each in table.columns if each not in counted and each.name not in besides]
            order = [table.c.sha256] if name == "grounds" else table.primary_key
            rows = map(tuple, connection.execute(select(*columns).order_by(*order)))
            # marks of what was expanded are digests of such numbers
            yield name, [row for row in rows if not MARKS.intersection(map(str, row))]


def test_a_year_of_sweeps_writes_the_same_from_kept_tallies_as_from_files(
    unpublished_house: Any, twin_house: Any
) -> None:
    kept, filed = unpublished_house, twin_house
    for house in (kept, filed):
        house.publish(PACK)
        a_year(house, from_files=house is filed)
    expected = dict(_written(filed.database))
    for name, rows in _written(kept.database):
        pairs = zip(rows, expected[name], strict=False)
        differing = [[(was, is_) for was, is_ in zip(*pair, strict=True) if was != is_] for pair in pairs]
        assert [each for each in differing if each][:3] == [], name
        assert len(rows) == len(expected[name]), name
    assert len(expected["verdict"]) > 200
    assert len(expected["notice"]) > 50
    with reading(kept.database, kept.settings.jurisdiction) as session:
        keys = [each.obligation.key for each in obligations.find(session)]
        assert sum(bool(look.plain) for look in looks.of_keys(session, keys).values()) > 50
        assert upkeep.differing(Desk(session), keys) == []
        said = {key: verdicts.history(session, key) for key in keys}
    with reading(filed.database, filed.settings.jurisdiction) as session:
        assert {key: verdicts.history(session, key) for key in keys} == said


FOUND_OUT = {"plain", "measured_on"}
"""When it is found out of a window what it is depends on the way, and nothing else does."""


def test_a_year_of_going_on_from_tallies_writes_the_same_as_measuring_everything_anew(
    unpublished_house: Any, twin_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    went_on, measured = unpublished_house, twin_house
    left: list[int] = []

    def counted(desk: Desk, duties: Sequence[going_on.Duty], *told: Any) -> list[going_on.Duty]:
        found = going_on.go_on(desk, duties, *told)
        left.append(len(duties) - len(found))
        return found

    for house, way in ((went_on, counted), (measured, lambda desk, duties, *told: duties)):
        monkeypatch.setattr(upkeep, "go_on", way)
        house.publish(PACK)
        a_year(house)
    assert sum(left) >= 20
    expected = dict(_written(measured.database, FOUND_OUT))
    for name, rows in _written(went_on.database, FOUND_OUT):
        pairs = zip(rows, expected[name], strict=True)
        differing = [[(was, is_) for was, is_ in zip(*pair, strict=True) if was != is_] for pair in pairs]
        assert [each for each in differing if each][:3] == [], name
