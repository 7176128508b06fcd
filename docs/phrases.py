"""说法一览 phrases: how official Chinese words a duty, and the rule that each wording becomes, read anew each time."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from duban.services.plans.interpreting import interpret
from engine.nouns import Rule
from rules.writing.wording import said_of

FILE = Path(__file__).resolve().parents[1] / "examples" / "phrases.txt"
ISSUED = date(2026, 1, 5)
"""The readings are those of a plan that was issued on this day."""
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]


def page(table: Table) -> str:
    """A table for each group of phrases."""
    says = (
        "语法由小的句式拼成，每种句式在 `tests/unit/grammar` 和 `tests/unit/rules/test_sentence.py` 里有它的测试；"
        "下面每句的读法由程序当场读出（按2026年1月5日印发推算）。自己的句子用 `duban interpret` 试。"
    )
    parts = [f"# 公文的说法和读法\n\n{says}\n"]
    for group, sentences in _groups():
        rows = [row for sentence in sentences for row in _rows(sentence)]
        parts.append(f"## {group}\n\n{table(('说法', '周期', '时限', '要求', '待确认'), rows)}\n")
    return "\n".join(parts)


def _groups() -> Iterator[tuple[str, list[str]]]:
    for block in FILE.read_text("utf-8").split("\n## ")[1:]:
        group, *sentences = block.strip().split("\n")
        yield group, [sentence for sentence in sentences if sentence.strip()]


def _rows(sentence: str) -> Iterator[tuple[str, ...]]:
    for place, rule in enumerate(interpret(sentence, on=ISSUED).pack.rules):
        asked = "<br>".join(question for question in rule.review if not question.startswith("条款没有写明由谁承担"))
        yield ("〃" if place else sentence, *_said(rule), asked)


def _said(rule: Rule) -> tuple[str, ...]:
    if rule.manual is not None:
        return (said_of(rule)["周期"], "", "由人判定")
    return tuple(said_of(rule).values())
