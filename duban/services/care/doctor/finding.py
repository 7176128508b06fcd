"""所见 finding: what one look came to, and what to do if it is not well."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """How one subject stands, and what to do if it does not stand well."""

    subject: str
    ok: bool
    says: str


def well(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(subject, ok=True, says=says)


def ill(subject: str, says: str) -> Finding:
    """Something is to be done."""
    return Finding(subject, ok=False, says=says)
