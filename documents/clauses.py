"""条款编号：the texts of outline and tables → clauses, every one with an id of its own.

二/(一)/7      numbers as printed, brackets half-width
三#1, 三#2     several texts without a number of their own under one heading, or sharing one number
30, 30#2       a number printed twice
前言, 结语     texts before the first number and after the last; 具体指标: a paragraph with a label
"""

import re
from collections import Counter
from collections.abc import Sequence

from documents.layout import Layout, Line, Table
from documents.outline import read_outline
from documents.tables import Columns, read_table
from documents.tasks import Leaf, mark_tasks
from engine.nouns.document import Clause

LABELLED = re.compile(r"^([^，,。；;：:（(]{2,10})[：:](?=.{12,})")  # 具体指标：到2022年……


def read_clauses(
    layout: Layout, lines: Sequence[Line], plain: Sequence[str], tables: Sequence[tuple[Table, Columns]]
) -> tuple[Clause, ...]:
    """The clauses of a document in order; `plain` are the simplified spellings of the lines."""
    leaves = _named_at_root(read_outline(layout.text, lines, plain))
    for table, columns in tables:
        leaves += read_table(table, columns, layout.text)
    return _identified(mark_tasks(sorted(leaves, key=lambda leaf: leaf.start)))


def _named_at_root(leaves: list[Leaf]) -> list[Leaf]:
    """Give texts without any number a name: their label, 前言 before the first number, 结语 after."""
    first = next((n for n, leaf in enumerate(leaves) if leaf.path), len(leaves))
    ordinal = 0
    for number, leaf in enumerate(leaves):
        if leaf.path:
            continue
        label = LABELLED.match(leaf.text)
        if leaf.charge:
            ordinal += 1
            leaf.path, leaf.numbered = str(ordinal), True
        elif label:
            leaf.path, leaf.numbered = label[1], True
        else:
            leaf.path = "前言" if number < first else "结语"
    return leaves


def _identified(leaves: list[Leaf]) -> tuple[Clause, ...]:
    """Number the un-numbered (三#1, 三#2) and tell repeated numbers apart (30, 30#2)."""
    shared = {leaf.path for leaf in leaves if leaf.shares}
    groups = Counter(leaf.path for leaf in leaves if not leaf.numbered or leaf.path in shared)
    seen: Counter[str] = Counter()
    used: set[str] = set()
    clauses: list[Clause] = []
    for leaf in leaves:
        name = leaf.path
        if (not leaf.numbered or name in shared) and groups[name] > 1:
            seen[name] += 1
            name = f"{name}#{seen[name]}"
        clauses.append(leaf.clause(_unused(name, used)))
    return tuple(clauses)


def _unused(name: str, used: set[str]) -> str:
    stem, count, free = name, 1, name
    while free in used:
        count += 1
        free = f"{stem}#{count}"
    used.add(free)
    return free
