"""断路 breaker: when sending stops by itself and asks a person, before a mistake of ours reaches everybody.

More letters within an hour than were forecast, too many that are refused, or words that nobody has been sent before
going to many at once: each may be right, and a person can say so in a minute; a storm of letters cannot be called back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.nouns import LetterStage
from notifications.decisions import PAPER_NAMES

ABOVE_FORECAST = 200
"""How many letters more than were forecast may leave within an hour."""
WATCHED, MOST_REFUSED = 50, 5
"""Of the latest 50 attempts not more than a tenth may be refused for good."""
FIRST_READERS = 20
"""How many may be sent words that nobody has been sent before."""


@dataclass(frozen=True)
class Trip:
    """That sending stops (断路), and why."""

    code: str
    reason: str


def too_many(handed_over: int, forecast: int) -> Trip | None:
    """Whether more letters left within the last hour than anybody expected for the day."""
    if handed_over < forecast + ABOVE_FORECAST:
        return None
    return Trip("N401", f"一小时内已发出 {handed_over} 封，比预计的 {forecast} 封多出 {ABOVE_FORECAST} 封以上，须核对")


def refused(outcomes: Sequence[LetterStage]) -> Trip | None:
    """Whether too many of the latest attempts were refused for good."""
    bad = sum(stage is LetterStage.PERMANENT for stage in outcomes[:WATCHED])
    if bad <= MOST_REFUSED:
        return None
    return Trip("N402", f"最近 {WATCHED} 次投递有 {bad} 次被对方拒收，超过一成；请核对名册和发信设置")


def unread(template: str, readers: int) -> Trip | None:
    """Whether words that nobody was ever sent are about to go to many."""
    if readers <= FIRST_READERS:
        return None
    return Trip("N403", f"{_called(template)}的措辞第一次使用，就要发给 {readers} 个收件人；请先看一封再放行")


def _called(template: str) -> str:
    named = {form.value: name for form, name in PAPER_NAMES.items()}
    return named.get(template, "摘要")
