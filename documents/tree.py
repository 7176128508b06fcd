"""条款树：lines → nodes, each number under the number above it.

    二、主要任务                      a node with children: its line is a heading
    （一）健全机制                     likewise
    1.完善制度。……（市司法局牵头）      a leaf, closed by its charge

A paragraph after a leaf that is not yet closed by a charge goes on with that leaf; after a charge it stands alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.enumerators import Enumerator, read_enumerator
from documents.layout import Line, stripped
from engine.nouns.document import Charge
from grammar.charge import Found, charge_line, find_charges, joined, spoken_line

TITLE_LENGTH = 45
SECTION_RANKS = 2  # 一、 and （一） head sections; numbers of a higher rank are items
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
        """The line's own title: its first sentence, if that is short; a chapter's with its number."""
        first = re.split("[。：:；;]", self.line.text, maxsplit=1)[0].strip(STOP)
        if self.enumerator and self.enumerator.kind == "chapter":
            return f"{self.enumerator.token} {first}".strip()
        return first if len(first) <= TITLE_LENGTH else ""

    @property
    def is_title_only(self) -> bool:
        """Whether the line is a title and no text: short, one sentence at most, and not broken off at a comma."""
        text = self.line.text
        if any(n and n.enumerator and n.enumerator.kind == "article" for n in (self, self.parent)):
            return False  # an article and its items say what they say: （三）每三年检查一次。
        if self.rank > SECTION_RANKS and not self.children and text.endswith(("。", "；", ";")):
            return False  # 1.修路。 is a sentence; （一）指导思想。 is a title with a full stop
        whole = not re.search("[。；;：:]", text.rstrip(STOP)) and not text.endswith(("，", ",", "、"))
        return whole and len(text) <= TITLE_LENGTH

    def path(self) -> list["Node"]:
        """The numbered nodes from the top down to this one; a part of an item has the item's path."""
        nodes: list[Node] = []
        node: Node | None = self.shares or self
        while node is not None:
            nodes.append(node)
            node = node.parent
        return [n for n in reversed(nodes) if n.enumerator]


class Tree:
    """Builds the nodes line by line; `open` is the path from the root to the last node."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Node(None, Line("", 0, 0))
        self.open: list[Node] = [self.root]

    def add(self, line: Line, plain: str) -> None:
        """Take the next line of the document; `plain` is its simplified spelling, of equal length."""
        charge = charge_line(line.text) or spoken_line(line.text)
        if charge and self._close(charge):
            self.open[-1].charge_on_line = True
            return
        enumerator = None if charge else read_enumerator(plain, line.text)
        body = stripped(self.text, line.start + (enumerator.length if enumerator else 0), line.end)
        self._add_body(enumerator, body, find_charges(body.text))

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
        while len(self.open) > 1 and (self.open[-1].rank >= node.rank or _is_done(self.open[-1], node)):
            self.open.pop()
        node.parent = self.open[-1]
        node.parent.children.append(node)
        self.open.append(node)
        return node


def _is_done(above: Node, node: Node) -> bool:
    """A charged leaf takes no paragraph, and no number that does not begin a list: （八）…（市高院负责）⏎ 2.…"""
    starts = node.enumerator is not None and node.enumerator.is_first
    return above.charge is not None and not above.children and not starts
