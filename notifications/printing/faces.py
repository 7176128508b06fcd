"""字体用途 faces: what fonts are used for, and what they are called on an office's machine."""

from collections.abc import Mapping
from enum import StrEnum


class Face(StrEnum):
    """What a font is used for (字体用途); the values are the names that the layouts use."""

    FANG = "fang"
    SONG = "song"
    HEI = "hei"
    KAI = "kai"
    TITLE = "title"


FACE_ZH = {Face.FANG: "正文仿宋", Face.SONG: "宋体", Face.HEI: "黑体", Face.KAI: "楷体", Face.TITLE: "小标宋"}
OFFICE_FONTS: Mapping[str, str] = {
    Face.TITLE: "方正小标宋简体",
    Face.FANG: "仿宋_GB2312",
    Face.KAI: "楷体_GB2312",
    Face.HEI: "黑体",
    Face.SONG: "宋体",
}
"""What the fonts are called on an office's machine; an office may name its own."""
