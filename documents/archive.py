"""压缩件 archive: the parts of a file that is a zip of XML (docx, xlsx, ofd), read within limits and without entities.

Sizes that an archive declares can lie, so what really comes out is counted too.
"""

import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

from lxml import etree

from engine.source import Refused

Element = etree._Element

UNPACKED = 200 * 1024 * 1024
"""So many bytes at most come out of one archive."""
PARTS = 2000
"""So many files at most lie in it."""
RATIO = 100
"""A part that swells more than this, and is larger than a megabyte, is a bomb: prose packs to a tenth."""
LARGE = 1024 * 1024

DAMAGE: tuple[type[Exception], ...] = (KeyError, ValueError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
DAMAGE += (etree.XMLSyntaxError,)
"""What reading a broken archive may raise."""


class Archive:
    """An open archive, refused (D114) when it is a bomb; raises one of `DAMAGE` for what is broken."""

    def __init__(self, content: bytes, path: Path) -> None:
        self._path = path
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        parts = self._zip.infolist()
        self.names = frozenset(part.filename for part in parts)
        self._left = UNPACKED
        if len(parts) > PARTS:
            raise _bomb(path, f"里面有 {len(parts)} 个文件，超过 {PARTS} 个")
        if sum(part.file_size for part in parts) > UNPACKED:
            raise _bomb(path, f"解开后超过 {UNPACKED // LARGE} MB")
        for part in parts:
            if part.file_size > LARGE and part.file_size > RATIO * max(1, part.compress_size):
                raise _bomb(path, f"里面的 {part.filename[:40]} 解开后大了 {RATIO} 倍以上")

    def read(self, name: str) -> bytes:
        """The bytes of one part."""
        with self._zip.open(name) as part:
            content = part.read(self._left + 1)
        self._count(len(content))
        return content

    def measure(self, name: str) -> None:
        """Unpack a part and keep nothing, for readers that will unpack it themselves: a part that lies is broken."""
        with self._zip.open(name) as part:
            self._drain(part)

    def xml(self, name: str) -> Element:
        """The root of one XML part; nothing outside it is fetched, no entity is resolved."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(self.read(name), parser)

    def _drain(self, part: IO[bytes]) -> None:
        while piece := part.read(LARGE):
            self._count(len(piece))

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _bomb(self._path, f"解开后超过 {UNPACKED // LARGE} MB")


def _bomb(path: Path, why: str) -> Refused:
    return Refused("D114", f"{path}：{why}，像是压缩炸弹，没有解开；请用办公软件打开后另存，或只保留正文后重试")
