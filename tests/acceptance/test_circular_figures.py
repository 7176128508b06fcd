"""The figures of a circular, and the lists that go with a long digest, counted from the register on the day."""

from datetime import date
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from duban.services.casefile import facts
from duban.services.desk import Desk
from duban.services.judgement.casework import judged
from duban.services.paperwork import views
from duban.services.post.posting import Post
from duban.services.speech import circulars
from engine.nouns import Fact, Notice
from notifications.bundle import Line, digests
from notifications.papers import Group, ItemView
from store import obligations
from store.session import reading, transaction


def figures(house: Any, on: date) -> Any:
    with reading(house.database, house.settings.jurisdiction) as session:
        one = obligations.find(session, rule="report.year")[0].obligation
        return circulars.circular_about(Desk(session), one, on)


def test_a_circular_counts_what_stands_on_its_day_and_names_who_lags(house: Any) -> None:
    house.sweep(date(2026, 3, 3))
    before = figures(house, date(2026, 2, 10))
    assert (before.total, before.done, before.open, before.lagging) == (2, 0, 2, ())
    late = figures(house, date(2026, 3, 10))
    assert (late.total, late.done, late.open) == (2, 0, 2)
    assert [(one.agency, one.due, one.days_late) for one in late.lagging] == [
        ("区司法局", date(2026, 3, 1), 7),
        ("区教育局", date(2026, 3, 1), 7),
    ]
    with transaction(house.database, house.settings.jurisdiction) as session:
        desk = Desk(session)
        agency = next(one for one in desk.roster.agencies if one.name == "区司法局")
        done = Fact("f1", "report.annual", agency.id, date(2026, 3, 9), date(2026, 3, 9))
        facts.record(desk, [done], by="督办甲", on=date(2026, 3, 9), now=house.at(date(2026, 3, 9)))
    after = figures(house, date(2026, 3, 10))
    assert (after.total, after.done, after.open) == (2, 1, 1)
    assert [one.agency for one in after.lagging] == ["区教育局"]


def test_past_fifty_lines_every_line_is_in_the_workbook_and_in_the_calendar(sqlite_house: Any) -> None:
    day = date(2026, 2, 6)
    lines = [
        Line(
            "a@x.example",
            day,
            ItemView(f"n{n:03}", f"t{n:03}", f"事项{n}", "区司法局", "2026年", day, Group.TODAY, 0, "《要点》"),
        )
        for n in range(63)
    ]
    with reading(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        post = Post(Desk(session), sqlite_house.settings, day, day)
        (letter,) = post._digest(digests(lines)[0], None, ())
    mail = message_from_bytes(letter.mime, policy=default)
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert sorted(attached) == ["督办事项-2026-02-06.ics", "督办事项-2026-02-06.xlsx"]
    rows = CalamineWorkbook.from_filelike(BytesIO(attached["督办事项-2026-02-06.xlsx"])).get_sheet_by_index(0)
    assert len(rows.to_python()) == 64
    calendar = attached["督办事项-2026-02-06.ics"]
    text = calendar if isinstance(calendar, str) else calendar.decode()
    assert text.count("BEGIN:VEVENT") == 63


def test_a_circular_quotes_its_matter_and_has_no_copy_for_those_it_is_addressed_to(sqlite_house: Any) -> None:
    day = date(2026, 3, 10)
    sqlite_house.sweep(day)
    with reading(sqlite_house.database, sqlite_house.settings.jurisdiction) as session:
        desk, one = Desk(session), obligations.find(session, rule="report.year")[0].obligation
        verdict = judged(desk, [one], day)[one.key]
        given = {
            "serial": "",
            "ticket": "",
            "heard": (),
            "on": day,
            "circular": circulars.circular_about(desk, one, day),
        }
        said = []
        for paper in ("督查通报", "约谈通知书"):
            notice = Notice("n1", one.key, "criticise", 0, paper, day, day, "human", ("head",), ("scope", "deputy"))
            said.append(views.letter_view(desk, sqlite_house.settings, one, verdict, notice, **given))
    circular, talk = said
    assert circular.circular.scope == "“报告上一年度法治政府建设情况”"
    assert [each.removeprefix(circular.agency) for each in circular.cc] == ["分管负责人"]
    assert talk.cc[0] == "承担同一事项的各单位"
