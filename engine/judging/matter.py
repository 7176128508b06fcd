"""待判 matter: one duty to be judged, with its file and the day asked about: what every step of judging is handed."""

from datetime import date
from typing import NamedTuple

from engine.nouns import Dossier, Obligation, Rule
from engine.workdays import WorkCalendar


class Matter(NamedTuple):
    """An obligation under a rule (待判之件), as its file tells of it on `as_of`, as far as known at `known_at`."""

    rule: Rule
    obligation: Obligation
    dossier: Dossier
    calendar: WorkCalendar
    as_of: date
    known_at: date

    def on(self, day: date, known_at: date | None = None) -> "Matter":
        """The same on another day, with the knowledge of now or of a day."""
        return self._replace(as_of=day, known_at=known_at or self.known_at)

    def with_file(self, dossier: Dossier) -> "Matter":
        """The same with another file."""
        return self._replace(dossier=dossier)

    def under(self, rule: Rule, obligation: Obligation | None = None) -> "Matter":
        """The same under another rule, which may give it another due day."""
        return self._replace(rule=rule, obligation=obligation or self.obligation)
