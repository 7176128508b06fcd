"""名册导入：takes the agencies or people of an upload into the register, all of them or, with what is wrong, none."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.services.casefile.intake import Upload
from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.services.register import directory
from duban.services.register.directory import COLUMNS, Loaded
from duban.services.sheets.rows import Sheet
from duban.services.sheets.rows_apart import read_rows_apart
from engine.source import Refused

SUFFIXES = (".csv", ".xlsx")
PIECE = 1024 * 1024
LOADERS: dict[str, Callable[..., Loaded]] = {"agencies": directory.load_agencies, "people": directory.load_people}


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
