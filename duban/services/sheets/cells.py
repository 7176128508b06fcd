"""单元格：what one cell says — a name, a day, a number, one of several words; mistakes keep their place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from duban.services.sheets.rows import JOIN, Row
from engine.nouns import Scalar
from engine.source import Problem
from rules.years import YEARS, day_named

Word = TypeVar("Word")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
_SEPARATORS = re.compile(r"[、，,；;]")
_TRUTHS: Mapping[str, bool] = {"true": True, "是": True, "false": False, "否": False}


@dataclass
class Cells:
    """The cells of one row as they are understood; what cannot be understood is added to `problems`."""

    row: Row
    problems: list[Problem] = field(default_factory=list)

    def required(self, column: str, called: str) -> str:
        """The text under `column`; an empty cell is a problem."""
        text = self.row.get(column)
        if not text:
            self.wrong(column, "F110", f"缺少{called}；请补上这一格")
        return text

    def day(self, column: str) -> date | None:
        """The civil day under `column`, None when the cell is empty."""
        text = self.row.get(column)
        found = _DAY.fullmatch(text)
        day = day_named("-".join((found[1], found[2].zfill(2), found[3].zfill(2)))) if found else None
        if day is None and text:
            years = f"{YEARS[0]}–{YEARS[-1]} 年"
            self.wrong(column, "F111", f"“{text}”不是有效日期；请写成 2026-03-01（{years}，更早的留空）")
        return day

    def number(self, column: str) -> Fraction | None:
        """The exact number under `column` ("5%" is 1/20), None when the cell is empty."""
        text = self.row.get(column).replace(",", "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.wrong(column, "F120", f"“{text}”不是数字；请写成 12 或 3.5")
            return None
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)

    def choice(self, column: str, words: Mapping[str, Word], called: str) -> Word | None:
        """What the word under `column` stands for; an unknown word is a problem."""
        text = self.row.get(column)
        if text and text not in words:
            self.wrong(column, "F115", f"“{text}”不是认识的{called}；可用：{JOIN.join(words)}")
        return words.get(text)

    def names(self, column: str) -> tuple[str, ...]:
        """The names under `column`, written with 、 or a comma or a semicolon between them."""
        parts = (part.strip() for part in _SEPARATORS.split(self.row.get(column)))
        return tuple(dict.fromkeys(part for part in parts if part))

    def attrs(self, known: frozenset[str]) -> dict[str, Scalar]:
        """Every column that has no meaning of its own; true, false, 是 and 否 become booleans."""
        others = sorted(self.row.cells.keys() - known)
        return {column: _TRUTHS.get(self.row.cells[column].lower(), self.row.cells[column]) for column in others}

    def span(self) -> tuple[date | None, date | None]:
        """The days under `since` and `until`, in that order of time."""
        since, until = self.day("since"), self.day("until")
        if since and until and until <= since:
            self.wrong("until", "F116", f"止日 {until} 不晚于起日 {since}；请核对")
        return since, until

    def wrong(self, column: str, code: str, message: str) -> None:
        """Add a problem at the cell under `column`."""
        self.problems.append(Problem(self.row.at(column), code, message))
