"""How an address fares that refuses letters."""

from datetime import date, timedelta

from notifications.addresses import after_refusal, after_success

ON = date(2026, 3, 3)


def test_two_refusals_within_a_fortnight_make_an_address_bad_and_each_success_mends_it_by_a_step() -> None:
    once = after_refusal("a@x.example", None, ON, "550")
    assert once.state == "suspect"
    assert after_refusal("a@x.example", once, ON + timedelta(15), "550").state == "suspect"
    twice = after_refusal("a@x.example", once, ON + timedelta(14), "550")
    assert twice.state == "bad"
    better = after_success(twice)
    assert better is not None
    assert better.state == "suspect"
    assert after_success(better) is None
