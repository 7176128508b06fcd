"""印刷 pdf: a manuscript -> PDF, the same bytes for the same manuscript and fonts.

A press keeps its compilers and their parsed layouts, so that a page takes milliseconds; there is one for each
processor, for typst lets go of Python while it sets a page.  What is printed goes to typst as
JSON and is set as text; no value is ever read as markup.  A warning of typst (a font that is not there) is an error.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from queue import LifoQueue
from typing import Any, Literal

import typst

from engine.dates import say_day
from engine.source import Refused
from notifications.printing.columns import shares
from notifications.printing.fitting import setting_of
from notifications.printing.fonts import Typecase
from notifications.printing.heads import head_of
from notifications.wording.manuscript import Manuscript

LAYOUTS = Path(__file__).parent / "layouts"
MOST = 4
"""How many compilers a press has at most."""
_BEIJING = timezone(timedelta(hours=8))
_INKS = {"红": "#d7000f", "橙": "#e06c00", "黄": "#c79400", "蓝": "#0061ad", "绿": "#00813a"}


@dataclass(frozen=True, eq=False)
class Press:
    """A press (印刷机) with its type and its kept compilers; as many may print on it at a time as it has of them."""

    case: Typecase
    compilers: "LifoQueue[typst.Compiler]"

    def pdf(self, paper: Manuscript, letterhead: str) -> bytes:
        """A paper as PDF.

        Raises Refused N702 for a character that no font has, N703 when it cannot be set.
        """
        printed = self._printed(paper, letterhead, "pdf")
        return printed if isinstance(printed, bytes) else b"".join(printed)

    def png(self, paper: Manuscript, letterhead: str, ppi: float = 72) -> list[bytes]:
        """The pages of a paper as pictures.

        Raises Refused N702 for a character that no font has, N703 when it cannot be set.
        """
        printed = self._printed(paper, letterhead, "png", ppi)
        return [printed] if isinstance(printed, bytes) else list(printed)

    def _printed(
        self, paper: Manuscript, letterhead: str, form: Literal["pdf", "png"], ppi: float | None = None
    ) -> bytes | list[bytes]:
        said = json.dumps(self._told(paper, letterhead), ensure_ascii=False, sort_keys=True)
        self._check(said)
        noon = datetime.combine(paper.signed_on, time(12), _BEIJING)
        source = LAYOUTS / f"{paper.layout.value}.typ"
        compiler = self.compilers.get()
        try:
            printed, warnings = compiler.compile_with_warnings(
                source, format=form, ppi=ppi, sys_inputs={"paper": said}, timestamp=noon, pdf_tags=False
            )
        except typst.TypstError as mistake:
            raise Refused("N703", f"公文排印不出来（{mistake.message}）；请把这份文书和此提示交管理员") from mistake
        finally:
            self.compilers.put(compiler)
        if warnings or printed is None:
            told = "；".join(warning.message for warning in warnings)
            raise Refused("N703", f"公文排印不出来（{told}）；请把这份文书和此提示交管理员")
        return printed

    def _told(self, paper: Manuscript, letterhead: str) -> dict[str, Any]:
        """What the layouts are told of a paper."""
        latin = {"name": self.case.latin, "covers": "latin-in-cjk"}
        return {
            **asdict(paper),
            "lines": [{**asdict(line), "heads": line.heads} for line in paper.lines],
            "signed_on": say_day(paper.signed_on),
            "day": [paper.signed_on.year, paper.signed_on.month, paper.signed_on.day],
            "annexes": [{**asdict(annex), "widths": shares(annex)} for annex in paper.annexes],
            "faces": {face.value: [latin, *families] for face, families in self.case.faces.items()},
            "head": head_of(paper, letterhead),
            "ink": _INKS.get(paper.colour, ""),
            "set": asdict(setting_of(paper)),
        }

    def _check(self, said: str) -> None:
        lacking = self.case.lacking(said)
        if lacking:
            shown = "、".join(f"{char}（U+{ord(char):04X}）" for char in lacking[:10])
            raise Refused("N702", f"字体里没有这些字：{shown}；请装上含这些字的字体，或改用通行的字形")


@lru_cache(maxsize=4)
def press_for(case: Typecase) -> Press:
    """The press with these fonts, made once."""
    return press_of(case, min(MOST, os.cpu_count() or 1))


def press_of(case: Typecase, many: int) -> Press:
    """A new press with so many compilers."""
    compilers: LifoQueue[typst.Compiler] = LifoQueue()
    for _ in range(many):
        compilers.put(typst.Compiler(root=LAYOUTS, font_paths=case.fonts))
    return Press(case, compilers)
