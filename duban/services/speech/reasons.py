"""理由：whoever keeps something back, lets it go or settles it says why, and the log keeps it."""

from engine.source import Refused


def given(reason: str, deed: str) -> str:
    """The reason given for a deed.  Raises Refused X445 when there is none."""
    if not reason.strip():
        raise Refused("X445", f"{deed}要写明理由；请补充")
    return reason.strip()
