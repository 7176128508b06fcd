"""指纹 fingerprints: the name that something gets from what it says, the same on every machine and every time."""

from hashlib import sha256

_BETWEEN = "\x1f"  # the unit separator, which no name or number contains


def fingerprint(*parts: str) -> str:
    """The SHA-256 of `parts`, kept apart from one another, as 64 hexadecimal digits."""
    return sha256(_BETWEEN.join(parts).encode()).hexdigest()
