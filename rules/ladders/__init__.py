"""升级阶梯 ladders: the ready ladders as data, one YAML file each, in the words of a pack's `ladders:`.

A rule that names one of them needs no definition in its own pack.  What places really do is told in each file's title.
"""

from functools import cache
from pathlib import Path

from engine.nouns import Rung
from rules.marks import Json, read_text
from rules.rungs import ladder_of

_FOLDER = Path(__file__).parent


def standard() -> tuple[Rung, ...]:
    """The default ladder: 提醒, 催办, 督办, 通报, 约谈, 移送."""
    return shipped()["standard"]


@cache
def shipped() -> dict[str, tuple[Rung, ...]]:
    """All ready ladders by name."""
    texts = [_read(path) for path in sorted(_FOLDER.glob("*.yaml"))]
    return {text["ladder"]: ladder_of(text["rungs"]) for text in texts}


def _read(path: Path) -> Json:
    """Our own files are checked by the tests, not at every start."""
    written, _ = read_text(path.read_text(encoding="utf-8"), path.name)
    assert written is not None, f"{path} was shipped broken"
    return written.value
