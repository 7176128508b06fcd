"""释读：one duty sentence, or the sentences of a pack -> what they ask for, the next due days, what they leave open.

Nothing is stored.  The due days are those of the rule that a sentence becomes, for anyone whom it binds.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from duban.services.plans.parsing import parsed
from engine.dates import FOREVER
from engine.nouns import Agency, AnchorKind, Clause, Document, Fact, Membership, Person, Roster, Rule, RulePack
from engine.owing.expand import HORIZON, expand
from engine.source import Refused
from grammar.duty import read_alone
from rules.calendars import national
from rules.drafting.draft import draft
from rules.drafting.starting import event_in
from rules.load import load
from rules.sentence import understood
from rules.writing.dump import yaml_of
from rules.writing.spell import spell_pack
from rules.writing.wording import said_of

READER = Agency("reader", "本单位")
MEMBER = Person("member", "本单位人员", READER.id)
MOST_DUE_DAYS = 3
_MOST_HORIZONS = 12


@dataclass(frozen=True)
class NextDue:
    """A day on which a rule falls due; `event` is what must happen on the day asked about, if it hangs on one.

    `happening` is what the sentence calls that.
    """

    rule: str
    window: str
    safe: date
    hard: date | None
    steps: tuple[str, ...]
    event: str | None = None
    happening: str | None = None

    @property
    def begins(self) -> str:
        """The condition on which the day rests, if there is one: 若今天发生“收到申请”（x.start），."""
        what = f"“{self.happening}”" if self.happening else "起算之事"
        return f"若今天发生{what}（{self.event}），" if self.event else ""

    @property
    def window_zh(self) -> str:
        """The window as a person reads it."""
        return "一次性" if self.window == "once" else self.window


@dataclass(frozen=True)
class Interpreted:
    """A sentence as it is read: its duties, the rules that they become, the next days of each."""

    text: str
    duties: object
    pack: RulePack
    next_due: tuple[NextDue, ...]
    questions: object

    def answer(self) -> dict[str, object]:
        """The reading as JSON shows it."""
        rules = [{**rule, "said": said_of(one)} for rule, one in zip(self.spelt, self.pack.rules, strict=True)]
        return {
            "text": self.text,
            "duties": self.duties,
            "rules": rules,
            "next_due": self.next_due,
            "questions": self.questions,
        }

    @property
    def spelt(self) -> list[Mapping[str, object]]:
        """The rules in the words of a pack."""
        return list(spell_pack(self.pack)["rules"])

    @property
    def yaml(self) -> str:
        """Sets and rules as they would stand in a pack."""
        spelt = spell_pack(self.pack)
        return yaml_of({"sets": spelt["sets"], "rules": spelt["rules"]})


def interpret(text: str, *, on: date) -> Interpreted:
    """What a duty sentence asks for, as if it were issued on `on`: its next due days and what it leaves open.

    Raises Refused G401 when no duty is found in it.
    """
    sentence = text.strip()
    clause = Clause("1", sentence, 0, len(sentence))
    duties = tuple(replace(duty, clause="1") for duty in read_alone(sentence))
    if not duties:
        raise Refused("G401", "没有读出可以督办的职责；请写明由谁、在什么期限前、完成什么")
    content = hashlib.sha256(sentence.encode()).hexdigest()
    document = Document("命令行", content, sentence, title="一句话", issued_on=on, clauses=(clause,))
    pack = draft(document, duties)
    days = tuple(day for rule in pack.rules for day in next_days(pack, rule, on))
    asked = list(dict.fromkeys(question for one in understood(sentence, "rule", on) for question in one.questions))
    return Interpreted(sentence, parsed(document, duties)["obligations"], pack, days, asked)


def next_days(pack: RulePack, rule: Rule, on: date) -> list[NextDue]:
    """The next days on which a rule falls due from `on` on, as if it were active and bound one agency."""
    first = min(on.replace(month=1, day=1), *(span[0] for span in (rule.effective, pack.effective) if span), on)
    one = replace(rule, state="active", review=(), effective=(first, None))
    term = replace(pack.sets[rule.bearer.set], where=None, members=(READER.name,))
    trial = replace(pack, rules=(one,), sets={rule.bearer.set: term}, effective=None)
    serving = (Membership(rule.bearer.set, MEMBER.id),) if term.of == "person" else ()
    roster = Roster((READER,), (MEMBER,), serving)
    event = _event_of(rule)
    happened = [Fact("event", event, READER.id, on, on)] if event else []
    for ahead in range(_MOST_HORIZONS):
        found = expand(trial, roster, national(), on + ahead * HORIZON, happened)
        dues = sorted(
            {(each.due.safe, each.window.label, each.due) for each in found if on <= each.due.safe < FOREVER},
            key=_order,
        )
        if len(dues) >= MOST_DUE_DAYS or event or rule.window.every is None:
            break
    happening = event_in(rule.citation.quote) if event else None
    return [
        NextDue(rule.id, label, safe, due.hard, due.steps, event, happening)
        for safe, label, due in dues[:MOST_DUE_DAYS]
    ]


def _order(row: tuple[date, str, object]) -> tuple[date, str]:
    return row[:2]


def _event_of(rule: Rule) -> str | None:
    """What sets the clock of a rule off, if an event does."""
    if rule.window.anchor.kind is AnchorKind.EVENT:
        return rule.window.anchor.event
    of = rule.due.of
    return of if of not in (None, "window.start", "window.end") else None


@dataclass(frozen=True)
class TextReading:
    """How a rule that is written as a sentence is read, where it stands, and when it next falls due."""

    file: str
    line: int
    column: int
    rule: str
    text: str
    said: Mapping[str, str]
    next_due: tuple[NextDue, ...]
    questions: tuple[str, ...]

    def __str__(self) -> str:
        said = "；".join(f"{name} {words}" for name, words in self.said.items())
        days = "、".join(day.safe.isoformat() for day in self.next_due)
        return f"{self.file}:{self.line}:{self.column}: 读法 {self.rule}：{said}" + (f"；接下来 {days}" if days else "")


def readings_of(file: Path, *, on: date) -> Iterator[TextReading]:
    """The reading of each rule of a pack that is written as a sentence; nothing for a pack that does not load."""
    pack, _ = load(file)
    if pack is not None:
        yield from readings_in(pack, on=on)


def readings_in(pack: RulePack, *, on: date) -> Iterator[TextReading]:
    """The reading of each rule of a pack that is written as a sentence."""
    for rule in pack.rules:
        if rule.text is not None:
            place = rule.source
            due = tuple(next_days(pack, rule, on)) if rule.bearer.set in pack.sets else ()
            yield TextReading(place.file, place.line, place.column, rule.id, rule.text, said_of(rule), due, rule.review)
