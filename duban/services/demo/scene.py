"""布景：everything of one demo lies in one folder — database, mailbox, papers, and the files it was made from."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from pydantic import SecretStr

import duban
from duban.settings import Settings
from engine.source import Refused

CONTACT, OFFICER, INSPECTOR = "联络员（演示）", "督办专员（演示）", "督查员（演示）"
SETTINGS = """# 在本文件夹里运行 duban 就是看这次演示。
database = "sqlite:///duban.db"
smtp_url = "maildir:mail"
jurisdiction = "演示"
mail_from = "duban@qinghe.example"
mail_domain = "qinghe.example"
office_name = "督查室（演示）"
office_email = "office@qinghe.example"
office_phone = "0000-12345678"
papers_at = ""
"""
MARK = "本文件夹由 duban demo 生成，下次演示会整个重建。\n"


@dataclass(frozen=True)
class Scene:
    """Where a demo plays (布景): its folder, its plan, and the days of its year."""

    folder: Path
    plan: Path
    own: bool
    mail_url: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings of this demo: its own database and mailbox, whatever the environment says."""
        written = tomllib.loads(SETTINGS)
        written["database"] = SecretStr(f"sqlite:///{self.folder / 'duban.db'}")
        written["smtp_url"] = SecretStr(f"maildir:{self.folder / 'mail'}")
        return Settings(**written)

    def beside_plan(self, name: str) -> Path:
        """A file that ships beside the bundled plan."""
        return self.plan.parent / name


def set_up(folder: Path, plan: Path | None, mail_url: str | None = None) -> Scene:
    """An empty folder for a demo on `plan`, or on the bundled one.

    Raises Refused X501 when the folder holds something that no demo made, X502 when a plan is not there.
    """
    mark = folder / "本文件夹是演示.txt"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Refused("X501", f"{folder} 里有别的文件，演示不会覆盖它们；请另指一个文件夹")
    if plan is not None and not plan.is_file():
        raise Refused("X502", f"找不到文件 {plan}；请检查路径")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "papers").mkdir(parents=True)
    mark.write_text(MARK, encoding="utf-8")
    (folder / "duban.toml").write_text(SETTINGS, encoding="utf-8")
    return Scene(folder.resolve(), plan or bundled() / "plan.txt", plan is None, mail_url)


def bundled() -> Path:
    """The folder of the example that ships with the house: in the wheel, or beside the rooms in a checkout."""
    package = Path(duban.__file__).parent
    shipped = package / "examples" / "qinghe"
    return shipped if shipped.is_dir() else package.parent / "examples" / "qinghe"


def year_of(issued: date | None) -> tuple[date, date]:
    """The days that a demo plays: the plan's year when it was issued in January, else a year from its issue."""
    if issued is None:
        return date(2026, 1, 1), date(2026, 12, 31)
    if issued.month == 1:
        return date(issued.year, 1, 1), date(issued.year, 12, 31)
    return issued, issued + timedelta(days=364)
