"""守护进程 daemon: an alarm clock that works through its jobs; it remembers nothing, the database does.

`jobs` is the table of what is done how often, `running` rings the alarm, `supervisor` tells systemd how it goes, and
`alone` sees to it that a SQLite file has one daemon.  Every job may be done twice, by two daemons, or break off in the
middle: what is due is decided from what is on file, never because an alarm rang.
"""

from duban.daemon.running import run_for_ever, run_once

__all__ = ["run_for_ever", "run_once"]
