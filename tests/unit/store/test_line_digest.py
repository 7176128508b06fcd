"""The digest of a line of the log is that of its canonical JSON, whatever it says."""

import hashlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from store.events import START, chained
from store.frozen import canonical

AT = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(WORDS, WORDS, WORDS, WORDS)
def test_the_digest_is_that_of_the_canonical_line(actor: str, kind: str, subject: str, word: str) -> None:
    payload = canonical({"reason": word})
    said = [START, 7, "2026-03-09T08:30:00.000000+00:00", actor, kind, subject, payload]
    told = chained(START, 7, at=AT, actor=actor, kind=kind, subject=subject, payload=payload)
    assert told == hashlib.sha256(canonical(said).encode()).hexdigest()
