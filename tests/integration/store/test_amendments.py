"""What later versions did to an obligation, and who took over from whom, as the database keeps it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

import store.migrations
from engine.nouns import Amended, Moment, Obligation, Rung, Standing
from engine.source import Refused
from store import looks, obligations, successions, verdicts
from store.session import MODE, reading, transaction
from store.successions import Succession

DAY = date(2026, 7, 1)
LADDER = (Rung("L1", Moment("due", -5), "提醒函"),)


def test_an_obligation_is_frozen_anew_under_its_key(office: Engine, here: str, duty: Callable[..., Obligation]) -> None:
    fresh = replace(duty("k1"), pack_sha256="e" * 64, due=replace(duty().due, safe=date(2026, 5, 1)))
    with transaction(office, here) as session:
        obligations.set_next_look(session, {"k1": None, "k2": None})
        obligations.rebase(session, [fresh], ladders={(fresh.pack, fresh.rule): LADDER})
    with reading(office, here) as session:
        filed = obligations.filed(session, ["k1", "k2"])
        assert (filed["k1"].obligation, filed["k1"].ladder) == (fresh, LADDER)
        assert filed["k2"].obligation == duty("k2", bearer="a02")
        assert [look.key for look in looks.due(session, date.min, 9)] == ["k1", "k3"]


def test_what_a_version_did_is_kept_and_the_ladder_stays(office: Engine, here: str) -> None:
    amended = Amended(((DAY, "b" * 64),), DAY, "k2")
    with transaction(office, here) as session:
        before = obligations.filed(session, ["k1"])["k1"]
        obligations.set_amended(session, {"k1": amended, "k2": None})
        after = obligations.filed(session, ["k1"])["k1"]
    assert (after.obligation.amended, after.ladder) == (amended, before.ladder)


def test_a_breach_is_remembered_whatever_holds_now(office: Engine, here: str, verdict: Callable[..., object]) -> None:
    with transaction(office, here) as session:
        for standing in (Standing.OPEN, Standing.BREACHED, Standing.CURED):
            verdicts.record(session, [verdict("k1", standing)])  # type: ignore[list-item]
        verdicts.record(session, [verdict("k2", Standing.OPEN)])  # type: ignore[list-item]
        assert verdicts.breached(session, ["k1", "k2", "k3"]) == {"k1"}


def test_successions_and_takeovers_are_logs(office: Engine, here: str) -> None:
    merger = Succession("merge", DAY, "a01", "a02", "示编办〔2026〕3号", "机构改革", "督办甲", DAY)
    with transaction(office, here) as session:
        successions.add(session, [merger])
        for _ in range(2):
            successions.hand_over(session, [("k1", "k2"), ("k3", "k2")], DAY)
        assert successions.every(session) == [merger]
        assert successions.origins(session, ["k1", "k2"]) == {"k2": [("k1", DAY), ("k3", DAY)]}
        assert successions.heirs(session, ["k1", "k2", "k3"]) == {"k1": "k2", "k3": "k2"}
    for statement in ("UPDATE succession SET doc = ''", "DELETE FROM takeover"):
        with pytest.raises((Refused, DatabaseError)), transaction(office, here) as session:
            session.connection().execute(text(statement))


def test_the_step_can_be_taken_back(database: Engine) -> None:
    settings = Config()
    settings.set_main_option("script_location", store.migrations.__path__[0])
    with database.connect().execution_options(**{MODE: "migrate"}) as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0001")
        command.upgrade(settings, "head")
        connection.rollback()
