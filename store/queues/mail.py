"""The mail (投出的信): every letter in columns, for the days gone by.

At present the outbox itself says how far each letter came; senders hold letters without a word in the log.  What had
come of it by the end of a day is told by the log: frozen, tried, given up, closed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from engine.nouns import LetterStage
from store.columns import as_stored
from store.events import EVENT
from store.letters import FROZEN, LETTER
from store.lists import one_of
from store.planner import unindexed
from store.queues import rolls
from store.queues.asked import Then
from store.queues.rolls import in_bytes, in_ints, particulars
from store.session import Session
from store.statements import HERE, ask, chunks
from store.surveys.columns import NONE, Codes, Ints
from store.surveys.kept import Kept

STAGES = tuple(LetterStage)
CODE = {stage.value: code for code, stage in enumerate(STAGES)}
UNWRITTEN = -1
TRIED = "letter.attempt"
LED_TO = {
    FROZEN: LetterStage.READY,
    "letter.retry": LetterStage.READY,
    "letter.give_up": LetterStage.DEAD,
    **dict.fromkeys(("letter.close", "letter.recall", "letter.fix", "letter.redraw"), LetterStage.CLOSED),
}
ROWS = select(LETTER.c.message_id, as_stored(LETTER.c.slot)).where(unindexed(LETTER.c.jurisdiction) == HERE)
OF_IDS = ROWS.where(one_of(LETTER.c.message_id))
TOLD = rolls.LINES.where(EVENT.c.about.is_(None), EVENT.c.kind.startswith("letter."))


@dataclass(frozen=True, kw_only=True)
class Mail(rolls.Roll):
    """Every letter, and of which slot it is."""

    slots: Ints

    def stood(self, then: Then) -> Codes:
        """The stage of each by the end of a day gone by; of those that were not yet written, none."""
        return self.led(np.full(len(self), UNWRITTEN, dtype=np.int8), then.until)


def mail(session: Session) -> Mail:
    """All letters as the session sees them, with every move of theirs."""
    return FOLLOWER.roll(session, with_moves=True)


def _changed(session: Session, told: Sequence[rolls.Told]) -> Iterator[rolls.Rows]:
    """The letters that were written."""
    written = sorted({line.subject for line in told if line.kind == FROZEN})
    return (ask(session, OF_IDS, some=some) for some in chunks(written))


def _led(told: Sequence[rolls.Told]) -> Iterator[rolls.Move]:
    """Into which stages lines say that their letters came, those that do."""
    for line, said in particulars(told):
        if stage := said["stage"] if line.kind == TRIED else LED_TO.get(line.kind):
            yield line.subject, rolls.UNSAID, CODE[stage], line.at


def _columns(before: Mail, rows: rolls.Rows) -> rolls.Columns:  # noqa: ARG001 - a letter has no words that are numbered
    ids, slots = zip(*rows, strict=True)
    return {"keys": in_bytes(ids), "slots": in_ints(slots)}


def _empty() -> Mail:
    return Mail(keys=in_bytes(()), slots=NONE)


FOLLOWER: rolls.Follower[Mail] = rolls.Follower(
    empty=_empty, every=ROWS, lines=TOLD, moved=TOLD, changed=_changed, columns=_columns, led=_led, kept=Kept()
)
