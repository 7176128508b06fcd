"""Documents and packs: known by their digest, kept to the letter."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from engine.nouns import Charge, Clause, Document, RulePack
from engine.source import Refused
from store import documents, packs
from store.session import reading, transaction

PLAN = Document(
    "计划.txt",
    "d" * 64,
    "一、总体要求\n二、重点任务\n",
    "年度计划",
    "〔2026〕1号",
    "区政府办",
    date(2026, 1, 5),
    clauses=(
        Clause("一", "一、总体要求", 0, 6, is_task=False),
        Clause("二", "二、重点任务", 7, 13, "二", "重点任务", Charge(("区司法局",), ("各街镇",), raw="（……）")),
    ),
)
PACK = RulePack("plan", "1.0.0", "年度计划规则", (), sha256="1" * 64)
DAY = date(2026, 2, 1)


def test_a_document_is_kept_once_with_its_clauses_in_order(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        assert documents.put(session, PLAN)
        assert not documents.put(session, PLAN)
    with reading(database, here) as session:
        assert documents.get(session, PLAN.sha256) == PLAN
        assert documents.listed(session) == [PLAN]
        assert documents.get(session, "0" * 64) is None


def test_a_document_once_kept_cannot_be_changed(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        documents.put(session, PLAN)
    with pytest.raises(DatabaseError, match="append-only"), database.begin() as connection:
        connection.execute(text("UPDATE document SET text = '另一份'"))


def test_a_new_version_takes_the_place_of_the_old_one(database: Engine, here: str) -> None:
    newer = replace(PACK, version="1.1.0", sha256="2" * 64)
    with transaction(database, here) as session:
        assert packs.publish(session, PACK, "rules: []", by="李主任", on=DAY)
        assert not packs.publish(session, PACK, "rules: []", by="李主任", on=DAY)
        assert packs.publish(session, newer, "rules: [] # 二", by="李主任", on=DAY)
        (current,) = packs.find(session, name="plan", state="active")
        assert (current.version, current.text, current.published_by) == ("1.1.0", "rules: [] # 二", "李主任")
        assert [pack.version for pack in packs.find(session, state="active")] == ["1.1.0"]
        assert [pack.state for pack in packs.find(session, name="plan")] == ["active", "superseded"]
        assert packs.publish(session, PACK, "rules: []", by="李主任", on=DAY)
        assert [pack.version for pack in packs.find(session, state="active")] == ["1.0.0"]


def test_one_version_never_has_two_texts(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        packs.publish(session, PACK, "rules: []", by="李主任", on=DAY)
        with pytest.raises(Refused, match="S201"):
            packs.publish(session, replace(PACK, sha256="3" * 64), "rules: [x]", by="李主任", on=DAY)


def test_a_withdrawn_pack_is_no_longer_in_force(database: Engine, here: str) -> None:
    with transaction(database, here) as session:
        packs.publish(session, PACK, "rules: []", by="李主任", on=DAY)
        packs.withdraw(session, PACK.sha256)
        assert packs.find(session, state="active") == []
        assert [kept.state for kept in packs.find(session, name="plan")] == ["withdrawn"]
