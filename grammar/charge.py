"""责任分工：who leads, who helps, who answers, as official documents print it.

Three shapes are read, in half- or full-width punctuation and in either script:

    （市司法局牵头，各区政府配合）       a bracket closing a sentence; verbs give the roles
    （责任单位：区司法局牵头，各街镇）   a bracket with a label; names without a verb take the label's role
    责任单位：州司法局                   a line, or the end of a paragraph, with a label

`read_charge` reads one charge; `find_charges` finds those inside a paragraph; `charge_line` reads a line
that is nothing but a charge.  Names are kept as printed; `grammar.units` splits them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.nouns.document import Charge
from grammar.charge_words import (
    BRACKET,
    BRACKETED,
    CLAUSE_BREAK,
    CLOSE,
    DATE,
    FIRST_IS_LEAD,
    FIRST_LEADS,
    LABEL,
    LABEL_COLON,
    LEAD_RUNS_ON,
    LINE_BREAK,
    NOTE,
    NOTED,
    OPEN,
    OWN_ROLE,
    PROSE,
    ROLES,
    SENTENCE_END,
    SPOKEN,
    TOGETHER,
    VERB,
    WITHIN,
)
from grammar.units import looks_like_unit, split_outside_brackets, split_units


@dataclass(frozen=True)
class Found:
    """A charge standing inside a paragraph, `paragraph[start:end]`."""

    start: int
    end: int
    charge: Charge


def read_charge(text: str) -> Charge | None:
    """Read one charge, with or without its brackets and labels; None when the text is none."""
    inner = FIRST_LEADS.sub("", LINE_BREAK.sub("", _without_brackets(text.strip())))
    roles: dict[str, list[str]] = {role: [] for role in ROLES}
    labelled = False
    for label, segment in _segments(inner):
        labelled = labelled or label is not None
        if label != "aside" and not _read_segment(segment, label, roles):
            return None
    names = [name for group in roles.values() for name in group]
    if not names or not (labelled or any(map(looks_like_unit, names))):
        return None
    return _charge(roles, text.strip())


def find_charges(paragraph: str) -> tuple[Found, ...]:
    """Find every charge of a paragraph that closes a sentence, in order."""
    found = [*_bracketed(paragraph)]
    taken = [(f.start, f.end) for f in found]
    found += [f for f in _labelled(paragraph) if not any(a < f.end and f.start < b for a, b in taken)]
    found += [] if found else _spoken(paragraph)
    return tuple(sorted(found, key=lambda f: f.start))


def charge_line(line: str) -> Charge | None:
    """Read a line that is nothing but a charge: 责任单位：州司法局, or a bracket alone.

    A deadline or a leader on a line of its own (完成时限：6月底前) is a charge without names, kept in `raw`.
    """
    text = line.strip().strip("*")
    label = LABEL_COLON.match(text)
    if label:
        return read_charge(text) or (Charge(raw=text) if NOTED.match(text) else None)
    return read_charge(text) if _is_bracketed(text.rstrip("。；;，,")) else None


def label_role(text: str) -> str | None:
    """The role a bare label such as a table's column heading gives (牵头单位 → lead; 完成时限 → aside), or None."""
    match = LABEL.search(re.sub(r"\s", "", text))
    return match.lastgroup if match else None


def joined(charges: Iterable[Charge]) -> Charge:
    """Several printed pieces of one charge (责任单位 and 配合单位 on two lines) as one."""
    pieces = list(charges)
    roles = {role: [name for piece in pieces for name in getattr(piece, role)] for role in ROLES}
    return _charge(roles, "\n".join(piece.raw for piece in pieces))


def charge_cell(text: str, role: str) -> Charge:
    """What a cell of a unit column says: its own verbs if it has any, else the role of its column."""
    roles: dict[str, list[str]] = {name: [] for name in ROLES}
    lines = re.sub(f"({VERB.pattern[:-1]})\\s*\n", r"\1；", text)
    for label, segment in _segments(lines):
        if label != "aside":
            _read_segment(segment, label or role, roles)
    return _charge(roles, text.strip())


def _charge(roles: dict[str, list[str]], raw: str) -> Charge:
    lead, support, responsible = (tuple(dict.fromkeys(roles[role])) for role in ROLES)
    return Charge(lead, support, responsible, raw)


def _without_brackets(text: str) -> str:
    text = text.rstrip("。；;，, ")
    return text[1:-1] if _is_bracketed(text) else text


def _segments(text: str) -> Iterator[tuple[str | None, str]]:
    """Cut at labels: (role of the label or None, the text after it)."""
    marks = list(LABEL_COLON.finditer(text))
    head = text[: marks[0].start()] if marks else text
    if head.strip(" 　,，;；。、"):
        yield None, head
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        yield _role(mark), text[mark.end() : following.start() if following else len(text)]


def _role(mark: re.Match[str]) -> str:
    return (mark.lastgroup or "").removesuffix("_bare")


def _read_segment(text: str, label: str | None, roles: dict[str, list[str]]) -> bool:
    """Add the names of one segment to their roles; False when names stand there with no role at all."""
    waiting: list[str] = []
    spoken = False
    for clause in _clauses(text):
        verb = VERB.search(clause)
        names, *partners = TOGETHER.split(clause[: verb.start()] if verb else clause)
        waiting += split_units(names)
        roles["support"] += [name for partner in partners for name in split_units(partner)]
        waiting = _with_own_roles(waiting, roles)
        if verb and verb.lastgroup:
            spoken = True
            roles[verb.lastgroup] += waiting
            waiting = []
        elif partners and spoken:
            waiting = []
    if waiting and not spoken and label is None and not all(map(looks_like_unit, waiting)):
        return False
    roles["responsible" if spoken or label is None else label] += waiting
    return True


def _with_own_roles(names: list[str], roles: dict[str, list[str]]) -> list[str]:
    """甲处（牵头）、乙处: a name that bears its role behind it takes it; the others wait for theirs."""
    rest: list[str] = []
    for name in names:
        own = OWN_ROLE.search(name)
        if own and own.lastgroup:
            roles[own.lastgroup].append(name[: own.start()])
        else:
            rest.append(name)
    return rest


def _clauses(text: str) -> Iterator[str]:
    for piece in split_outside_brackets(text, CLAUSE_BREAK):
        for clause in LEAD_RUNS_ON.split(piece):
            clause = clause.strip().removeprefix("由")
            if clause and not NOTE.search(clause) and not DATE.search(clause):
                yield clause


def _bracketed(paragraph: str) -> Iterator[Found]:
    for start, end in _outer_brackets(paragraph):
        if end - start > BRACKETED:
            continue
        inner = paragraph[start : end + 1]
        charge = read_charge(inner) if _may_charge(paragraph, start, end, inner) else None
        if charge:
            yield Found(start, end + 1, charge)


def _may_charge(paragraph: str, start: int, end: int, inner: str) -> bool:
    """A charge closes a sentence or ends its paragraph; a bracket in mid-sentence is part of the prose."""
    closes = not paragraph[end + 1 :].strip(" 　。；;\n") or SENTENCE_END.search(paragraph[max(0, start - 5) : start])
    if not closes or start == 0:
        return bool(closes)
    if LABEL_COLON.search(inner) or any(VERB.search(clause) for clause in _clauses(inner[1:-1])):
        return True
    return paragraph[start - 1] in "。；;" and not paragraph[end + 1 :].strip(" 　。；;\n")  # ……。（县水利局、各乡镇）


def _labelled(paragraph: str) -> Iterator[Found]:
    """责任单位：甲局、乙局。 standing after a sentence, up to its own full stop."""
    if ":" not in paragraph and "：" not in paragraph:
        return
    marks = [
        m for m in LABEL_COLON.finditer(paragraph) if SENTENCE_END.search(paragraph[max(0, m.start() - 3) : m.start()])
    ]
    position = 0
    for mark in marks:
        if mark.start() < position or mark.lastgroup == "aside":
            continue
        stop = paragraph.find("。", mark.end())
        position = len(paragraph) if stop < 0 else stop + 1
        while (more := LABEL_COLON.match(paragraph, position)) is not None:
            stop = paragraph.find("。", more.end())
            position = len(paragraph) if stop < 0 else stop + 1
        charge = read_charge(paragraph[mark.start() : position])
        if charge:
            yield Found(mark.start(), position, charge)


def _spoken(paragraph: str) -> Iterator[Found]:
    """甲部牵头，乙部等按职责分工负责。 without bracket or label, as the last sentence of a paragraph."""
    stop = max(paragraph.rstrip(" 　。；;\n").rfind(mark) for mark in "。；;！\n")
    charge = spoken_line(paragraph[stop + 1 :]) if stop >= 0 else None
    if charge:
        yield Found(stop + 1, len(paragraph), charge)


def spoken_line(sentence: str) -> Charge | None:
    """A sentence that is nothing but names and 牵头 or 负责; any other word makes it prose."""
    text = sentence.strip(" 　。；;\n")
    last = text[-24:]
    broken = any(text.count(begin) != text.count(end) for begin, end in zip(OPEN, CLOSE, strict=True))
    if len(text) > BRACKETED or not (VERB.search(last) and SPOKEN.search(text)) or broken or "。" in text:
        return None
    charge = read_charge(text)
    names = [name for role in ROLES for name in getattr(charge, role)] if charge else []
    plain = all(len(name) > 1 and looks_like_unit(name) and not PROSE.search(name) for name in names)
    return charge if names and plain else None


def spoken_within(paragraph: str) -> Charge | None:
    """由甲局会同乙局负责，每年…: an assignment that is a part of a sentence; it stays in the text."""
    if "由" not in paragraph:
        return None
    for piece in WITHIN.finditer(paragraph):
        charge = spoken_line(piece[0])
        if charge:
            return charge
    return None


def first_leads(text: str) -> bool:
    """Whether a document says that of several units the first leads (列第一位的为牵头单位)."""
    return FIRST_IS_LEAD.search(text) is not None


def _outer_brackets(text: str) -> Iterator[tuple[int, int]]:
    """Where brackets that lie in no other begin and end; full- and half-width may be mixed, some left open."""
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    for mark in BRACKET.finditer(text):
        if mark[0] in OPEN:
            waiting.append(mark.start())
        elif waiting:
            pairs.append((waiting.pop(), mark.start()))
    end = -1
    for pair in sorted(pairs):
        if pair[0] > end:
            end = pair[1]
            yield pair


def _is_bracketed(text: str) -> bool:
    """Whether one bracket holds the whole text."""
    return text[:1] != "" and text[0] in OPEN and next(_outer_brackets(text), None) == (0, len(text) - 1)
