"""Fingerprints: the same everywhere and always, because keys that are on file were made by them."""

from engine.fingerprint import fingerprint
from engine.owing.expand import obligation_key


def test_what_was_named_once_is_named_so_for_ever() -> None:
    assert fingerprint("甲", "乙") == "b545cd0b9888f4dc691740e7e78373c0595647d371be62dfdcdfa57efc3ff83a"
    assert obligation_key("plan", "report", "a1", "", "2026") == "521c2ccee897e71f50d62298bf2feae5"


def test_parts_are_kept_apart() -> None:
    assert len({fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint("abc", "")}) == 4
