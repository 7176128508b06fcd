"""条款：the tree of a document → its texts in order, each with its path, its headings and its charge.

（三）建立解释机制 ⏎ 建立……。       a line that is only a title: the paragraph is the text, 二/(三)
三、组织保障 ⏎ 甲。⏎ 乙。           paragraphs without a number of their own under one heading
1.……：（1）……；（2）……。（甲局负责）  points, the last alone with a charge: one task
（一）…… 1.……2.…… ⏎ 责任单位：甲局    a charge on a line after items that have none: for all of them
"""

from collections.abc import Sequence

from documents.layout import Line
from documents.tasks import Leaf
from documents.tree import Node, Tree
from engine.nouns.document import Charge
from grammar.charge import spoken_within

SMALL = 4  # the rank of （1） and below: points of an item


def read_outline(text: str, lines: Sequence[Line], plain: Sequence[str]) -> list[Leaf]:
    """The texts of a document in order; `plain` are the simplified spellings of the lines."""
    tree = Tree(text)
    for line, spelling in zip(lines, plain, strict=True):
        tree.add(line, spelling)
    leaves = [leaf for child in tree.root.children for leaf in _leaves(text, child)]
    for leaf in leaves:
        if leaf.numbered and leaf.charge is None and leaf.kind != "article":
            leaf.charge = spoken_within(leaf.text)
    return leaves


def _leaves(text: str, node: Node) -> list[Leaf]:
    """The texts under a node in order: lead-in or own text, then those of its children."""
    if _is_one_task(node):
        return [_leaf(text, node, [node.line, node.children[-1].line], node.children[-1].charge, numbered=True)]
    inherited = _inherited(node)
    below = [leaf for child in node.children for leaf in _leaves(text, child)]
    for leaf in below:
        leaf.charge = leaf.charge or inherited
    return _own(text, node) + below


def _is_one_task(node: Node) -> bool:
    """Whether all that hangs on an item is points, and the last of them alone carries the charge."""
    if node.charge or len(node.children) < 2:
        return False
    plain_points = all(c.enumerator and c.rank >= SMALL and not c.children and not c.paragraphs for c in node.children)
    return plain_points and [c for c in node.children if c.charge] == node.children[-1:]


def _inherited(node: Node) -> Charge | None:
    """The charge of a heading, or one on its own line after the last of several items that have none."""
    if node.charge or len(node.children) < 2:
        return node.charge
    *others, last = node.children
    covers = last.charge_on_line and not any(child.charge or child.children for child in others)
    return last.charge if covers and last.enumerator else None


def _own(text: str, node: Node) -> list[Leaf]:
    """What a node itself says: nothing (a heading), one clause, or one for every paragraph under its title."""
    if node.children:
        says = [*([] if node.is_title_only else [node.line]), *node.paragraphs]
        return [_leaf(text, node, [line], None, numbered=False, lead_in=True) for line in says]
    if not node.paragraphs or not node.is_title_only:
        return [_leaf(text, node, [node.line, *node.paragraphs], node.charge, numbered=node.enumerator is not None)]
    if node.charge and (node.rank > 1 or node.charge_on_line):
        return [_leaf(text, node, node.paragraphs, node.charge, numbered=False)]
    return [_leaf(text, node, [line], node.charge, numbered=False) for line in node.paragraphs]


def _leaf(
    text: str, node: Node, lines: Sequence[Line], charge: Charge | None, *, numbered: bool, lead_in: bool = False
) -> Leaf:
    """A leaf made of the node's own line or of paragraphs under it."""
    path = node.path()
    headings = [n.title for n in path if n is not node or not numbered]  # a numbered leaf is no heading of its own
    below = [n.title for n in path[1:] if n is not node or n.rank == 2 or not numbered]
    return Leaf(
        path=_printed_path(path),
        start=lines[0].start,
        end=lines[-1].end,
        text=text[lines[0].start : lines[-1].end],
        numbered=numbered,
        shares=node.shares is not None,
        lead_in=lead_in,
        kind=node.enumerator.kind if node.enumerator else None,
        section=(headings[0] if headings else "") or None,
        heading=(below[-1] if below else "") or None,
        headings=tuple([*headings, node.title] if numbered else headings),
        charge=charge,
    )


def _printed_path(path: Sequence[Node]) -> str:
    """二/(一)/7; the articles of a regulation run on through its chapters and stand without them."""
    tokens = [node.enumerator for node in path if node.enumerator]
    article = next((n for n, token in enumerate(tokens) if token.kind == "article"), 0)
    return "/".join(token.token for token in tokens[article:])
