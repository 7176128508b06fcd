"""Of two figures told for one day the later in the log counts, whatever they are called (ruling 80)."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement import upkeep
from engine.nouns import Fact
from store import obligations, tallies
from store.session import reading, transaction
from tests.acceptance.conftest import House, settled

ON = date(2026, 3, 2)
PACK = f"""duban: rulepack/1
pack: cn.test.figures
version: 1.0.0
timezone: Asia/Shanghai
effective: {{from: "2026-01-01", to: null}}
sources: [{{id: plan, file: plan.txt, sha256: "{"0" * 64}", issued: "2026-01-05"}}]
sets: {{depts: {{of: agency, members: [区司法局]}}}}
rules:
- id: staff
  title: 专职人员不少于五名
  source: {{doc: plan, locator: "2", quote: 专职人员不得少于五名}}
  state: active
  strength: must
  bearer: {{set: depts, role: each}}
  window: {{every: year, level: window_end}}
  test: {{level: {{of: staff.count, at_least: "5"}}}}
"""


@pytest.fixture
def counting(database: Engine, tmp_path: Path) -> House:
    house = settled(database, tmp_path)
    house.publish(PACK)
    house.sweep(ON)
    return house


def told(house: House, *figures: tuple[str, int], together: bool) -> Any:
    """The tally after some figures of one day, each under a name of its own, told at once or one after another."""
    with reading(house.database, house.settings.jurisdiction) as session:
        [agency] = [each.id for each in Desk(session).roster.agencies if each.name == "区司法局"]
    made = [Fact(name, "staff.count", agency, ON, ON, Fraction(many)) for name, many in figures]
    for some in [made] if together else [[each] for each in made]:
        with transaction(house.database, house.settings.jurisdiction) as session:
            facts.record(Desk(session), some, by="督办甲", on=ON, now=house.at(ON))
    with reading(house.database, house.settings.jurisdiction) as session:
        held = obligations.find(session, agency=agency, rule="staff")
        [key] = [each.obligation.key for each in held if each.obligation.window.label == "2026"]
        assert upkeep.differing(Desk(session), [key]) == []
        return tallies.of_obligations(session, [key])[key]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("names", [("a", "b"), ("b", "a"), ("zz", "a")])
def test_the_later_figure_of_a_day_counts_whatever_it_is_called(
    counting: House, names: tuple[str, str], together: bool
) -> None:
    first, second = names
    assert told(counting, (first, 5), (second, 3), together=together).lo == 3
