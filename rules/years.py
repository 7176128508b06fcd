"""年份：which days may be named, by a rule, a form, an option or a row of a file.

From any of these years a due day can be counted forwards and backwards without leaving the work calendar.
"""

from datetime import date

YEARS = range(1950, 2140)


def day_named(text: str) -> date | None:
    """The day that a text such as 2026-03-01 names; None where there is no such day, or not in these years."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
