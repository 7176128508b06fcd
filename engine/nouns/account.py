"""账户：who may sit down at the console, and in which capacity."""

from dataclasses import dataclass

from engine.nouns.task import Role


@dataclass(frozen=True)
class Account:
    """Someone who signs in (账户); of one agency, or of the office when `agency` is None.

    `person` is the roster's id of whoever it is; a closed account keeps its name in the log and opens nothing.  Whose
    secret somebody else chose must change it before he sees anything.
    """

    name: str
    title: str
    role: Role
    agency: str | None = None
    person: str | None = None
    closed: bool = False
    must_change: bool = False
