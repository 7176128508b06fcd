"""空白表：the sheets by which a register comes in — what their columns are called, and what is filled in already.

The columns are those that `directory` reads; a name that the office must not guess is left to be written.
"""

from collections.abc import Iterable
from datetime import date

from engine.nouns import Roster
from engine.roster import exists

AGENCIES = {"name": "名称", "aliases": "别名", "parent": "上级单位", "sets": "单位组", "since": "起", "until": "止"}
PEOPLE = {"name": "姓名", "agency": "单位", "post": "岗位", "email": "邮箱", "since": "起", "until": "止"}


def of_agencies(names: Iterable[str] = ()) -> list[dict[str, object]]:
    """A line for each of these units, nothing but its name filled in."""
    return [{"name": name} for name in names]


def of_people(roster: Roster, on: date) -> list[dict[str, object]]:
    """A line for the contact of each agency that nobody can be written to on a day."""
    return [{"agency": name, "post": "联络员"} for name in unreachable(roster, on)]


def unreachable(roster: Roster, on: date) -> tuple[str, ...]:
    """The agencies of a day in which nobody has an address: no letter can go there."""
    reached = {who.agency for who in roster.people if who.email and exists(who, on)}
    return tuple(sorted(each.name for each in roster.agencies if exists(each, on) and each.id not in reached))
