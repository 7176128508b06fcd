"""公文：how many one-page papers are printed in a second, with the compiler kept and with a fresh one each."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from bench.rounds import Work, a_second
from notifications.decisions import ExtensionView
from notifications.papers import Form
from notifications.printing.docx import docx
from notifications.printing.fonts import typecase, typecase_of
from notifications.printing.pdf import MOST, Press, press_for, press_of
from notifications.wording.compose import compose
from notifications.wording.manuscript import Manuscript
from notifications.wording.samples import LETTERHEAD, SAMPLES

MANY, FEW = 40, 4


def works(folder: Path) -> list[Work]:
    """A letter of one page as PDF, kept and fresh; a form of one page as PDF; a letter as DOCX."""
    del folder
    case = typecase()
    press = press_for(case)
    kept = "公文一面（信函）：PDF，编译器留着用"

    def fresh() -> Press:
        typecase_of.cache_clear()
        return press_of(typecase(), 1)

    return [
        Work(kept, "100 个/秒", a_second, lambda: _each(MANY, lambda n: press.pdf(letter(n), LETTERHEAD))),
        Work(
            "公文一面（信函）：PDF，每次新编译器、新找字体", "", a_second,
            lambda: _each(FEW, lambda n: fresh().pdf(letter(n), LETTERHEAD)), against=kept,
        ),
        Work(
            "督办通知单一面：PDF，编译器留着用", "", a_second,
            lambda: _each(MANY, lambda n: press.pdf(slip(n), LETTERHEAD)), against=kept,
        ),
        Work(
            "督办通知单一面：PDF，几个处理器一起印", "100 个/秒", a_second,
            lambda: _together(lambda n: press.pdf(slip(n), LETTERHEAD)), against=kept,
        ),
        Work(
            "公文一面（信函）：DOCX", "", a_second,
            lambda: _each(MANY, lambda n: docx(letter(n), LETTERHEAD)), against=kept,
        ),
    ]  # fmt: skip


def _together(make: Callable[[int], object]) -> int:
    with ThreadPoolExecutor(min(MOST, os.cpu_count() or 1)) as printers:
        return len(list(printers.map(make, range(MANY))))


def _each(many: int, make: Callable[[int], object]) -> int:
    for number in range(many):
        make(number)
    return many


def letter(number: int) -> Manuscript:
    """A letter that fits on a page, none like another."""
    view = SAMPLES[Form.EXTENSION]
    if not isinstance(view, ExtensionView):
        raise TypeError(view)
    paper = compose(replace(view, number=f"青政督延〔2026〕{number}号", matter=f"第{number}项工作"))
    return replace(paper, lines=paper.lines[:3])


def slip(number: int) -> Manuscript:
    """A form of one page, none like another."""
    return replace(compose(SAMPLES[Form.SUPERVISE]), number=f"青政督办〔2026〕{number}号")
