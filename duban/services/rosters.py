"""名册在手：the register as it was last read, kept for this process until its version in the database is another.

Every load of agencies or people writes a new version, the digest of its line in the log, in the same transaction; so
whoever loads, in whichever process, the next desk reads the register anew.  A register without a version is not kept.
"""

from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from duban.services.rulebook import with_sets
from engine.nouns import Agency, Person, Roster, Rule, RulePack
from engine.roster import agency_stays, exists
from store import agencies, events, settings
from store.session import Session
from store.statements import here

VERSION = "roster.version"


class Register:
    """Everyone the office knows at one version (名册), and what is worked out from it once."""

    def __init__(self, roster: Roster, version: str | None) -> None:
        self.roster = roster
        self.version = version
        self._seen: dict[str, Roster] = {}
        self._sharing: dict[tuple[str, str], frozenset[str]] = {}

    def as_seen_by(self, pack: RulePack) -> Roster:
        """The roster with the sets of a pack."""
        if pack.sha256 not in self._seen:
            self._seen[pack.sha256] = with_sets(self.roster, pack)
        return self._seen[pack.sha256]

    def sharing(self, pack: RulePack, rule: Rule) -> frozenset[str]:
        """Those who ever share a joint duty of a pack (共同)."""
        place = (pack.sha256, rule.id)
        if place not in self._sharing:
            stays = agency_stays(rule.bearer.set, pack.sets, self.as_seen_by(pack))
            self._sharing[place] = frozenset(stay.who.id for stay in stays)
        return self._sharing[place]

    def person_at(self, address: str, on: date) -> Person | None:
        """Whose mail address it is on a day; None when nobody's is known."""
        return next((who for who in self._by_address.get(address.lower(), ()) if exists(who, on)), None)

    @cached_property
    def _by_address(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        for each in self.roster.people:
            found.setdefault((each.email or "").lower(), []).append(each)
        return found

    @cached_property
    def agency_ids(self) -> dict[str, str]:
        """The agency that each name, alias or id stands for."""
        return {name: each.id for each in self.roster.agencies for name in (each.id, each.name, *each.aliases)}

    @cached_property
    def person_ids(self) -> dict[tuple[str, str], str]:
        """The person that each name or id stands for at each agency."""
        return {(who.agency, name): who.id for who in self.roster.people for name in (who.id, who.name)}

    @cached_property
    def versions(self) -> dict[str, list[Agency]]:
        """Every version of each agency, by id."""
        found: dict[str, list[Agency]] = {}
        for each in self.roster.agencies:
            found.setdefault(each.id, []).append(each)
        return found


_KEPT: WeakKeyDictionary[Pool, dict[str, Register]] = WeakKeyDictionary()
"""The latest register of each jurisdiction of each open database."""


def register(session: Session) -> Register:
    """The register, read anew only when it changed."""
    version, jurisdiction = settings.get(session, VERSION), here(session)
    kept = _KEPT.setdefault(session.database.pool, {})
    if version is None or jurisdiction not in kept or kept[jurisdiction].version != version:
        kept[jurisdiction] = Register(agencies.roster(session), version)
    return kept[jurisdiction]


def renew(session: Session) -> None:
    """Give the register another version, after the line that tells its change was logged."""
    settings.put(session, VERSION, events.head(session).hash)
