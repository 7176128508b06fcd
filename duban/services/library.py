"""规则包书架：where a pack finds those that it extends — beside it, with the house, and among the published."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from duban.settings import Settings
from rules.checking.extending import Library, Text, beside
from store import packs as register
from store.session import reading


def with_published(database: Engine, settings: Settings, folder: Path) -> Library:
    """The packs at hand for one in `folder`: those beside it, the shipped ones and the published ones."""
    nearby = beside(folder)

    def find(name: str) -> Iterator[Text]:
        yield from nearby(name)
        with reading(database, settings.jurisdiction) as session:
            found = register.find(session, name=name)
        yield from ((each.text, f"{each.name}@{each.version}") for each in found)

    return find
