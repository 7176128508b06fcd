"""哪一天：the day a reader looks at, and up to which day's knowledge."""

from dataclasses import dataclass
from datetime import date, datetime, time

from duban.clock import SHANGHAI


@dataclass(frozen=True)
class View:
    """The day looked at (截至) and the day up to which things had been recorded (已知至); today unless chosen."""

    today: date
    as_of: date
    known_at: date | None = None

    @property
    def live(self) -> bool:
        """Whether this is the present: only then may anything be done."""
        return self.as_of == self.today and self.known_at is None

    @property
    def known(self) -> date:
        """Up to which day things are known: what was recorded by the day looked at, unless chosen otherwise."""
        return self.known_at or self.as_of

    @property
    def seen(self) -> date:
        """The last day of which acts show that are recorded as they happen: moves of a task, letters, releases."""
        return min(self.as_of, self.known)

    @property
    def until(self) -> datetime:
        """The last moment of the day `seen`."""
        return end_of(self.seen)


def end_of(day: date) -> datetime:
    """The last moment of a day in Beijing."""
    return datetime.combine(day, time.max, tzinfo=SHANGHAI)
