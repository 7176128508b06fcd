"""任务与一般条文：which clauses of a document are tasks that someone must do, and which are only text.

In a plan that names units, a task is what carries a charge, or stands numbered among clauses that do; any other
clause is a task only if it prints a cadence or a deadline (保障措施：……每年报告1次).  In a plan that names none,
every numbered clause is a task and so is every paragraph of a section, except aims, principles, stages and scope.
Articles of a regulation (第x条) lay down duties but assign no work: they are passages.
"""

import re
from dataclasses import dataclass

from engine.nouns.document import Charge, Clause
from grammar.fold import to_simplified

FRAME = re.compile(  # headings under which a plan says why and what for, not who does what
    "(?:总体|总的|指导|工作)(?:要求|思路|思想|原则)|指导思想|基本原则|目标(?:任务)?(?:和|与|$)|(?:工作|总体|主要|发展|创建|建设|预期)目标"
    "|重要意义|重大意义|背景|形势|现状|实施步骤|工作步骤|方法步骤|进度安排|时间安排|阶段|适用范围|附则|总则"
)
TIMED = re.compile(
    "每(?:半?年|季|月|周|两年)|每隔|年度|年终|(?:[年月]底|月份|\\d日|月(?:上|中|下)旬)之?前"
)  # 每月通报; 3月底前完成


@dataclass
class Leaf:
    """A text of the outline before it has its id; `path` is the numbers above it, its own included."""

    path: str
    start: int
    end: int
    text: str
    numbered: bool
    shares: bool = False  # the number of another text in the same line
    lead_in: bool = False
    kind: str | None = None
    section: str | None = None
    heading: str | None = None
    headings: tuple[str, ...] = ()
    charge: Charge | None = None
    is_task: bool = False

    @property
    def top(self) -> str:
        """The first number of the path: the section."""
        return self.path.split("/")[0]

    def clause(self, name: str) -> Clause:
        """The noun, under its final id."""
        charge = self.charge or Charge()
        return Clause(name, self.text, self.start, self.end, self.section, self.heading, charge, self.is_task)


def mark_tasks(leaves: list[Leaf]) -> list[Leaf]:
    """Say of every leaf whether it is a task."""
    charged = {leaf.top for leaf in leaves if leaf.charge}
    for leaf in leaves:
        leaf.is_task = leaf.is_task or leaf.charge is not None or _uncharged_task(leaf, charged)
    return leaves


def _uncharged_task(leaf: Leaf, charged: set[str]) -> bool:
    if leaf.lead_in or leaf.path in {"前言", "结语"} or leaf.kind in {"stage", "article"} or "条" in leaf.top:
        return False
    if any(FRAME.search(to_simplified(heading)) for heading in leaf.headings):
        return False
    if not charged:
        return leaf.headings != () and bool(re.search("[。；;]", leaf.text))
    if TIMED.search(to_simplified(leaf.text)):
        return leaf.headings != ()
    return leaf.numbered and leaf.top in charged
