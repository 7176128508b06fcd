"""When sending stops by itself."""

from engine.nouns import LetterStage
from notifications.breaker import refused, too_many, unread

BAD, GOOD = LetterStage.PERMANENT, LetterStage.ACCEPTED


def test_more_than_a_tenth_of_the_latest_fifty_refused() -> None:
    assert refused([BAD] * 5 + [GOOD] * 45) is None
    assert refused([BAD] * 6 + [GOOD] * 44) is not None
    assert refused([GOOD] * 50 + [BAD] * 50) is None


def test_more_than_two_hundred_letters_an_hour_above_what_was_forecast() -> None:
    assert too_many(1199, 1000) is None
    assert too_many(1200, 1000) is not None


def test_words_not_sent_before_going_to_more_than_twenty() -> None:
    assert unread("urge", 20) is None
    assert unread("urge", 21) is not None
