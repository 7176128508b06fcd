"""日期推算 civil-day arithmetic: durations, partial dates, windows and due days (semantics 3 and 4).

The door of this room is here: import from `engine.dates`.  Nothing inside knows an agency, a fact or a clock.
"""

from engine.dates.deadlines import (
    EVENT_MISSING,
    MISSING,
    PROVISIONAL,
    YEAR_MASKED,
    calendar_doubt,
    due_of,
    event_of,
    first_on_or_after,
    with_grace,
)
from engine.dates.durations import (
    add,
    add_months,
    half,
    month_end,
    parse_duration,
    quarter,
    say_duration,
)
from engine.dates.partial import (
    candidates,
    combinations,
    is_masked,
    known_day,
)
from engine.dates.periods import (
    FOREVER,
    cadence,
    label_of,
    row,
    step_months,
    tenure,
    windows,
)
from engine.dates.readings import Dated, anchored, dated_event, dated_windows
from engine.dates.spoken import say_day, say_event

__all__ = [
    "EVENT_MISSING",
    "Dated",
    "FOREVER",
    "MISSING",
    "PROVISIONAL",
    "YEAR_MASKED",
    "add",
    "add_months",
    "anchored",
    "cadence",
    "calendar_doubt",
    "candidates",
    "combinations",
    "dated_event",
    "dated_windows",
    "due_of",
    "event_of",
    "first_on_or_after",
    "half",
    "is_masked",
    "known_day",
    "label_of",
    "month_end",
    "parse_duration",
    "quarter",
    "row",
    "say_day",
    "say_event",
    "say_duration",
    "step_months",
    "tenure",
    "windows",
    "with_grace",
]
