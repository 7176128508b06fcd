"""演练 rehearsal: put a backup somewhere else, open it, and find its verdicts anew from what is on file there.

What a backup is worth shows only when it is restored; so that is done every week, on a copy, without anybody's help.
"""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from duban.services.care.backup import copy_to_look_at, opened_copy, prove
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.settings import Settings
from engine.nouns import Obligation, Verdict
from store import obligations, verdicts
from store.session import Session, reading

SAMPLE = 500


@dataclass(frozen=True)
class Rehearsed:
    """What came of restoring a backup elsewhere: lines of the log, verdicts found anew, and those that differ."""

    file: str
    events: int
    verdicts: int
    differ: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the copy says what the original said."""
        return not self.differ


def rehearse(settings: Settings, file: Path) -> Rehearsed:
    """Restore the backup `file` to a folder of its own, prove it, and judge a sample of it anew.

    Raises Refused X305 when it is not sound.
    """
    with tempfile.TemporaryDirectory(dir=file.parent, prefix="rehearsal-") as folder:
        copy = Path(folder) / "duban.db"
        copy_to_look_at(file, copy)
        lines = prove(copy)
        with opened_copy(copy) as database:
            found, differ = judged_anew(database, settings)
    return Rehearsed(str(file), lines.get(settings.jurisdiction, 0), found, tuple(differ))


def judged_anew(database: Engine, settings: Settings) -> tuple[int, list[str]]:
    """How many verdicts were found anew, and the obligations of those that came out otherwise."""
    with reading(database, settings.jurisdiction) as session:
        desk, stored = Desk(session), _sample(session)
        by_day: dict[tuple[date, date], list[Obligation]] = defaultdict(list)
        for one, verdict in stored.values():
            by_day[verdict.as_of, verdict.known_at].append(one)
        anew = {key: found for days, some in by_day.items() for key, found in judged(desk, some, *days).items()}
    return len(stored), [key for key, (_, said) in stored.items() if _gist(anew[key]) != _gist(said)]


def _sample(session: Session) -> dict[str, tuple[Obligation, Verdict]]:
    """Obligations with the latest verdict on each, evenly taken from the register."""
    every = obligations.find(session, limit=20 * SAMPLE)
    some = {each.obligation.key: each.obligation for each in every[:: max(1, len(every) // SAMPLE)]}
    said = verdicts.latest(session, some)
    return {key: (one, said[key]) for key, one in some.items() if key in said}


def _gist(verdict: Verdict) -> tuple[object, ...]:
    """What a verdict comes to."""
    due = verdict.due
    return verdict.standing, verdict.since, verdict.because, due.safe, due.hard, due.grace_end, verdict.tally
