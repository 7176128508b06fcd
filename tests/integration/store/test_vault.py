"""The vault keeps every byte, once, for good, and knows when it no longer has it."""

import errno
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest

from engine.source import Refused
from store import vault
from store.vault import Damage, Vault

LIMIT = 1000


def test_a_file_lies_under_its_digest_and_is_read_only(tmp_path: Path) -> None:
    kept = Vault(tmp_path).put(io.BytesIO(b"abc"), LIMIT)
    digest = hashlib.sha256(b"abc").hexdigest()
    path = tmp_path / digest[:2] / digest[2:4] / digest
    assert (kept.sha256, kept.size, kept.new) == (digest, 3, True)
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o222 == 0
    with Vault(tmp_path).open(digest) as found:
        assert found.read() == b"abc"


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    first, second = (Vault(tmp_path).put(io.BytesIO(b"abc"), LIMIT) for _ in range(2))
    assert (first.sha256, first.new, second.new) == (second.sha256, True, False)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [Vault(tmp_path).path(first.sha256)]


def test_what_is_too_large_or_not_wanted_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="S130"):
        Vault(tmp_path).put(io.BytesIO(b"x" * (LIMIT + 1)), LIMIT)

    def unwanted(content: Any) -> None:
        raise Refused("D121", bytes(content[:3]).decode())

    with pytest.raises(Refused, match="D121 abc"):
        Vault(tmp_path).put(io.BytesIO(b"abc"), LIMIT, unwanted)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_is_synced_before_it_gets_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, move = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), sync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda path, place: (done.append("move"), move(path, place))[1])
    Vault(tmp_path).put(io.BytesIO(b"abc"), LIMIT)
    assert done == ["sync", "move", "sync", "sync", "sync"]


def test_a_full_disk_is_told_and_nothing_half_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault.os, "fsync", full)
    with pytest.raises(Refused, match="S131"):
        Vault(tmp_path).put(io.BytesIO(b"abc"), LIMIT)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_damage_is_found_and_mended_by_the_same_bytes(tmp_path: Path) -> None:
    here = Vault(tmp_path)
    changed, gone, sound = (here.put(io.BytesIO(content), LIMIT) for content in (b"abc", b"def", b"ghi"))
    path = here.path(changed.sha256)
    path.chmod(0o640)
    path.write_bytes(b"abX")
    here.path(gone.sha256).unlink()
    files = [(each.sha256, each.size) for each in (changed, gone, sound)]
    assert set(here.damaged(files)) == {Damage(changed.sha256, "changed"), Damage(gone.sha256, "missing")}
    with pytest.raises(Refused, match="S134"):
        here.open(gone.sha256)
    for content in (b"abc", b"def"):
        assert here.put(io.BytesIO(content), LIMIT).new
    assert list(here.damaged(files)) == []
