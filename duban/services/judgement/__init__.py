"""判定：what is owed is entered, judged, kept up to date, explained, and rehearsed.

`sweep` is the way through this room; `simulation` walks it without leaving a trace.
"""
