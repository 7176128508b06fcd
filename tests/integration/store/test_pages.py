"""Whether a byte of a SQLite file changed that nobody wrote: what is seen, what is not, and what cannot be told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store import pages
from store import settings as kept
from store.session import transaction

PAGE = 4096


def file_of(database: Engine) -> Path:
    return Path(str(database.url.database))


def sealed(database: Engine) -> Path:
    """The file of a database whose pages are sealed."""
    assert pages.begin_log(database)
    write(database, "begun")
    assert pages.seal(file_of(database))
    return file_of(database)


def write(database: Engine, value: str) -> None:
    with transaction(database, "here") as session:
        kept.put(session, "word", value)


def flip(file: Path, at: int) -> None:
    with file.open("r+b") as bytes_:
        bytes_.seek(at)
        was = bytes_.read(1)[0]
        bytes_.seek(at)
        bytes_.write(bytes([was ^ 4]))


def test_nothing_changed_though_much_was_written(sqlite_database: Engine) -> None:
    file = sealed(sqlite_database)
    for number in range(50):
        write(sqlite_database, f"word {number}" * 200)
    assert pages.changed(file) == []


def test_a_flip_is_seen_on_any_page_that_nobody_wrote_even_where_nothing_is_kept(sqlite_database: Engine) -> None:
    file = sealed(sqlite_database)
    many = file.stat().st_size // PAGE
    for page in (2, many // 2, many):
        flip(file, page * PAGE - 1)
        assert pages.changed(file) == [page]
        flip(file, page * PAGE - 1)
    assert pages.changed(file) == []


def test_a_page_that_was_written_is_taken_as_written(sqlite_database: Engine) -> None:
    file = sealed(sqlite_database)
    with sqlite_database.connect() as connection:
        query = text("SELECT pageno FROM dbstat WHERE name = 'setting'")
        page = int(connection.scalar(query) or 0)
    flip(file, page * PAGE - 1)  # the log has the page as it was written, and puts it back
    assert pages.changed(file) == []


def test_a_page_that_was_cut_off_is_missed(sqlite_database: Engine) -> None:
    file = sealed(sqlite_database)
    whole = file.read_bytes()
    file.write_bytes(whole[:-PAGE])
    assert pages.changed(file) == [len(whole) // PAGE]


def test_what_was_written_cannot_be_told_once_the_log_is_begun_anew(sqlite_database: Engine) -> None:
    file = file_of(sqlite_database)
    assert pages.changed(file) is None  # never sealed
    sealed(sqlite_database)
    write(sqlite_database, "more")
    assert pages.begin_log(sqlite_database)
    assert pages.changed(file) is None
    write(sqlite_database, "of another log")
    assert pages.changed(file) is None


def test_the_log_is_not_begun_anew_while_somebody_reads_old_pages(
    sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE", 20)
    write(sqlite_database, "before")
    with sqlite_database.connect() as reader:
        reader.execute(text("SELECT count(*) FROM setting")).all()
        write(sqlite_database, "after")
        assert not pages.begin_log(sqlite_database)
    assert pages.begin_log(sqlite_database)


def test_torn_digests_tell_nothing(sqlite_database: Engine) -> None:
    file = sealed(sqlite_database)
    place = pages.kept_beside(file)
    place.write_bytes(place.read_bytes()[:-1])
    assert pages.changed(file) is None
    place.write_bytes(b"")
    assert pages.changed(file) is None
