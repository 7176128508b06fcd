"""规则包书架：where a pack finds those that it extends — beside it, with the house, and among the published."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from duban.settings import Settings
from rules.checking.extending import Library, Text, beside
from rules.packs import shipped, shipped_file
from store import packs as register
from store.session import reading


def with_published(database: Engine, settings: Settings, folder: Path) -> Library:
    """The packs at hand for one in `folder`: those beside it, the shipped ones and the published ones."""
    nearby, own = beside(folder), published(database, settings)

    def find(name: str) -> Iterator[Text]:
        yield from nearby(name)
        yield from own(name)

    return find


def published(database: Engine, settings: Settings) -> Library:
    """The packs that this office published, of whatever version."""

    def find(name: str) -> Iterator[Text]:
        with reading(database, settings.jurisdiction) as session:
            found = register.find(session, name=name)
        yield from ((each.text, f"{each.name}@{each.version}") for each in found)

    return find


def with_shipped(database: Engine, settings: Settings) -> Library:
    """The shipped packs and the published ones: no file that a pack could name."""
    own = published(database, settings)

    def find(name: str) -> Iterator[Text]:
        if name in shipped():
            yield shipped_file(name).read_text(encoding="utf-8"), name
        yield from own(name)

    return find
