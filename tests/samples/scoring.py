"""Scoring the reading of the plans beside this file against what a person labelled before a machine read them.

    PYTHONPATH=. python tests/samples/scoring.py [open|held|last] [--show]

`open` are the plans that the grammar was mended with first, `held` those kept apart until then, `last` the newest.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from documents.read import read
from engine.nouns.document import Clause, Document, Duty
from grammar.duty import read_duties

PLANS = Path(__file__).with_name("plans")
SETS = {"open": range(1, 8), "held": range(8, 15), "last": range(15, 18)}
ROLES = ("lead", "support", "responsible")
Label = dict[str, Any]


def scored(number: int) -> tuple[Counter[str], list[str]]:
    """The counts of one plan, and what was read otherwise than labelled."""
    labels_file = next(PLANS.glob(f"{number:02d}_*.yaml"))
    labels = yaml.load(labels_file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    document = read(next(file for file in PLANS.glob(f"{number:02d}_*") if file.suffix != ".yaml"))
    counts: Counter[str] = Counter()
    told = [*_heading(document, labels, counts), *_tasks(document, labels, counts), *_duties(document, labels, counts)]
    return counts, [f"{labels_file.stem}: {line}" for line in told]


def _heading(document: Document, labels: Label, counts: Counter[str]) -> Iterator[str]:
    for name, wanted in labels.get("heading", {}).items():
        got = str(getattr(document, name))
        counts["heads"] += 1
        counts["heads right"] += got == wanted
        if got != wanted:
            yield f"{name}: {got}, not {wanted}"


def _tasks(document: Document, labels: Label, counts: Counter[str]) -> Iterator[str]:
    found = {clause.id: clause for clause in document.clauses if clause.is_task}
    for name, label in labels["tasks"].items():
        counts["tasks"] += 1
        clause = found.pop(name, None)
        counts["tasks found"] += clause is not None
        right = clause is not None and _same_charge(clause, label)
        counts["charges right"] += right
        if not right:
            yield f"{name}: {clause.charge if clause else 'no such task'}, not {label}"
    extra = [clause for clause in found.values() if _bears(clause) or "extra_tasks_allowed" not in labels]
    counts["tasks too many"] += len(extra)
    yield from (f"{clause.id}: no task: {clause.text[:30]}" for clause in extra)


def _bears(clause: Clause) -> bool:
    return any(getattr(clause.charge, role) for role in ROLES)


def _same_charge(clause: Clause, label: Label) -> bool:
    if "either_roles" in label:
        named = {name for role in ROLES for name in getattr(clause.charge, role)}
        return named == {name for role in ROLES for name in label.get(role, [])}
    if [list(clause.charge.responsible)] == [label.get("either")]:
        return True
    return all(list(getattr(clause.charge, role)) == label.get(role, []) for role in ROLES)


def _duties(document: Document, labels: Label, counts: Counter[str]) -> Iterator[str]:
    duties = list(read_duties(document.clauses))
    taken: set[int] = set()
    for label in labels["duties"]:
        hits = [place for place, duty in enumerate(duties) if _meets(document, label["says"], duty)]
        taken.update(hits)
        right = [place for place in hits if _same_values(label, duties[place])]
        counts["duties"] += 1
        counts["duties found"] += bool(hits)
        counts["values right"] += bool(right)
        if not right:
            yield f"{label}\n      read as {[_told(duties[place]) for place in hits]}"
    for place, duty in enumerate(duties):
        if place not in taken and not any(_meets(document, soft, duty) for soft in labels.get("soft", [])):
            counts["duties too many"] += 1
            yield f"too many: {_told(duty)}"


def _meets(document: Document, says: str, duty: Duty) -> bool:
    """Whether a duty lies where the label points: they share at least half of the shorter one."""
    text = re.sub(r"\s", "", document.text[duty.start : duty.end])
    return says in text or (len(text) >= 4 and text in says) or _shared(says, text) * 2 >= min(len(says), len(text))


def _shared(one: str, other: str) -> int:
    """The longest run of signs that both have."""
    best = 0
    for start in range(len(one)):
        while one[start : start + best + 1] in other and start + best < len(one):
            best += 1
    return best


def _same_values(label: Label, duty: Duty) -> bool:
    periods = [label.get("period", "once"), *label.get("also_period", []), *label.get("or_period", [])]
    return (duty.period or "once") in periods and _same_bounds(label, duty) and _same_window(label, duty)


def _same_bounds(label: Label, duty: Duty) -> bool:
    once = not ({"at_least", "at_most"} & set(label)) and "period" in label
    low, high = label.get("at_least", "1" if once else None), label.get("at_most")
    if duty.at_least is not None and str(duty.at_least) == label.get("or_at_least"):
        return True
    units = {label.get("unit"), *label.get("also_unit", []), *(("次", *label.get("or_unit", [])) if once else ())}
    same = [None if bound is None else Fraction(bound) for bound in (low, high)] == [duty.at_least, duty.at_most]
    return same and (low is high is None or duty.unit in units or (once and duty.unit is not None))


def _same_window(label: Label, duty: Duty) -> bool:
    got = {name: str(value) for name, value in (duty.window or {}).items()}
    others = label.get("or_window", [])
    allowed = [label.get("window") or {}, *({} if other == "null" else other for other in others)]
    return others == "any" or got in allowed


def _told(duty: Duty) -> str:
    bounds = f"{duty.at_least}..{duty.at_most} {duty.unit}"
    return f"{duty.quote!r} {duty.kind} {duty.period} {bounds} {dict(duty.window or {})}"


def main() -> None:
    """Print the figures of the sets that are named."""
    for name in [word for word in sys.argv[1:] if word in SETS] or SETS:
        total: Counter[str] = Counter()
        for number in SETS[name]:
            counts, told = scored(number)
            total += counts
            if "--show" in sys.argv:
                print("\n".join(told))
        print(name, dict(total))


if __name__ == "__main__":
    main()
