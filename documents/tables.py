"""责任分工表：rows of a table → clauses with their charge.

    序号 | 重点任务 | 具体措施 | 牵头单位 | 配合单位 | 完成时限
    一、 | 优化服务 |         |         |         |            a section row: its number begins the ids below
    1    | 精简事项 | ……      | 市甲局  | 市乙局  | 6月底       一/1: text from the first text cell to the last
    2    | 〃       | ……      | 市甲局  | 各区    |             a merged cell that covers several rows is their heading

A table without a column for units, by heading or by content, is no assignment: its rows are read as lines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.enumerators import read_enumerator
from documents.layout import Cell, Table, stripped
from documents.tasks import Leaf
from engine.nouns.document import Charge
from grammar.charge import charge_cell, joined, label_role
from grammar.charge_words import ROLES
from grammar.fold import to_simplified
from grammar.units import looks_like_unit, split_units

NUMBER = re.compile("^(?:序号?|编号|项次|条目|No\\.?|序列)$")
TASK = re.compile("任务|措施|事项|内容|项目|指标|要求|工作|目标|举措|标准|成果|要点|条款|做法")
ASIDE = re.compile(
    "分值|得分|分数|权重|备注|说明|进展|自评|评分$|领导|责任人|联系|电话|扣分|状态|完成情况|时限|时间|期限|进度"
)
TOTAL = re.compile("^(?:总分|合计|小计|总计)$")
HEADER_ROWS = 4  # a header stands in one of the first rows
UNIT_SHARE = 0.6  # of the different values of a column that names units without saying so


@dataclass(frozen=True)
class Columns:
    """What each column of a table holds: number, text, aside, or a role."""

    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    first_row: int

    def places(self, *kinds: str) -> list[int]:
        """The columns of these kinds, from the left."""
        return [column for column, kind in enumerate(self.kinds) if kind in kinds]


def read_columns(table: Table) -> Columns | None:
    """What the columns of a table hold; None when it assigns no work."""
    rows = table.rows
    for number, row in enumerate(rows[:HEADER_ROWS]):
        kinds = [_kind(cell.text) for cell in row]
        if sum(kind is not None for kind in kinds) < 2 or len({cell.text for cell in row}) < 2:
            continue
        kinds, first = _second_header(rows, number, kinds)
        body = [r for r in rows[first:] if len(r) == len(kinds)]
        if not any(kind in ROLES for kind in kinds):
            kinds = _unit_column_by_content(body, kinds)
        if any(kind in ROLES for kind in kinds) and "text" in kinds:
            return Columns(
                tuple(kind or "aside" for kind in kinds), tuple(cell.text for cell in rows[first - 1]), first
            )
    return None


def read_table(table: Table, columns: Columns, text: str) -> list[Leaf]:
    """The tasks of a table, in order; a row that only adds units adds them to the task above."""
    leaves: list[Leaf] = []
    section, title = "", None
    for number in range(columns.first_row, len(table.rows)):
        row = table.rows[number]
        if len(row) != len(columns.kinds) or any(TOTAL.match(cell.text.strip()) for cell in row):
            continue
        below = table.rows[number + 1] if number + 1 < len(table.rows) else ()
        heading = _section(row)
        if heading:
            section, title = heading
        leaf = _row(row, below, columns, text, section, title)
        if leaf is None:
            _add_units(leaves, row, columns)
        elif not heading or leaf.charge:
            leaves.append(_placed(leaf, row, columns, section, heading is not None, len(leaves) + 1))
    return leaves


def _kind(label: str) -> str | None:
    """The kind of a column by its heading: 牵头单位 → lead; 工作任务 → text; 完成时限 → aside."""
    label = re.sub(r"\s", "", to_simplified(label))
    if not label or len(label) > 20:
        return None
    role = label_role(label)
    if role and not (role == "aside" and TASK.search(label)):
        return role
    if NUMBER.match(label):
        return "number"
    if ASIDE.search(label):
        return "aside"
    return "text" if TASK.search(label) else None


def _second_header(
    rows: Sequence[tuple[Cell, ...]], number: int, kinds: list[str | None]
) -> tuple[list[str | None], int]:
    """A header of two rows (责任分工 over 牵头单位 | 配合单位): the lower label says more."""
    if number + 1 >= len(rows) or len(rows[number + 1]) != len(kinds):
        return kinds, number + 1
    lower = [_kind(cell.text) for cell in rows[number + 1]]
    labels = [cell for cell in rows[number + 1] if cell.text.strip()]
    says = all(cell.merged or (_kind(cell.text) and len(cell.text) <= 8) for cell in labels)
    is_header = says and len({cell.text for cell in labels}) > 1  # one text across the row opens a section
    if not is_header or not any(not cell.merged for cell in labels):
        return kinds, number + 1
    return [low or high for low, high in zip(lower, kinds, strict=True)], number + 2


def _unit_column_by_content(body: Sequence[tuple[Cell, ...]], kinds: list[str | None]) -> list[str | None]:
    """Where no heading says 单位, the column most of whose values are names of units, if there is one."""
    best, count = None, 2
    for column, kind in enumerate(kinds):
        values = {row[column].text for row in body if row[column].text.strip() and not row[column].merged}
        names = [value for value in values if len(value) <= 40 and all(map(looks_like_unit, split_units(value)))]
        if kind in (None, "text") and len(names) > count and len(names) >= UNIT_SHARE * len(values):
            best, count = column, len(names)
    return [("responsible" if column == best else kind) for column, kind in enumerate(kinds)]


def _section(row: Sequence[Cell]) -> tuple[str, str] | None:
    """A row that opens a section: its number is 一、, or one text spans it all."""
    texts = list(dict.fromkeys(cell.text.strip() for cell in row if cell.text.strip()))
    if not texts:
        return None
    found = read_enumerator(to_simplified(texts[0]))
    if found is None or found.kind not in ("big", "paren"):
        return None
    rest = texts[0][found.length :].strip()
    if rest and len(texts) > 1:
        return None
    return found.token, rest or (texts[1] if len(texts) > 1 else "")


def _row(
    row: Sequence[Cell], below: Sequence[Cell], columns: Columns, text: str, section: str, title: str | None
) -> Leaf | None:
    """The task a row holds, without its id; None when it has no text of its own."""
    cells = [row[column] for column in columns.places("text") if row[column].text.strip()]
    spanning = [cell for cell in cells if cell.merged or _goes_on(cell, below)]
    own = [cell for cell in cells if cell not in spanning and not cell.merged]
    if not own:
        own = [cell for cell in cells if not cell.merged]
        spanning = [cell for cell in cells if cell.merged]
    if not own:
        return None
    start, end = own[0].start, own[-1].end
    line = stripped(text, start, end)
    charge = _charge(row, columns)
    return Leaf(
        path=section,
        start=line.start,
        end=line.end,
        text=line.text,
        numbered=True,
        section=title or section or None,
        heading=spanning[-1].text if spanning else None,
        charge=charge,
        is_task=True,
    )


def _goes_on(cell: Cell, below: Sequence[Cell]) -> bool:
    """Whether a cell also covers the row below."""
    return any(under.merged and under.start == cell.start for under in below)


def _charge(row: Sequence[Cell], columns: Columns) -> Charge | None:
    """The units of a row; the deadline column, if any, stays in `raw`."""
    filled = [c for c in columns.places(*ROLES) if row[c].text.strip() and (c == 0 or row[c].start != row[c - 1].start)]
    pieces = [charge_cell(row[column].text, columns.kinds[column]) for column in filled]
    if not any(getattr(piece, role) for piece in pieces for role in ROLES):
        return None
    notes = [
        f"{columns.labels[c]}：{row[c].text}"
        for c in columns.places("aside")
        if _is_deadline(columns.labels[c], row[c])
    ]
    whole = joined(pieces)
    return replace(whole, raw="\n".join([whole.raw, *notes]))


def _is_deadline(label: str, cell: Cell) -> bool:
    return bool(cell.text.strip()) and re.search("时限|时间|期限|进度|時限|時間", label) is not None


def _add_units(leaves: list[Leaf], row: Sequence[Cell], columns: Columns) -> None:
    """A row whose text cells are all merged from above only adds units."""
    more = _charge([replace(cell, text="") if cell.merged else cell for cell in row], columns)
    if leaves and more:
        leaves[-1].charge = joined([leaves[-1].charge, more]) if leaves[-1].charge else more


def _placed(leaf: Leaf, row: Sequence[Cell], columns: Columns, section: str, opens: bool, ordinal: int) -> Leaf:
    """Give a row its path: section and number, printed in its own column, before its text, or counted."""
    if opens:
        leaf.path = section
        return leaf
    printed = next((row[column].text.strip().rstrip("、.．") for column in columns.places("number")), "")
    found = read_enumerator(to_simplified(leaf.text))
    if not printed and found:
        printed = found.token
        leaf.text = leaf.text[found.length :]
        leaf.start += found.length
    leaf.path = "/".join(part for part in (section, printed or str(ordinal)) if part)
    return leaf
