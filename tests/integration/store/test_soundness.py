"""A damaged file is found out, not served."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from engine.source import Refused
from store import obligations, soundness
from store.session import open_database, transaction


def test_a_sound_database_has_no_faults(office: Engine) -> None:
    assert soundness.faults(office) == soundness.faults(office, thorough=True) == []


def test_a_torn_page_is_found(sqlite_database: Engine, tmp_path: Path) -> None:
    with sqlite_database.connect() as connection:
        root = connection.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'event'"))
        size = connection.scalar(text("PRAGMA page_size"))
    sqlite_database.dispose()
    path = tmp_path / "duban.db"
    page = bytearray(path.read_bytes())
    page[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(page)
    assert soundness.faults(open_database(f"sqlite:///{path}"))


def test_a_reference_into_nothing_is_found(sqlite_database: Engine, here: str) -> None:
    with sqlite_database.connect().execution_options(duban_mode="migrate") as connection:
        connection.execute(text("INSERT INTO fact_decision VALUES (1, '甲', 'f9', 'accepted', 1, 'x', '')"))
        connection.commit()
    assert soundness.faults(sqlite_database, thorough=True) == ["fact_decision 第 1 行指向不存在的 fact"]
    with transaction(sqlite_database, here) as session:
        assert obligations.count(session) == 0


def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"nas:/vol {tmp_path} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(soundness, "MOUNTS", mounts)
    with pytest.raises(Refused, match="S105"):
        open_database(f"sqlite:///{tmp_path}/duban.db")


def test_it_is_known_whether_a_changed_byte_would_be_noticed(database: Engine) -> None:
    guarded = True
    if database.dialect.name == "postgresql":
        with database.connect() as connection:
            guarded = str(connection.scalar(text("SHOW data_checksums"))) == "on"
    assert soundness.pages_are_guarded(database) is guarded
    assert soundness.faults(database) == []
