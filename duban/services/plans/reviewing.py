"""逐条确认：the questions of a draft, one rule after the other, and the answers to them.

Each answer is written down when it is given, with who gave it and when: whoever stops half-way goes on from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duban.services.plans.interpreting import NextDue, next_days
from engine.nouns import Rule, RulePack
from engine.nouns.document import Charge, Clause
from engine.source import Problem, Refused, Source, errors
from grammar.confidence import WORD_ZH, confidence_of
from grammar.duty import read_sentence
from rules.drafting.answers import Answer, answered
from rules.drafting.draft import PROPOSED
from rules.load import load
from rules.marks import Json, read, values_of
from rules.writing.dump import dump, yaml_of
from rules.writing.wording import said_of, say_set


@dataclass(frozen=True)
class Asked:
    """A rule that waits for a person: what is written, how it is read, when it next falls due, what is open."""

    rule: str
    title: str
    locator: str
    quote: str
    bearer: str
    said: Mapping[str, str]
    next_due: tuple[NextDue, ...]
    questions: tuple[str, ...]
    proposed: bool
    sureness: str


class Review:
    """A draft pack under review by one person on one day; answers are kept in the file `record`."""

    def __init__(self, file: Path, record: Path, *, by: str, on: date) -> None:
        """Raises Refused R401 when the draft, R602 when the record of earlier answers does not load."""
        pack, problems = load(file)
        if pack is None:
            raise Refused("R401", f"{file} 有错误，不能逐条确认；请先改正", errors(problems))
        self._pack: RulePack = pack
        self._original = values_of(file)
        self._record = record
        self._by, self._on = by, on
        self._said: dict[str, Json] = _earlier(record) if record.is_file() else {}

    @property
    def text(self) -> str:
        """The pack with the answers put in."""
        return dump(self._pack, self._original)

    def open(self) -> list[Asked]:
        """The rules that wait for an answer, in the order of the pack."""
        return [asked_about(self._pack, rule, self._on) for rule in waiting(self._pack)]

    def answer(self, rule: str, fields: Mapping[str, Json]) -> tuple[Problem, ...]:
        """Take the proposed reading, changed in these fields; answers why it cannot be, and then nothing is written."""
        said = {**(fields or {"accept": True}), "by": self._by, "date": self._on.isoformat()}
        given = Answer(rule, not fields, dict(fields), self._by, self._on, Source(str(self._record)))
        pack, problems = answered(self._pack, [given])
        if errors(problems):
            return problems
        self._pack = pack
        self._said[rule] = said
        self._record.write_text(yaml_of(self._said), encoding="utf-8")
        return ()


def waiting(pack: RulePack) -> list[Rule]:
    """The rules of a pack that wait for an answer, in its order."""
    return [rule for rule in pack.rules if rule.state in ("draft", "needs_review")]


def asked_about(pack: RulePack, rule: Rule, on: date) -> Asked:
    """What a person is shown and asked about a rule, its next days counted from `on`."""
    due = tuple(next_days(pack, rule, on)) if rule.bearer.set in pack.sets else ()
    return Asked(
        rule=rule.id,
        title=rule.title,
        locator=rule.citation.locator,
        quote=rule.citation.quote,
        bearer=say_set(rule.bearer.set, pack.sets),
        said=said_of(rule),
        next_due=due,
        questions=rule.review,
        proposed=all(PROPOSED in question for question in rule.review),
        sureness=sureness(rule),
    )


def sureness(rule: Rule) -> str:
    """How surely the quote of a rule is read when it stands alone: 确定, 推定 with the reasons, or 待确认."""
    if rule.review:
        return WORD_ZH["asked"]
    quote, bearer = rule.citation.quote, Charge(responsible=(rule.bearer.set,))
    found = read_sentence(quote)
    if len(found) != 1:
        return f"{WORD_ZH['likely']}：单看这一句读不全，取自前后文"
    read = confidence_of(found[0], Clause("", quote, 0, len(quote), charge=bearer))
    return "：".join(part for part in (WORD_ZH[read.word], "；".join(read.reasons)) if part)


def _earlier(record: Path) -> dict[str, Json]:
    written, _, problems = read(record)
    if written is None:
        raise Refused("R602", f"{record} 读不出来，不能接着确认；请改正或换一个文件名", errors(problems))
    return dict(written.value)
