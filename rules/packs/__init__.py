"""随附规则包 packs: the packs that ship with the house, one folder each, named as the pack is named.

A folder holds `pack.yaml` and whatever an office needs beside it, as `agencies.csv` for `duban agencies load`.  The
documents that a pack cites stay with whoever issued them: what a pack says of a source is its number and its SHA-256.
"""

from pathlib import Path

from engine.source import Refused

_FOLDER = Path(__file__).parent
_PACK = "pack.yaml"


def shipped() -> tuple[str, ...]:
    """The names of all packs that ship with the house, sorted."""
    return tuple(sorted(pack.parent.name for pack in _FOLDER.glob(f"*/{_PACK}")))


def shipped_file(name: str) -> Path:
    """The file of the shipped pack called `name`; raises Refused R407 with the names there are."""
    if name not in shipped():
        raise Refused("R407", f"没有规则包文件 {name}，也没有这个名称的随附规则包；随附的有：{'、'.join(shipped())}")
    return _FOLDER / name / _PACK


def pack_file(called: str) -> Path:
    """The file that is meant: an existing one, one that is written like a file, else the shipped pack of that name."""
    file = Path(called)
    is_path = file.exists() or len(file.parts) > 1 or file.suffix in (".yaml", ".yml", ".json")
    return file if is_path else shipped_file(called)
