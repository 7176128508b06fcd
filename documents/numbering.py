"""自动编号：the numbers that Word works out and never writes, counted as the paragraphs of a docx pass by."""

import re
from collections import Counter
from dataclasses import dataclass, field

from documents.archive import Archive, Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "零一二三四五六七八九"
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "ideographTraditional",
}


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: 一、 is (`chineseCounting`, "%1、")."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Numbering:
    """The automatic numbers of a document, counted as its paragraphs pass by."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def label(self, paragraph: Element) -> str:
        """The number Word prints before a paragraph, or an empty string."""
        place = self._place(paragraph)
        level = self.levels.get(place) if place else None
        if place is None or level is None or not level.text or level.form in ("bullet", "none"):
            return ""
        self.counts[place] += 1
        for deeper in [key for key in self.counts if key[0] == place[0] and key[1] > place[1]]:
            del self.counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._printed(place[0], int(m[1]) - 1), level.text)

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        """(list, level) of a paragraph, its own or its style's."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = properties.find(f"{W}numPr/{W}numId")
        if own is not None:
            return own.get(f"{W}val", "0"), value_of(properties.find(f"{W}numPr/{W}ilvl"), 0)
        style = properties.find(f"{W}pStyle")
        return self.styles.get(style.get(f"{W}val", "")) if style is not None else None

    def _printed(self, number: str, depth: int) -> str:
        level = self.levels.get((number, depth), Level())
        count = max(1, self.counts[(number, depth)]) - 1 + level.start
        return _chinese(count) if level.form in CHINESE else str(count)


def numbering_of(parts: Archive) -> Numbering:
    """The lists a document defines; a document without any has none."""
    numbering = Numbering()
    if "word/numbering.xml" not in parts.names:
        return numbering
    root = parts.xml("word/numbering.xml")
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iter(f"{W}abstractNum")}
    for num in root.iter(f"{W}num"):
        link = num.find(f"{W}abstractNumId")
        form = abstract.get(link.get(f"{W}val")) if link is not None else None
        for level in form.iter(f"{W}lvl") if form is not None else ():
            numbering.levels[(num.get(f"{W}numId", ""), int(level.get(f"{W}ilvl", "0")))] = _level(level)
    if "word/styles.xml" in parts.names:
        for style in parts.xml("word/styles.xml").iter(f"{W}style"):
            own = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if own is not None:
                depth = value_of(style.find(f"{W}pPr/{W}numPr/{W}ilvl"), 0)
                numbering.styles[style.get(f"{W}styleId", "")] = (own.get(f"{W}val", "0"), depth)
    return numbering


def value_of(element: Element | None, default: int) -> int:
    """The whole number that an element holds, at most a hundred; `default` where it holds none."""
    found = element.get(f"{W}val") if element is not None else None
    return min(int(found), 100) if found and found.isdecimal() else default


def _level(level: Element) -> Level:
    form, text = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    return Level(
        form.get(f"{W}val", "decimal") if form is not None else "decimal",
        text.get(f"{W}val", "") if text is not None else "",
        value_of(level.find(f"{W}start"), 1),
    )


def _chinese(number: int) -> str:
    """12 → 十二, up to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{DIGITS[hundreds % 10]}百" if hundreds else ""
    middle = (
        ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十" if tens else ("零" if hundreds and ones else "")
    )
    return head + middle + (DIGITS[ones] if ones else "") or DIGITS[0]
