"""OpenFisca-core: rules as vectorised formulas over entities.

Every choice favours it: links between facts, officers and duties are set from arrays instead of names; facts are
clustered; the latest figures of a rate are handed over ready; officers are added up by one bincount inside a formula.
Timed is what a user repeats: the results are forgotten and calculated again.
"""

from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import ETERNITY, YEAR
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.contenders.work import AS_OF, BASIS, BOTTOM, EACH, NEVER, RATE, TOP, Digest, Duties, Facts, digest

Answers = tuple[Any, Any, Any]

MEMBERS = [{"key": "member", "plural": "members", "label": "", "doc": ""}]
FACT = Entity("fact", "facts", "", "")
OFFICER = GroupEntity("officer", "officers", "", "", MEMBERS)
DUTY = GroupEntity("duty", "duties", "", "", MEMBERS)
PERIOD = "2016"
GIVEN = ("kind", "first", "last", "due", "grace", "warn", "need", "ends")


def variable(name: str, entity: Any, formula: Any = None, kind: type = int) -> type[Variable]:
    """A variable that is given, or calculated by a formula."""
    own = {"value_type": kind, "entity": entity, "label": name, "definition_period": YEAR if formula else ETERNITY}
    return type(name, (Variable,), own | ({"formula": formula} if formula else {}))


def in_time(fact: Any, period: Any) -> Any:
    day = fact("day", period)
    return (day >= fact.duty("first", period)) & (day <= fact.duty("last", period)) & (day <= AS_OF)


def counted(fact: Any, period: Any) -> Any:
    kind = fact.duty("kind", period)
    return fact("in_time", period) * (kind != EACH) * (kind != RATE)


def hours(officer: Any, period: Any) -> Any:
    return officer.sum(officer.members("amount", period) * officer.members("in_time", period))


def hours_missing(officer: Any, period: Any) -> Any:
    return np.maximum(0, officer("quota", period) - officer("hours", period))


def missing(duty: Any, period: Any) -> Any:
    kind, need = duty("kind", period), duty("need", period)
    officer = duty.simulation.populations["officer"]
    each = np.bincount(officer("duty_place", period), weights=officer("hours_missing", period), minlength=duty.count)
    bottom = duty("bottom", period)
    heads = -(-need.astype(np.int64) * bottom // BASIS)
    rate = np.where(bottom < 0, 1, np.maximum(0, heads - duty("top", period)))
    had = duty.sum(duty.members("counted", period))
    return np.select([kind == EACH, kind == RATE], [each, rate], np.maximum(0, need - had))


def verdict(duty: Any, period: Any) -> Any:
    due = duty("due", period)
    cases = [duty("missing", period) == 0, due - duty("warn", period) > AS_OF, due >= AS_OF]
    return np.select([*cases, due + duty("grace", period) >= AS_OF], [0, 1, 2, 3], 4)


def look(duty: Any, period: Any) -> Any:
    found, due, ends = duty("verdict", period), duty("due", period), duty("ends", period)
    cases = [(found == 0) & (ends >= AS_OF), found == 1, found == 2, found == 3]
    return np.select(
        cases, [ends + 1, due - duty("warn", period), due + 1, due + duty("grace", period) + 1], NEVER
    )  # fmt: skip


CALCULATED = ("in_time", "counted", "hours", "hours_missing", "missing", "verdict", "look")


def system() -> TaxBenefitSystem:
    """The law."""
    made = TaxBenefitSystem([FACT, OFFICER, DUTY])
    given = [(name, FACT) for name in ("day", "amount")] + [(name, OFFICER) for name in ("quota", "duty_place")]
    for name, entity in [*given, *((name, DUTY) for name in (*GIVEN, "top", "bottom"))]:
        made.add_variable(variable(name, entity))
    for formula, entity, kind in (
        (in_time, FACT, bool), (counted, FACT, bool), (hours, OFFICER, float), (hours_missing, OFFICER, float),
        (missing, DUTY, int), (verdict, DUTY, int), (look, DUTY, int),
    ):  # fmt: skip
        made.add_variable(variable(formula.__name__, entity, formula, kind))
    return made


class Contender:
    """One simulation of everybody."""

    def load(self, duties: Duties, facts: Facts) -> None:
        """Populations, their links, and what is given."""
        order = np.lexsort((facts.day, facts.person, facts.duty))
        facts = Facts(*(column[order] for column in vars(facts).values()))
        made, many = system(), len(duties.kind)
        populations = made.instantiate_entities()
        each = np.flatnonzero(duties.kind == EACH)
        persons = duties.members[each]
        before = np.zeros(many, dtype=np.int64)
        before[each] = np.cumsum(persons) - persons
        officers = int(persons.sum())
        officer = np.where(duties.kind[facts.duty] == EACH, before[facts.duty] + facts.person, officers)
        for name, count in (("fact", len(facts.day)), ("duty", many), ("officer", officers + 1)):
            populations[name].count, populations[name].ids = count, np.arange(count)
        for name, owner in (("duty", facts.duty.astype(np.int64)), ("officer", officer)):
            populations[name].members_entity_id = owner
            populations[name].members_role = np.repeat(populations[name].entity.flattened_roles[0], len(facts.day))
        self.simulation = Simulation(made, populations)
        latest = {figure: _latest(figure, duties, facts) for figure in (TOP, BOTTOM)}
        inputs = {"day": facts.day, "amount": facts.amount, **{name: getattr(duties, name) for name in GIVEN}}
        inputs |= {"top": np.maximum(0, latest[TOP]), "bottom": latest[BOTTOM]}
        inputs["quota"] = np.append(np.repeat(duties.need[each], persons), 0)
        inputs["duty_place"] = np.append(np.repeat(each, persons), 0)
        for name, column in inputs.items():
            self.simulation.set_input(name, ETERNITY, column)

    def run(self) -> Answers:
        """Forget what was calculated, and calculate it."""
        for name in CALCULATED:
            self.simulation.delete_arrays(name)
        return tuple(self.simulation.calculate(name, PERIOD) for name in ("verdict", "missing", "look"))

    def digest(self, answers: Answers) -> Digest:
        """What they come to."""
        return digest(*answers)


def _latest(figure: int, duties: Duties, facts: Facts) -> Any:
    """The last amount of each duty, -1 for none; facts of a duty come in the order of days."""
    last = np.full(len(duties.kind), -1, dtype=np.int64)
    mine = (duties.kind[facts.duty] == RATE) & (facts.figure == figure) & (facts.day <= AS_OF)
    last[facts.duty[mine]] = facts.amount[mine]
    return last
