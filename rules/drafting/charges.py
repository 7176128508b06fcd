"""Who bears a drafted duty (责任分工 → 承担者): the units of the charge as sets of names, to be found in the register.

牵头 leads and answers first, the units charged beside it share the duty, 配合 helps.  Units named together (各部门、
各街镇) become sets of their own: the register says who belongs to them.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.nouns import Bearer, Charge, Clause, Document, Duty, SetTerm
from grammar.charge import first_leads
from grammar.questions import questions_for
from grammar.units import looks_like_unit, split_units

NOBODY = "未写明责任单位"
_COLLECTIVE = re.compile("各|相关|相關|有关|有關|成员单位|所有|全体|等[^、]{0,4}(?:单位|部门)")
_ANYONE = re.compile("(?:各|每|人|名|位|个)*")
_LONGEST_NAME = 24


@dataclass
class SetBook:
    """The sets of a pack while it is drafted, each under a name that a person can read."""

    sets: dict[str, SetTerm] = field(default_factory=dict)

    def enter(self, term: SetTerm) -> str:
        """The name of a set with these members, entered once."""
        for name, known in self.sets.items():
            if (known.of, known.members) == (term.of, term.members):
                return name
        first = "、".join(term.members)
        name = first if len(first) <= _LONGEST_NAME else f"{term.members[0]}等{len(term.members)}家"
        taken = sum(known == name or known.startswith(f"{name}#") for known in self.sets)
        name = f"{name}#{taken + 1}" if taken else name
        self.sets[name] = term
        return name

    def enter_collectives(self, names: tuple[str, ...]) -> None:
        """Make each unit named together a set of its own, so that the register can say who belongs to it."""
        for name in names:
            if named_together(name) and name not in self.sets:
                self.sets[name] = SetTerm(members=(name,), note="统称，成员以名册为准")


def named_together(name: str) -> bool:
    """Whether a name stands for several units whom the register must list (统称): 各部门, 相关单位."""
    return _COLLECTIVE.search(name) is not None


def with_leads(document: Document) -> Document:
    """The document with the first of several units leading each task, where it says so (列第一位的为牵头单位)."""
    if not first_leads(document.text):
        return document
    return replace(document, clauses=tuple(_first_leading(clause) for clause in document.clauses))


def _first_leading(clause: Clause) -> Clause:
    charge = clause.charge
    if charge.lead or len(charge.responsible) < 2:
        return clause
    first, *others = charge.responsible
    return replace(clause, charge=replace(charge, lead=(first,), responsible=tuple(others)))


def bearer_of(charge: Charge, duty: Duty | None, book: SetBook) -> tuple[Bearer, tuple[str, ...]]:
    """Who bears a duty, or a whole task (no duty), and what must be asked about it."""
    book.enter_collectives((*charge.lead, *charge.responsible, *charge.support))
    if duty is not None and duty.per == "person":
        return _people(charge, duty, book)
    if duty is not None and duty.per == "agency" and duty.subject:
        return _named_in_text(charge, duty.subject, book), ()
    if charge.lead:
        return _led(charge, book), ()
    if charge.responsible or charge.support:
        members = charge.responsible or charge.support
        partners = charge.support if charge.responsible else ()
        return Bearer(book.enter(SetTerm(members=members)), "each", partners), ()
    return _nobody(duty, book)


def _led(charge: Charge, book: SetBook) -> Bearer:
    """The leads and the units charged beside them, the first lead first; units named together help as sets."""
    beside = tuple(name for name in charge.responsible if not named_together(name))
    together = tuple(name for name in charge.responsible if name not in beside)
    members = tuple(dict.fromkeys((*charge.lead, *beside)))
    return Bearer(book.enter(SetTerm(members=members)), "lead", (*together, *charge.support))


def _named_in_text(charge: Charge, subject: str, book: SetBook) -> Bearer:
    """The sentence itself says whose duty it is; whoever the charge names sees to it."""
    parts = split_units(subject)
    members = tuple(parts) if len(parts) > 1 and all(map(looks_like_unit, parts)) else (subject,)
    set_name = book.enter(SetTerm(members=tuple(dict.fromkeys(members)), note="条文所称，成员以名册为准"))
    return Bearer(set_name, "each", _others(charge, subject))


def _others(charge: Charge, subject: str) -> tuple[str, ...]:
    """The units charged that are not themselves the subject: 各部门 does not help each of 各部门 with its own duty."""
    charged = dict.fromkeys((*charge.lead, *charge.responsible, *charge.support))
    return tuple(name for name in charged if name not in subject)


def _people(charge: Charge, duty: Duty, book: SetBook) -> tuple[Bearer, tuple[str, ...]]:
    """A duty of each person: measured person by person in the agency where they serve."""
    per: Literal["person", "post_holding"] = "post_holding" if duty.kind == "once_per_term" else "person"
    if duty.subject and not _ANYONE.fullmatch(duty.subject):
        people = book.enter(SetTerm("person", members=(duty.subject,), note="条文所称人员，以名册为准"))
        return Bearer(people, "each", _others(charge, duty.subject), per), ()
    asked = "条款没有写明是哪些人员，请确认人员范围"
    members = charge.responsible or charge.lead or (NOBODY,)
    return Bearer(book.enter(SetTerm(members=members)), "each", charge.support, per), (asked,)


def _nobody(duty: Duty | None, book: SetBook) -> tuple[Bearer, tuple[str, ...]]:
    """No unit is named; a duty read by the grammar already asks about it."""
    name = book.enter(SetTerm(members=(NOBODY,), note="文件没有写明，请改为名册中的单位"))
    asks = duty is not None and any(question.code == "G112" for question in duty.questions)
    return Bearer(name, "each"), () if asks else tuple(question.text for question in questions_for({"no_bearer": ""}))
