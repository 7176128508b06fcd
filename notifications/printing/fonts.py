"""字体 fonts: which fonts papers are set in, and where they are found; nothing is ever downloaded here.

GB/T 9704 asks for 仿宋, 黑体, 楷体, 小标宋 and 宋体.  The fonts of that name may not be passed on, so an office puts
its own into a folder; without them come the free Fandol fonts, and behind all stand the Noto fonts, which every
installation carries as a Python package: so Chinese is always shown.  Each face is a list: what the first font lacks,
the next one shows.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst

from engine.source import Refused
from notifications.printing.coverage import characters_of
from notifications.printing.faces import Face

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC")
FAMILIES: dict[Face, tuple[str, ...]] = {
    Face.FANG: ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02S", "FandolFang R", "FandolFang"),
    Face.SONG: ("SimSun", "STSong", "FZShuSong-Z01S", "FandolSong"),
    Face.HEI: ("SimHei", "STHeiti", "FZHei-B01S", "FandolHei"),
    Face.KAI: ("KaiTi_GB2312", "KaiTi", "STKaiti", "FZKai-Z03S", "FandolKai"),
    Face.TITLE: ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FandolSong"),
}
"""The fonts for each face, the office's own first, then the free ones."""
LATIN = ("Times New Roman", "Liberation Serif", "TeX Gyre Termes", "Libertinus Serif")
"""The fonts for digits and Latin letters; the last comes with typst."""
SYSTEM = (
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
"""Where operating systems keep fonts."""


@dataclass(frozen=True, eq=False)
class Typecase:
    """The fonts at hand (字盘): for each face the families that show it, best first."""

    faces: dict[Face, tuple[str, ...]]
    latin: str
    fonts: typst.Fonts

    @cached_property
    def characters(self) -> frozenset[int]:
        """Every character that some font of the faces can show."""
        wanted = {family for families in self.faces.values() for family in families} | {self.latin}
        files = {(each.path, each.index) for each in self.fonts.fonts() if each.family in wanted and each.path}
        found = (characters_of(Path(path), index) for path, index in sorted(files))
        return frozenset().union(*found) | frozenset(range(0x20, 0x7F))

    def lacking(self, text: str) -> tuple[str, ...]:
        """The characters of a text that no font can show, each once."""
        return tuple(char for char in dict.fromkeys(text) if ord(char) not in self.characters and not char.isspace())

    def source(self, face: Face) -> str:
        """The file that the first font of a face stands in, empty if typst brings it."""
        return next((each.path or "" for each in self.fonts.fonts() if each.family == self.faces[face][0]), "")


def typecase(folders: Iterable[Path] = (), *, system: bool = True) -> Typecase:
    """The fonts found in the office's folders, then in those of the system and of the fallback package.

    Raises Refused N701 when none of them shows Chinese.
    """
    every = (*folders, *(_system() if system else ()))
    return typecase_of(tuple(str(folder) for folder in every if folder.is_dir()))


def _system() -> Sequence[Path]:
    package = find_spec("pylopdf_fonts_zh_cn")
    carried = [Path(place) for place in (package.submodule_search_locations or ())] if package else []
    home = Path(os.path.expanduser("~/.local/share/fonts"))  # noqa: PTH111 - Path.home() fails where there is none
    return [*map(Path, SYSTEM), home, *carried]


@lru_cache(maxsize=8)
def typecase_of(folders: tuple[str, ...]) -> Typecase:
    """The fonts in these folders, best first.  Raises Refused N701 when none of them shows Chinese."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
    there = set(fonts.families())
    faces = {}
    for face, families in FAMILIES.items():
        plain = (*_SANS, *_SERIF) if face is Face.HEI else (*_SERIF, *_SANS)
        faces[face] = tuple(family for family in (*families, *plain) if family in there)
    if not all(faces.values()):
        raise Refused("N701", "找不到中文字体，公文不能排印；请安装字体，或在设置 fonts 里写明字体文件夹")
    return Typecase(faces, next(family for family in LATIN if family in there), fonts)
