"""Due days as a calendar file, read back by the library and as plain lines."""

from datetime import date, datetime, timedelta, timezone

from icalendar import Calendar

from notifications.agenda import DueDay, agenda

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=8)))
REPORT = DueDay(
    "k1", "年度报告（法治政府建设）；含换行\n与逗号,", date(2026, 3, 31), about="《方案》一（二）：每年3月底前报送"
)


def read(*days: DueDay) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(agenda(days, domain="example.gov.cn", made_at=NOON))
    return [dict(entry.property_items(recursive=False)) | {"entry": entry} for entry in calendar.walk("VEVENT")]


def test_a_due_day_is_an_all_day_entry_with_its_matter() -> None:
    (found,) = (entry["entry"] for entry in read(REPORT))
    assert found.decoded("dtstart") == date(2026, 3, 31)
    assert found.decoded("dtend") == date(2026, 4, 1)
    assert str(found["summary"]) == f"督办到期：{REPORT.matter}"
    assert str(found["description"]) == REPORT.about


def test_a_day_that_moves_keeps_its_uid_and_counts_up() -> None:
    moved = DueDay("k1", REPORT.matter, date(2026, 4, 15), sequence=1)
    before, after = (read(each)[0]["entry"] for each in (REPORT, moved))
    assert str(before["uid"]) == str(after["uid"]) == "k1@example.gov.cn"
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)


def test_what_is_done_is_taken_back_and_warns_of_nothing() -> None:
    done = read(DueDay("k1", "年度报告", date(2026, 3, 31), sequence=2, done=True))[0]["entry"]
    assert str(done["status"]) == "CANCELLED"
    assert done.subcomponents == []
    (alarm,) = read(REPORT)[0]["entry"].subcomponents
    assert alarm.decoded("trigger") == timedelta(days=-3)


def test_no_value_opens_a_line_of_its_own() -> None:
    nasty = DueDay("k1", "一\r\nATTACH:http://x.example\r\nEND:VEVENT", date(2026, 3, 31))
    lines = agenda([nasty], domain="example.gov.cn", made_at=NOON).decode("utf-8").split("\r\n")
    assert sum(line == "END:VEVENT" for line in lines) == 1
    assert not [line for line in lines if line.startswith("ATTACH")]


def test_the_same_days_are_the_same_bytes_in_whatever_order_they_come() -> None:
    later = DueDay("k0", "另一事项", date(2026, 4, 1))
    one = agenda([REPORT, later], domain="example.gov.cn", made_at=NOON)
    assert one == agenda([later, REPORT], domain="example.gov.cn", made_at=NOON)
    assert b"20260302T040000Z" in one
