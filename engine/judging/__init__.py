"""判定 judging: what holds for one obligation on a day — tally against calendar, acts, leave, members, versions.

`judge` is the way in; `standing` says what the calendar says of a tally, `standing_columns` the same of a million at
a time; `amended` lets several versions of a rule have their say.
"""
