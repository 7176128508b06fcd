"""称呼 naming: which agency of the register a printed name means, and how that is known; never a guess.

    区司法局          name       as the register writes it
    区法制办          alias      an alias on file
    区工商局          former     the name of an agency that has another one today
    区质监局          successor  an agency that ended; its duties went to another
    工商局、司法局    elided     the one agency that is so called with the name of its place before it
    区交通委（路政）  bracket    the name without its bracket, or the one in it
    各街镇            set        a set of the register
    区大数据局        unknown    none of these; up to three names that look alike are suggested

Two agencies that fit an elided name leave it unknown: the office says which is meant (as an alias).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from engine.nouns import Agency, Roster
from engine.roster import directory, exists

How: TypeAlias = Literal["name", "alias", "former", "successor", "elided", "bracket", "set", "unknown"]
LEVEL = "省市区县州盟旗镇乡"
FEWEST = 2  # signs that a name must keep without its place
MOST = 3  # suggestions for a name that nobody goes by
_BRACKET = re.compile(r"^(?P<before>[^（(]+)[（(](?P<inside>[^（）()]+)[）)]$")
_PLACE = re.compile(f"^[^{LEVEL}]{{0,6}}[{LEVEL}](?=.{{{FEWEST}}})")


@dataclass(frozen=True)
class Match:
    """What a printed name means: the agency as it is called on the day, or the set, or names that look alike."""

    name: str
    how: How
    agency: Agency | None = None
    suggestions: tuple[str, ...] = ()


class Naming:
    """Finds many names in one register on one day; `heirs` names who took over from an agency that ended."""

    def __init__(self, roster: Roster, on: date, heirs: Mapping[str, str] | None = None) -> None:
        self.known = directory(roster)
        self.sets = {membership.set for membership in roster.memberships}
        self.now = {agency.id: agency for agency in roster.agencies if exists(agency, on)}
        self.heirs = heirs or {}

    def match(self, name: str) -> Match:
        """What `name` means."""
        return next(self._found(name), None) or Match(name, "unknown", suggestions=self._alike(name))

    def _found(self, name: str) -> Iterator[Match]:
        if name in self.known:
            yield from self._standing(name, self.known[name])
        if name in self.sets:
            yield Match(name, "set")
        elided = self._elided(name)
        if len(elided) == 1:
            yield Match(name, "elided", elided[0])
        parts = _BRACKET.match(name)
        for part in parts.groups() if parts else ():
            found = self.match(part)
            if found.agency is not None:
                yield Match(name, "bracket", found.agency)

    def _standing(self, name: str, agency: Agency) -> Iterator[Match]:
        """The agency of a name on file as it stands today, or whoever took over from it."""
        today = self.now.get(agency.id)
        if today is not None:
            yield Match(name, "name" if name in (today.name, today.id) else _past(name, today), today)
            return
        seen = {agency.id}
        heir = self.heirs.get(agency.id)
        while heir is not None and heir not in seen:
            if heir in self.now:
                yield Match(name, "successor", self.now[heir])
                return
            seen.add(heir)
            heir = self.heirs.get(heir)

    def _elided(self, name: str) -> list[Agency]:
        """The agencies that go by this name with a place before it, or without the place before it."""
        fits = {
            agency.id: agency
            for agency in self.now.values()
            for called in (agency.name, *agency.aliases)
            if _shortens(name, called) or _shortens(called, name)
        }
        return [fits[id_] for id_ in sorted(fits)]

    def _alike(self, name: str) -> tuple[str, ...]:
        """Names of agencies nearest to this one, their places left out of account."""
        fitting = [agency.name for agency in self._elided(name)]
        core = _core(name)
        near = sorted(
            (min(distance(core, _core(called)) for called in (agency.name, *agency.aliases)), agency.name)
            for agency in self.now.values()
        )
        limit = max(1, len(core) // 2)
        return tuple(dict.fromkeys([*fitting, *(called for far, called in near if far <= limit)]))[:MOST]


def matches(names: Iterable[str], naming: Naming) -> list[Match]:
    """Each name once, in the order met, with what it means."""
    return [naming.match(name) for name in dict.fromkeys(names)]


def distance(one: str, other: str) -> int:
    """How many signs must be put in, left out or changed to make one text the other."""
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, 1):
        above, row[0] = row[0], place
        for column, against in enumerate(other, 1):
            above, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, above + (sign != against))
    return row[-1]


def _past(name: str, today: Agency) -> How:
    return "alias" if name in today.aliases else "former"


def _shortens(short: str, full: str) -> bool:
    """司法局 or 区司法局 for 青山区司法局: what is left out is the name of a place, whole or up to its level."""
    left = full[: -len(short)] if short and full.endswith(short) else ""
    if not left or len(short) <= FEWEST:
        return False
    return left[-1] in LEVEL or (short[0] in LEVEL and len(short) > FEWEST + 1)


def _core(name: str) -> str:
    return _PLACE.sub("", name)
