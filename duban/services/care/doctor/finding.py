"""所见 finding: what one look came to, and what to do if it is not well."""

from dataclasses import dataclass

from engine.source import Refused


@dataclass(frozen=True)
class Finding:
    """How one subject stands, and what to do if it does not stand well; `code` when it was refused."""

    subject: str
    ok: bool
    says: str
    code: str = ""


def well(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(subject, ok=True, says=says)


def ill(subject: str, says: str) -> Finding:
    """Something is to be done."""
    return Finding(subject, ok=False, says=says)


def denied(subject: str, why: Refused) -> Finding:
    """What the house itself refuses to go on with."""
    return Finding(subject, ok=False, says=f"{why.code} {why.message}", code=why.code)
