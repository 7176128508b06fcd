"""A loose sentence is told with the next days it falls due, whoever it binds."""

from datetime import date

import pytest

from duban.services.plans.interpreting import interpret

ON = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("各部门每半年向区政府报告1次", ["2026-06-30", "2026-12-31", "2027-06-30"]),
        ("每名执法人员每年接受不少于60学时的培训", ["2026-12-31", "2027-12-31", "2028-12-31"]),
        ("各单位每季度召开一次例会", ["2026-03-31", "2026-06-30", "2026-09-30"]),
    ],
)
def test_the_next_due_days_are_told(sentence: str, days: list[str]) -> None:
    told = interpret(sentence, on=ON).next_due
    assert [str(each.hard) for each in told] == days
