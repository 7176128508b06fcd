"""哪一天：the day a reader looks at, and up to which day's knowledge."""

from dataclasses import dataclass
from datetime import date


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
