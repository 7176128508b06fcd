"""The schema before terms and numbers, and back: whichever way a register goes, it says what it said."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text

from engine.nouns import Due, Notice, Obligation, Standing, Tally, Task, Verdict, Window
from store import events, looks, migrations, notices, obligations, seals, tallies, tasks, verdicts
from store.events import Entry
from store.frozen import canonical
from store.looks import Kept
from store.session import MODE, migrate, reading, transaction

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DUE = Due(date(2026, 4, 1), None, None, because="EVENT_MISSING")


def back_to(database: Engine, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.connect().execution_options(**{MODE: "migrate"}) as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, revision)
        connection.commit()


def test_a_register_is_the_same_after_it_was_an_older_one(
    office: Engine,
    here: str,
    duty: Callable[..., Obligation],
    verdict: Callable[..., Verdict],
    notice: Callable[..., Notice],
    tally: Tally,
) -> None:
    reading_of_2009 = (Window(date(2009, 1, 1), date(2009, 12, 31), "2009"), Due(date(2009, 12, 31), None, None))
    masked = replace(duty("k4", due=DUE), readings=(reading_of_2009,))
    lines = [Entry(NOW, "system", "verdict.change", "k1", {}), Entry(NOW, "王科长", "act.extend", "k1", {"to": "5月"})]

    def everything() -> list[object]:
        with reading(office, here) as session:
            filed = obligations.find(session)
            keys = [each.obligation.key for each in filed]
            said = [verdicts.history(session, key) for key in keys]
            measured = looks.digests(session, keys, NOW.date()).items()
            return [
                *(filed, said, tallies.of_obligations(session, keys)),
                {key: digest for key, (_, digest) in measured},  # the number is given anew
                *(events.of_subject(session, "k1"), events.verify(session), verdicts.standings(session)),
                *(notices.of_obligations(session, keys), tasks.of_obligations(session, keys), notices.find(session)),
            ]

    with transaction(office, here) as session:
        obligations.add_new(session, [masked])
        number = obligations.numbers(session, ["k1"])["k1"]
        looks.keep(session, [Kept("k1", number, tally, date(2026, 2, 1), "f1")], look=False)
        verdicts.record(session, [verdict("k1"), verdict("k4")])
        verdicts.record(session, [verdict("k1", Standing.BREACHED, date(2026, 3, 2))])
        events.append(session, lines)
        notices.add_new(session, [notice(), notice("n2", "k2")])
        tasks.add_new(session, [Task("t1", "k1", "a01"), Task("t1-1", "k1", "a02", "support")])
    before = everything()
    back_to(office, "0008")
    with office.connect() as connection:
        assert "term" not in inspect(connection).get_table_names()
        assert connection.scalar(text("SELECT count(*) FROM verdict WHERE obligation = 'k1'")) == 2
    migrate(office)
    assert everything() == before
    assert before[5] == []
    with office.connect() as connection:
        swept = connection.execute(text("SELECT kind FROM event WHERE about IS NOT NULL")).scalars().all()
        assert swept == ["verdict.change"]
        referring = {key["name"] for key in inspect(connection).get_foreign_keys("takeover")}
        assert referring == {"fk_takeover_jurisdiction_heir", "fk_takeover_jurisdiction_origin"}
    with transaction(office, here) as session:
        assert obligations.add_new(session, [masked, duty("k5")]) == 1
        count = session.connection().scalar(text("SELECT count(*) FROM term"))
        assert count == 3  # what was migrated is known again by its digest


def test_verdicts_are_sealed_by_what_they_said_before_their_grounds_were_kept_once(
    office: Engine, here: str, duty: Callable[..., Obligation], verdict: Callable[..., Verdict]
) -> None:
    with transaction(office, here) as session:
        obligations.add_new(session, [duty("k1"), duty("k4")])
        verdicts.record(session, [verdict("k1"), verdict("k4")])
        events.append(session, [Entry(NOW, "system", "sweep", "", {})])
        verdicts.record(session, [verdict("k1", Standing.BREACHED, date(2026, 3, 2))])
        found = {seal.table: seal.sha256 for seal in seals.due(session, (), 0)}
    back_to(office, "0016")
    query = text("SELECT * FROM verdict WHERE position > 0 ORDER BY jurisdiction, obligation, number")
    with office.connect() as connection:
        rows = [{name: value for name, value in row.items() if value is not None} for row in
                connection.execute(query).mappings()]  # fmt: skip
    said = "".join(canonical({**row, "behind": int(row["behind"])}) + "\n" for row in rows)
    assert len(rows) == 1
    assert found["verdict"] == hashlib.sha256(said.encode()).hexdigest()
