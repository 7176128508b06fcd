"""条款树：the lines of a document → its clauses, each with its path of numbers, its place and its charge.

    二、主要任务                      a node with children: its line is a heading
    （一）健全机制                     likewise
    1.完善制度。……（市司法局牵头）      a leaf: a clause, its text ending before the charge
    （三）建立解释机制 ⏎ 建立……。       a leaf whose line is only a title: the paragraph is the text, id 二/(三)
    三、组织保障 ⏎ 甲。⏎ 乙。           paragraphs without a number: 三#1, 三#2

A paragraph after a leaf that is not yet closed by a charge goes on with that leaf; after a charge it stands alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.enumerators import Enumerator, read_enumerator
from documents.layout import Line, stripped
from documents.running import separate_items
from documents.tasks import Leaf
from engine.nouns.document import Charge
from grammar.charge import Found, charge_line, find_charges, joined

TITLE_LENGTH = 45
SMALL = 4  # the rank of （1） and below: points of an item
STOP = "。.；;：:，, "


@dataclass
class Node:
    """A numbered line, or an un-numbered paragraph standing alone (enumerator None), with all that hangs on it."""

    enumerator: Enumerator | None
    line: Line
    parent: "Node | None" = None
    paragraphs: list[Line] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    charge: Charge | None = None
    charge_on_line: bool = False  # whether the charge stood on a line of its own
    shares: "Node | None" = None  # the item whose number this text shares: one line, several charges

    @property
    def rank(self) -> int:
        """Of its number; a paragraph without one ranks below all."""
        return self.enumerator.rank if self.enumerator else 9

    @property
    def title(self) -> str:
        """The line's own title: its first sentence, if that is short."""
        first = re.split("[。：:；;]", self.line.text, maxsplit=1)[0].strip(STOP)
        return first if len(first) <= TITLE_LENGTH else ""

    @property
    def is_title_only(self) -> bool:
        """Whether the line is a title and no text: short, and one sentence at most."""
        return len(self.line.text) <= TITLE_LENGTH and not re.search("[。；;：:]", self.line.text.rstrip(STOP))


class Tree:
    """Builds the nodes line by line; `open` is the path from the root to the last node."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Node(None, Line("", 0, 0))
        self.open: list[Node] = [self.root]
        self.chapter: str | None = None
        self.chapters: dict[int, str] = {}

    def add(self, line: Line, plain: str) -> None:
        """Take the next line of the document; `plain` is its simplified spelling, of equal length."""
        charge = charge_line(line.text)
        enumerator = None if charge else read_enumerator(plain)
        if charge and self._close(charge):
            self.open[-1].charge_on_line = True
            return
        if enumerator and enumerator.kind == "chapter":
            self._enter_chapter(line)
            return
        body = stripped(self.text, line.start + (enumerator.length if enumerator else 0), line.end)
        self._add_body(enumerator, body, find_charges(body.text))

    def _enter_chapter(self, line: Line) -> None:
        self.open = [self.root]
        self.chapter = line.text.lstrip("# ")

    def _close(self, charge: Charge) -> bool:
        """Give a charge that stands on its own line to what came before; False when nothing did."""
        node = self.open[-1]
        if node is self.root:
            return False
        node.charge = joined([node.charge, charge]) if node.charge else charge
        return True

    def _add_body(self, enumerator: Enumerator | None, body: Line, charges: Sequence[Found]) -> None:
        """Add a line, cut after every charge in it; the rest of the line stands alone."""
        position, item = 0, None
        for found in charges:
            piece = stripped(self.text, body.start + position, body.start + found.start, "*")
            if piece.text or (enumerator and position == 0):
                node = self._add_piece(enumerator if position == 0 else None, piece)
                node.shares = item
                item = item or node
            self._close(found.charge)
            position = found.end
        rest = stripped(self.text, body.start + position, body.end)
        if rest.text.strip(STOP) or not charges:
            self._add_piece(None if charges else enumerator, rest)

    def _add_piece(self, enumerator: Enumerator | None, line: Line) -> Node:
        last = self.open[-1]
        if enumerator or last is self.root or last.charge or last.enumerator is None:
            return self._push(Node(enumerator, line))
        last.paragraphs.append(line)
        return last

    def _push(self, node: Node) -> Node:
        while len(self.open) > 1 and (self.open[-1].rank >= node.rank or self._is_done(self.open[-1], node)):
            self.open.pop()
        node.parent = self.open[-1]
        node.parent.children.append(node)
        self.open.append(node)
        if self.chapter:
            self.chapters[id(node)] = self.chapter
        return node

    def _is_done(self, above: Node, node: Node) -> bool:
        """A charged leaf takes no paragraph, and no number that does not begin a list: （八）…（市高院负责）⏎ 2.…"""
        starts = node.enumerator is not None and node.enumerator.is_first
        return above.charge is not None and not above.children and not starts


def read_outline(text: str, lines: Sequence[Line], plain: Sequence[str]) -> list[Leaf]:
    """The texts of a document in order; `plain` are the simplified spellings of the lines."""
    tree = Tree(text)
    for line, spelling in zip(lines, plain, strict=True):
        for part, part_spelling in separate_items(text, line, spelling):
            tree.add(part, part_spelling)
    return [leaf for child in tree.root.children for leaf in _leaves(tree, child)]


def _leaves(tree: Tree, node: Node) -> list[Leaf]:
    """The texts under a node in order: lead-in or own text, then those of its children."""
    if _is_one_task(node):
        return [_Context(tree, node).leaf([node.line, node.children[-1].line], numbered=True)]
    own = _own(tree, node)
    inherited = _inherited(node)
    below = [leaf for child in node.children for leaf in _leaves(tree, child)]
    for leaf in below:
        leaf.charge = leaf.charge or inherited
    return own + below


def _is_one_task(node: Node) -> bool:
    """An item whose last point alone carries the charge: （1）……；（2）……。（市司法局牵头） is one task."""
    points = [child for child in node.children if child.rank >= SMALL and child.enumerator]
    charged = [child for child in node.children if child.charge]
    if node.charge or len(points) < 2 or len(points) != len(node.children) or charged != points[-1:]:
        return False
    node.charge = points[-1].charge
    return not any(child.children or child.paragraphs for child in node.children)


def _inherited(node: Node) -> Charge | None:
    """The charge of a heading, or one on its own line after the last of several items that have none."""
    if node.charge or len(node.children) < 2 or not node.enumerator:
        return node.charge
    *others, last = node.children
    covers = last.charge_on_line and not any(child.charge or child.children for child in others)
    return last.charge if covers and last.enumerator else None


def _own(tree: Tree, node: Node) -> list[Leaf]:
    """What a node itself says: nothing (a heading), one clause, or one for every paragraph under its title."""
    common = _Context(tree, node)
    if node.children:
        says = [*([] if node.is_title_only else [node.line]), *node.paragraphs]
        return [common.leaf([line], numbered=False, lead_in=True) for line in says]
    if not node.paragraphs or not node.is_title_only:
        return [common.leaf([node.line, *node.paragraphs], numbered=node.enumerator is not None)]
    if node.charge and (node.rank > 1 or "\n" in node.charge.raw or len(node.paragraphs) == 1):
        return [common.leaf(node.paragraphs, numbered=False)]
    return [common.leaf([line], numbered=False) for line in node.paragraphs]


@dataclass(frozen=True)
class _Context:
    """Where a node stands: its path and the headings above it."""

    tree: Tree
    node: Node

    def leaf(self, lines: Sequence[Line], *, numbered: bool, lead_in: bool = False) -> Leaf:
        """A leaf made of the node's own line or of paragraphs under it."""
        path = self._path()
        above = [n.title for n in path if n.children or n is not self.node or not numbered]
        return Leaf(
            path="/".join(n.enumerator.token for n in path if n.enumerator),
            start=lines[0].start,
            end=lines[-1].end,
            text=self.tree.text[lines[0].start : lines[-1].end],
            numbered=numbered,
            shares=self.node.shares is not None,
            lead_in=lead_in,
            kind=self.node.enumerator.kind if self.node.enumerator else None,
            section=self.tree.chapters.get(id(self.node)) or (path[0].title if path else "") or None,
            heading=self._heading(path, numbered=numbered),
            headings=tuple([*above, self.node.title] if numbered else above),
            charge=None if lead_in else self.node.charge,
        )

    def _path(self) -> list[Node]:
        nodes: list[Node] = []
        node: Node | None = self.node.shares or self.node
        while node is not None and node is not self.tree.root:
            nodes.append(node)
            node = node.parent
        return [n for n in reversed(nodes) if n.enumerator]

    def _heading(self, path: list[Node], *, numbered: bool) -> str | None:
        """The nearest heading below the section: that of （一）, or the leaf's own title if it stands there."""
        second = [n.title for n in path[1:] if n is not self.node or n.rank == 2 or not numbered]
        return (second[-1] or None) if second else None
