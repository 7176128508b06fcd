"""升级阶梯 ladders: the ready ladders as data, one YAML file each, in the words of a pack's `ladders:`.

A rule that names one of them needs no definition in its own pack.  What places really do is told in each file's title.
"""

from functools import cache
from pathlib import Path

from engine.nouns import Rung
from rules.checking.rungs import ladder_of
from rules.marks import read_shipped

_FOLDER = Path(__file__).parent


def standard() -> tuple[Rung, ...]:
    """The default ladder: 提醒, 催办, 督办, 通报, 约谈, 移送."""
    return shipped()["standard"]


@cache
def shipped() -> dict[str, tuple[Rung, ...]]:
    """All ready ladders by name."""
    texts = [read_shipped(path) for path in sorted(_FOLDER.glob("*.yaml"))]
    return {text["ladder"]: ladder_of(text["rungs"]) for text in texts}
