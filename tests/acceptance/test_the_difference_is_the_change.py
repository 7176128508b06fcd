"""Promise 19: the difference shown before a version comes into force is, exactly, the change found afterwards.

Offices with two agencies live through random histories: facts come in, days go by, sweeps run, versions follow one
another.  Each version is previewed, published, and the register is then compared with what had been said.
Each history has ten versions: sixteen are lived through by default, fifty with DUBAN_TRUST=full.
"""

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.services.casefile.facts import record
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.plans import packs
from engine.judging.amended import MOVABLE
from engine.nouns import Fact, Obligation, Standing
from store import obligations, verdicts
from store.session import open_database, reading, transaction
from tests.acceptance.conftest import House, settled
from tests.trials import numbers, told

HISTORIES, VERSIONS = numbers(16, 50), 10
HEAD = """duban: rulepack/1
pack: cn.test.random
version: {version}.0.0
title: 随机修订
timezone: Asia/Shanghai
calendar: cn.workdays
{effective}sources:
  - {{id: plan, file: plan.txt, sha256: "{zeros}", doc_no: 示府办〔2026〕1号, issued: "2026-01-05"}}
sets:
  depts: {{of: agency, members: [区司法局, 区教育局]}}
  one: {{of: agency, members: [{one}]}}
rules:
"""
RULE = """- id: {id}
  title: 事项{id}
  source: {{doc: plan, locator: "2", quote: 每年报告}}
  state: {state}
  strength: {strength}
  {effective}bearer: {{set: {set}, role: each}}
  window: {{every: {every}, first: {{policy: {first}}}}}
  {due}test: {{{test}}}
  on_amend: {way}
"""
DUES = ("", 'due: {by: end, grace: "5wd"}\n  ', 'due: {within: 10wd, of: window.end}\n  ',
        'due: {by: "09-15", boundary: inclusive}\n  ', 'due: {by: "03-01", boundary: inclusive}\n  ')  # fmt: skip
LATE = (Standing.BREACHED, Standing.CURED, Standing.BELOW_PRINCIPLE)


def a_version(dice: random.Random, number: int, today: date) -> str:
    """A random text: every rule may change in every way that an author may change it."""
    since = today + timedelta(dice.randint(-120, 60))
    effective = f'effective: {{from: "{since}", to: null}}\n' if number == 1 or dice.random() < 0.6 else ""
    if number == 1:
        effective = 'effective: {from: "2026-01-01", to: null}\n'
    ids = dice.choice((["a"], ["a"], ["b"], ["a", "b"]))
    one = dice.choice(("区司法局", "区教育局"))
    text = HEAD.format(version=number, effective=effective, zeros="0" * 64, one=one)
    return text + "".join(a_rule(dice, each) for each in ids)


def a_rule(dice: random.Random, name: str) -> str:
    least = dice.choice((1, 1, 2, 3))
    test = dice.choice((
        f'count: {{of: act.{name}, unit: 次, at_least: "{least}"}}',
        f'count: {{of: act.{name}, unit: 次, at_least: "{least}"}}',
        f"deliver: {{of: act.{name}}}",
        f'sum: {{of: act.{name}, unit: 次, at_least: "{least}"}}',
    ))  # fmt: skip
    ends = dice.random() < 0.1
    return RULE.format(
        id=name,
        state="repealed" if dice.random() < 0.08 else "active",
        strength=dice.choice(("must", "must", "must", "in_principle")),
        effective='effective: {from: "2026-01-01", to: "2026-10-01"}\n  ' if ends else "",
        set=dice.choice(("depts", "one", "one")),
        every=dice.choice(("year", "year", "half", "half", "quarter")),
        first=dice.choice(("full", "full", "skip")),
        due=dice.choice(DUES),
        test=test,
        way=dice.choice(("by_start", "by_due", "split", "split", "strictest")),
    )


def some_facts(dice: random.Random, house: House, today: date) -> None:
    made = [
        Fact(f"{today}-{number}-{dice.random()}", f"act.{dice.choice('ab')}", agency, today - timedelta(back), today)
        for number, back in enumerate(dice.choices(range(40), k=dice.randint(0, 3)))
        for agency in [dice.choice(house_agencies(house))]
    ]
    with transaction(house.database, house.settings.jurisdiction) as session:
        record(Desk(session), made, by="督办甲", on=today, now=house.at(today))


def house_agencies(house: House) -> list[str]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return sorted(each.id for each in Desk(session).roster.agencies)[:3]


Found = Mapping[str, tuple[Obligation, Standing]]


def register(house: House, on: date) -> Found:
    """Every obligation of the register as it stands on a day, judged from the database."""
    with reading(house.database, house.settings.jurisdiction) as session:
        filed = {each.obligation.key: each.obligation for each in obligations.find(session)}
        found = judged(Desk(session), list(filed.values()), on)
    return {key: (one, found[key].standing) for key, one in filed.items()}


def live(house: House, dice: random.Random, versions: int) -> Iterator[int]:
    """One office's history; yields how many verdicts each version flipped."""
    today, file = date(2026, 1, 10), house.folder / "random.yaml"
    for number in range(1, versions + 1):
        file.write_text(a_version(dice, number, today), encoding="utf-8")
        how: dict[str, Any] = {"on": today, "now": house.at(today)}
        before = register(house, today)
        shown = packs.preview(house.database, house.settings, file, on=today) if dice.random() < 0.1 else None
        done = packs.publish(house.database, house.settings, file, by="甲", approved_by="乙", **how)
        assert done.new
        assert shown is None or shown == done.difference  # what is shown first is what is worked out when it acts
        if done.difference is not None:
            compare(done.difference, before, register(house, today))
            yield len(done.difference.flips)
        some_facts(dice, house, today)
        today += timedelta(dice.randint(0, 45))
        if dice.random() < 0.4:
            house.sweep(today)
            known = register(house, today)
            with reading(house.database, house.settings.jurisdiction) as session:
                told = {each.obligation.key: each.standing for each in obligations.find(session)}
            assert told == {key: standing for key, (_, standing) in known.items()}


def compare(shown: Any, before: Found, after: Found) -> None:
    """What was shown is what happened: obligation by obligation, standing by standing; and no breach is gone."""
    ended = dict(shown.amendment.superseded)
    assert {one.key: one for one in shown.amendment.added} == {
        k: one for k, (one, _) in after.items() if k not in before
    }
    assert set(before) <= set(after)
    for one in (*shown.amendment.kept, *shown.amendment.rebased):
        assert after[one.key][0] == one
    for key, successor in ended.items():
        assert after[key][0].amended is not None
        assert after[key][0].amended.successor == successor
        assert successor is None or successor in after
    assert {key: verdict.standing for key, verdict in shown.now.items()} == {k: s for k, (_, s) in after.items()}
    flipped = {key for key in before if before[key][1] is not after[key][1]} | set(ended)
    assert {change.obligation for change in shown.flips} == flipped
    for change in shown.changes:
        was = before.get(change.obligation)
        assert (change.was, change.now) == (was and was[1], after[change.obligation][1])
    for key, (one, standing) in before.items():
        if standing not in MOVABLE:
            assert (replace(after[key][0], amended=one.amended), after[key][1]) == (one, standing)


def an_office(template: Path, folder: Path) -> House:
    folder.mkdir()
    shutil.copyfile(template, folder / "duban.db")
    return settled(open_database(f"sqlite:///{folder / 'duban.db'}"), folder)


def test_it_is_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    flips = []
    for seed in told(HISTORIES):
        house = an_office(sqlite_template, tmp_path / str(seed))
        flips += list(live(house, random.Random(seed), VERSIONS + 1))
        house.database.dispose()
    assert len(flips) == len(HISTORIES) * VERSIONS
    assert sum(map(bool, flips)) > len(flips) / 8, "too few of these amendments change anything"


@pytest.mark.parametrize("seed", range(1000, 1001))
def test_it_is_on_either_database(database: Engine, tmp_path: Path, seed: int) -> None:
    house = settled(database, tmp_path)
    assert len(list(live(house, random.Random(seed), VERSIONS + 1))) == VERSIONS
    with reading(house.database, house.settings.jurisdiction) as session:
        filed = [each.obligation.key for each in obligations.find(session)]
        breached = verdicts.breached(session, filed)
        latest = verdicts.latest(session, breached)
    assert {verdict.standing for verdict in latest.values()} <= {*LATE, Standing.OVERTURNED}
