"""The house put the questions of random offices (随机机构): published, entered, changed and judged for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.register import reorganising
from duban.services.register.reorganising import Order
from engine.nouns import FactStatus, Obligation, RulePack, SetTerm, SourceFile, Verdict
from engine.owing.bearers import partners_of
from rules.writing.dump import yaml_of
from rules.writing.spell import spell_pack
from store import agencies, facts, obligations
from store.session import reading, transaction
from tests.acceptance.conftest import House
from tests.reference.offices import SINCE, UNTIL, Office

ENTERED = date(2025, 1, 2)


@dataclass(frozen=True)
class Housed:
    """A house in which some offices are at work."""

    house: House
    offices: Sequence[Office]

    @classmethod
    def of(cls, house: House, offices: Sequence[Office]) -> "Housed":
        """Enter them, with all that will ever be on file, and let every change happen on its day."""
        with transaction(house.database, house.settings.jurisdiction) as session:
            agencies.put_agencies(session, [one for each in offices for one in each.agencies], on=SINCE)
        house.publish(yaml_of(spell_pack(pack_of(offices))), on=ENTERED)
        house.sweep(ENTERED)
        with transaction(house.database, house.settings.jurisdiction) as session:
            for fact in (fact for each in offices for fact in each.facts):
                facts.add(session, [replace(fact, status=FactStatus.PENDING, decided=None)])
                if fact.decided is not None:
                    facts.decide(session, fact.id, fact.status, on=fact.decided, by="督办甲")
        found = cls(house, offices)
        for each in sorted((one for one in offices if one.change), key=lambda one: one.change.recorded):
            found.change(each)
        return found

    def change(self, office: Office) -> None:
        """Let an office be reorganised."""
        one, where = office.change, (self.house.database, self.house.settings)
        order = Order("示编发〔2025〕3号", one.day, "督办甲", one.recorded, self.house.at(one.recorded))
        match one.kind:
            case "merge":
                reorganising.merge(*where, [one.leaving], one.heir, order)
            case "split":
                reorganising.split(*where, one.leaving, [one.heir], {}, order)
            case "transfer":
                reorganising.transfer(*where, one.leaving, one.heir, (), order)

    def duties(self, office: Office) -> list[Obligation]:
        """All that an office owes in the end."""
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            found = [each.obligation for each in obligations.find(session, rule=office.rule.id)]
        return [one for one in found if one.window.first <= UNTIL]

    def answers(self, office: Office) -> Iterator[tuple[date, date, Obligation, Verdict]]:
        """What the house says of each duty on each day asked about."""
        some = self.duties(office)
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            desk = Desk(session)
            for as_of, known_at in office.asked:
                found = judged(desk, some, as_of, known_at)
                yield from ((as_of, known_at, one, found[one.key]) for one in some)

    def helpers(self, one: Obligation) -> set[str]:
        """Those who help with a duty."""
        with reading(self.house.database, self.house.settings.jurisdiction) as session:
            desk = Desk(session)
            found = partners_of(desk.rule(one), one, desk.book.pack(one.pack_sha256), desk.roster)
        return {agency.id for agency in found}


def pack_of(offices: Sequence[Office]) -> RulePack:
    sets = {f"s{one.number}": SetTerm("agency", None, one.listed) for one in offices}
    sets |= {f"h{one.number}": SetTerm("agency", None, one.helping or (f"无{one.number}",)) for one in offices}
    source = SourceFile("d1", "sources/d.txt", "0" * 64)
    rules = tuple(one.rule for one in offices)
    return RulePack("t.offices", "1.0.0", "随机机构", rules, (source,), sets, effective=(SINCE, None))
