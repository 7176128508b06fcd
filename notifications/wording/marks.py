"""行首标记 marks: what the beginning of a template's line says of the paragraph — a title, a box, a heading.

    标题：关于……的通报      the title of the paper; without it the title is the paper's name
    【工作要求】……         a box of a form, as wide as the page; lines that follow belong to it
    〖责任人〗……           a box of half the width
    一、……                  a heading of the first level
    （一）……                a heading of the second level, unless it is a sentence

The marks count where the *template* writes them.  Before a template is compiled each is replaced by a character that
is no character (U+FDD0 …), which values are cleaned of: so a value that looks like a heading stays text.
"""

import re
from collections.abc import Callable

from notifications.wording.manuscript import Box, Line

TITLE, BOX, HALF, FIRST, SECOND, END, BREAK = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5", "\ufdd6"
_NUMERAL = "[一二三四五六七八九十]+"
_MARKS = (
    (re.compile(r"标题："), TITLE),
    (re.compile(r"【(?P<label>[^【】{}%]+)】"), BOX),
    (re.compile(r"〖(?P<label>[^〖〗{}%]+)〗"), HALF),
    (re.compile(rf"(?=(?:{_NUMERAL}|{{{{ *group\.numeral *}}}})、)"), FIRST),
    (re.compile(rf"(?=（(?:{_NUMERAL}|{{{{ *loop\.index *\| *zh_count *}}}})）)"), SECOND),
)
_HEADING = re.compile(rf"^{_NUMERAL}、")
_ANY = re.compile(f"[{TITLE}-{BREAK}]")
_ONLY_TAGS = re.compile(r"(?:\s*{%(?! *include).*?%}\s*)+")
_ENDS = ("。", "；", "！", "？")


def marked(source: str) -> str:
    """The source of a template with its marks set; its lines keep their numbers."""
    return "\n".join(_marked_line(line) for line in source.split("\n"))


def _marked_line(line: str) -> str:
    rest = line.lstrip(" \t　")
    for pattern, mark in _MARKS:
        found = pattern.match(rest)
        if found:
            label = found.groupdict().get("label")
            return mark + (f"{label}{END}" if label is not None else "") + _ended(rest[found.end() :])
    return line if _ONLY_TAGS.fullmatch(line) else _ended(line)


def _ended(line: str) -> str:
    """A line that keeps its end: after a tag the engine would swallow it, and two paragraphs would be one."""
    return line + BREAK if line.rstrip().endswith(("%}", "#}")) else line


def read_marks(text: str) -> tuple[str, tuple[Line, ...], tuple[Box, ...]]:
    """The title (empty if none), the paragraphs and the boxes of a rendered template."""
    title, lines, boxes = "", [], list[Box]()
    for line in filter(None, map(str.strip, text.replace(BREAK, "").splitlines())):
        mark = line[0]
        if not boxes and line.isprintable():
            lines.append(Line(line))
        elif mark == TITLE:
            title = _unmarked(line)
        elif mark in (BOX, HALF):
            label, _, rest = line[1:].partition(END)
            first = _unmarked(rest)
            boxes.append(Box(label.strip(), (first,) if first else (), half=mark == HALF))
        elif boxes:
            last = boxes[-1]
            boxes[-1] = Box(last.label, (*last.lines, _unmarked(line)), last.half)
        else:
            lines.append(_paragraph(_unmarked(line), mark))
    return title, tuple(lines), tuple(boxes)


def _paragraph(text: str, mark: str) -> Line:
    if mark == FIRST:
        return Line(text, 1)
    return Line(text, 2) if mark == SECOND and not text.endswith(_ENDS) else Line(text)


def _unmarked(line: str) -> str:
    """A line without marks: those of a template that another includes can stand in its middle."""
    return line if line.isprintable() else _ANY.sub("", line).strip()


def as_boxes(lines: tuple[Line, ...], label: str) -> tuple[Box, ...]:
    """Paragraphs as the boxes of a form: each heading labels a box, and what stands before the first has `label`."""
    boxes = [Box(label)]
    for line in lines:
        if line.level == 1:
            boxes.append(Box(_HEADING.sub("", line.text)))
        else:
            boxes[-1] = Box(boxes[-1].label, (*boxes[-1].lines, line.text))
    return tuple(box for box in boxes if box.lines)


def as_lines(boxes: tuple[Box, ...], numerals: Callable[[int], str]) -> tuple[Line, ...]:
    """The boxes of a form as the sections of a letter, without those for names and signatures."""
    filled = [box for box in boxes if box.lines and not box.half]
    return tuple(
        line
        for place, box in enumerate(filled, start=1)
        for line in (Line(f"{numerals(place)}、{box.label}", 1), *map(Line, box.lines))
    )
