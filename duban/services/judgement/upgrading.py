"""换引擎 upgrading: what an older engine measured and judged is not trusted by a newer one.

A kept tally says what the engine made of the facts; the file that says so does not change with the engine.  So the
register remembers by which engine it was measured, and the first sweep of another looks at everything anew — once, and
no sooner: obligations on file may well stand as they stood, and then nothing is written but when to look again.
"""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from store import obligations, settings
from store.session import Session

MEASURED_BY = "upkeep.engine"
"""The engine by which the register was last measured whole."""


@cache
def engine() -> str:
    """The digest of the engine's own text; any change counts, for who would say which did not matter."""
    read = hashlib.sha256()
    for name, content in sorted(_sources(files("engine"), "")):
        read.update(f"{name}\x1f{len(content)}\x1f".encode())
        read.update(content)
    return read.hexdigest()


def is_measured(session: Session) -> bool:
    """Whether this engine measured the register, so that its kept tallies can be trusted."""
    return settings.get(session, MEASURED_BY) == engine()


def look_anew_after_upgrade(session: Session) -> bool:
    """Have the sweep measure and judge everything anew if another engine did so last; say whether it must."""
    if is_measured(session):
        return False
    obligations.all_asked_anew(session)
    settings.put(session, MEASURED_BY, engine())
    return True


def _sources(folder: Traversable, within: str) -> list[tuple[str, bytes]]:
    found = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _sources(each, f"{within}{each.name}/")
        elif each.name.endswith(".py"):
            found.append((within + each.name, each.read_bytes()))
    return found
