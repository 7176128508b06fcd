"""The wheel carries every room with its templates, packs, calendars and migrations, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = {"engine", "workflows", "rules", "grammar", "documents", "notifications", "store", "duban"}


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=HOUSE, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl"))).namelist()


def test_the_wheel_holds_the_rooms_and_nothing_else(contents: list[str]) -> None:
    assert {name.split("/")[0] for name in contents if ".dist-info/" not in name} == ROOMS


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_source_and_data_file_is_in_the_wheel(contents: list[str], room: str) -> None:
    kept = {".py", ".yaml", ".j2", ".mako", ".txt", ".csv", ".html", ".ini"}
    files = [p for p in (HOUSE / room).rglob("*") if p.is_file() and p.suffix in kept]
    assert {str(p.relative_to(HOUSE)) for p in files} - set(contents) == set()
