"""The log: a chain in which no byte, no line and no order can change unseen."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from store import chronicle, events
from store.chronicle import Lines
from store.events import Entry
from store.session import reading, transaction

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
TAMPER = {
    "a changed byte of the payload": "UPDATE event SET payload = replace(payload, '2', '3') WHERE position = 3",
    "a changed actor": "UPDATE event SET actor = '别人' WHERE position = 3",
    "a moved moment": "UPDATE event SET at = at + 1 WHERE position = 3",
    "a changed digest": "UPDATE event SET hash = 'x' || substr(hash, 2) WHERE position = 3",
    "a missing line": "DELETE FROM event WHERE position = 3",
    "two exchanged lines": "UPDATE event SET position = CASE position WHEN 3 THEN 104 WHEN 4 THEN 103 END "
    "WHERE position IN (3, 4)",
}


def lines(count: int) -> list[Entry]:
    return [Entry(NOW, "王科长", "fact.recorded", f"k{number % 2}", {"份数": number}) for number in range(count)]


def defuse(engine: Engine, *statements: str) -> None:
    """Do what only someone with the whole database in hand could: take the guards off, then tamper."""
    triggers = ("event_no_update", "event_no_delete")
    drop = "DROP TRIGGER {} ON event" if engine.dialect.name == "postgresql" else "DROP TRIGGER {}"
    with engine.begin() as connection:
        for statement in (*(drop.format(trigger) for trigger in triggers), *statements):
            connection.execute(text(statement))


def test_lines_are_chained_and_read_back(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        assert events.head(session) == events.Head()
        assert events.append(session, lines(3)) == 3
        assert events.append(session, []) == 3
    with reading(database, here) as session:
        log = events.since(session)
        assert [event.position for event in log] == [1, 2, 3]
        assert [event.previous for event in log] == [events.START, log[0].hash, log[1].hash]
        assert (log[2].at, log[2].payload, log[2].actor) == (NOW, {"份数": 2}, "王科长")
        assert events.head(session) == events.Head(3, log[2].hash)
        assert events.of_subject(session, "k0") == [log[0], log[2]]
        assert events.since(session, 1, limit=1) == [log[1]]
        assert events.verify(session) == []


def test_the_digest_does_not_depend_on_the_zone_in_which_a_moment_is_told() -> None:
    line = {"actor": "a", "kind": "k", "subject": "s", "payload": "{}"}
    beijing = events.chained(events.START, 1, at=NOW, **line)
    assert beijing == events.chained(events.START, 1, at=NOW.astimezone(UTC), **line)


@pytest.mark.parametrize("harm", TAMPER.values(), ids=TAMPER)
def test_whatever_is_tampered_with_shows(database: Engine, here: str, harm: str) -> None:
    with transaction(database, here) as session:
        events.append(session, lines(5))
    put_back = "UPDATE event SET position = position - 100 WHERE position > 100"
    defuse(database, harm, put_back)
    with reading(database, here) as session:
        broken = events.verify(session)
        assert broken
        assert broken[0] in (3, 4)


def test_a_log_cut_off_at_its_end_shows(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        events.append(session, lines(5))
    defuse(database, "DELETE FROM event WHERE position > 3")
    with reading(database, here) as session:
        assert events.verify(session) == [5]


def test_the_database_itself_refuses_to_change_the_log(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        events.append(session, lines(2))
    for statement in ("UPDATE event SET actor = 'x'", "DELETE FROM event"):
        with pytest.raises(DatabaseError, match="append-only"), database.begin() as connection:
            connection.execute(text(statement))


def test_two_writers_at_once_make_one_unbroken_chain(database: Engine, here: str) -> None:
    def write(_: int) -> int:
        with transaction(database, here) as session:
            return events.append(session, lines(5))

    with ThreadPoolExecutor(2) as writers:
        assert sorted(writers.map(write, range(8))) == [5, 10, 15, 20, 25, 30, 35, 40]
    with reading(database, here) as session:
        assert events.verify(session) == []


def test_each_jurisdiction_has_a_chain_of_its_own(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        events.append(session, lines(3))
    with transaction(database, "上海市静安区") as session:
        assert events.append(session, lines(2)) == 2
        assert events.verify(session) == []


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("name", ["obligation.key", "event.subject"])
def test_what_begins_so_is_found_by_an_index(database: Engine, name: str) -> None:
    table, column = name.split(".")
    also = " AND about IS NULL" if table == "event" else ""
    asked = f"EXPLAIN SELECT FROM {table} WHERE jurisdiction = '甲区' AND starts_with({column}, 'ab'){also}"
    with database.connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # of an empty table all is read at once
        plan = " ".join(connection.scalars(text(asked)))
    assert f"({column} >= 'ab'::text)" in plan


def test_lines_are_found_by_what_who_and_when_as_the_log_grows(database: Engine, here: str) -> None:
    began, written = datetime(2026, 3, 1, 4, tzinfo=UTC), list[Entry]()
    asked = [
        Lines(), Lines(kind="task."), Lines(actor="王"), Lines(subject="a"), Lines(kind="notice.hold", actor="李"),
        Lines(since=began + timedelta(days=1)), Lines(subject="b", until=began + timedelta(days=3)),
        Lines(subject="a%"), Lines(subject="_1"), Lines(subject="丙"), Lines(subject="A1"),
    ]  # fmt: skip
    for day in range(4):
        at = began + timedelta(days=day)
        some = [
            Entry(at, "王", "task.accept", "a1", {}), Entry(at, "李", "notice.hold", f"b{day}", {}),
            Entry(at, "王", "notice.cancel", "a2", {}), Entry(at, "李", "pack.publish", "a%b", {}),
            Entry(at, "李", "roster.people", "丙\U0010ffff单位", {}),
        ]  # fmt: skip
        with transaction(database, here) as session:
            events.append(session, some)
        written += some
        with reading(database, here) as session:
            for wanted in asked:
                meant = [entry for entry in reversed(written) if is_meant(entry, wanted)]
                found = list(chronicle.streamed(session, wanted))
                assert [(each.at, each.kind, each.subject) for each in found] == [
                    (each.at, each.kind, each.subject) for each in meant
                ]
                numbers = chronicle.meant(session, wanted)
                assert len(numbers) == len(meant)
                assert chronicle.latest(session, numbers, limit=2, offset=1) == found[1:3]
            assert chronicle.kinds(session) == Counter(each.kind for each in written)


def is_meant(entry: Entry, wanted: Lines) -> bool:
    """Whether a line is one of those asked for."""
    return (
        entry.kind.startswith(wanted.kind)
        and entry.subject.startswith(wanted.subject)
        and wanted.actor in ("", entry.actor)
        and (wanted.since is None or entry.at >= wanted.since)
        and (wanted.until is None or entry.at < wanted.until)
    )
