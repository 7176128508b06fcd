"""名册导入：gives out the sheets to fill in, and takes them in: all their rows or, with what is wrong, none."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.services.casefile.intake import Upload
from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.services.register import blanks, directory
from duban.services.register.directory import COLUMNS, Loaded
from duban.services.sheets.rows import Sheet
from duban.services.sheets.rows_apart import read_rows_apart
from engine.roster import exists
from engine.source import Refused

SUFFIXES = (".csv", ".xlsx")
PIECE = 1024 * 1024
LOADERS: dict[str, Callable[..., Loaded]] = {"agencies": directory.load_agencies, "people": directory.load_people}


@dataclass(frozen=True)
class OnFile:
    """How much of the register there is today (在册): what is told to whoever is about to fill it."""

    agencies: int
    people: int
    unreachable: tuple[str, ...]


def on_file(visit: Visit) -> OnFile:
    """How much of the register there is, and which agencies nobody can be written to."""
    visit.viewer.permit(Deed.KEEP_ROSTER)
    roster, on = directory.roster(visit.database, visit.settings), visit.on
    agencies, people = (sum(exists(each, on) for each in some) for some in (roster.agencies, roster.people))
    return OnFile(agencies, people, blanks.unreachable(roster, on))


def blank_of_agencies(visit: Visit) -> list[dict[str, object]]:
    """The sheet of agencies, nothing filled in."""
    visit.viewer.permit(Deed.KEEP_ROSTER)
    return blanks.of_agencies()


def blank_of_people(visit: Visit) -> list[dict[str, object]]:
    """The sheet of people, a contact begun for each agency that nobody can be written to."""
    visit.viewer.permit(Deed.KEEP_ROSTER)
    return blanks.of_people(directory.roster(visit.database, visit.settings), visit.on)


def load(visit: Visit, what: str, upload: Upload | None) -> Loaded:
    """Take an upload into the register from today; the sheet is read in a process of its own.

    Raises Refused X707 without a sheet or for another kind of file, F100 with every problem of its rows.
    """
    visit.viewer.permit(Deed.KEEP_ROSTER)
    name = Path(upload.name).name if upload else ""
    if upload is None or what not in LOADERS or Path(name).suffix.lower() not in SUFFIXES:
        raise Refused("X707", "没有收到可用的名册；请选单位或人员，附上 .xlsx 或 .csv 文件再提交")
    with TemporaryDirectory() as folder:
        kept = Path(folder) / f"roster{Path(name).suffix.lower()}"
        with kept.open("wb") as copy:
            while piece := upload.source.read(PIECE):
                copy.write(piece)
        read = read_rows_apart(kept, COLUMNS)
    return LOADERS[what](
        visit.database, visit.settings, Path(name), by=visit.actor.name, on=visit.on, now=visit.now,
        sheet=Sheet({"": read.rows}, read.problems),
    )  # fmt: skip
