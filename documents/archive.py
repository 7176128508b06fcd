"""压缩件 archive: the parts of a file that is a zip of XML (docx, ofd), read within limits and without entities.

Sizes that an archive declares can lie, so what really comes out is counted too.
"""

import io
import zipfile
import zlib
from typing import NoReturn

from lxml import etree

Element = etree._Element

UNPACKED = 200 * 1024 * 1024
"""So many bytes at most come out of one archive."""
PARTS = 2000
"""So many files at most lie in it."""
RATIO = 200
"""A part that swells more than this, and is larger than a megabyte, is a bomb: prose packs to a tenth."""
LARGE = 1024 * 1024

DAMAGE: tuple[type[Exception], ...] = (KeyError, ValueError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
DAMAGE += (etree.XMLSyntaxError,)
"""What reading a broken archive may raise."""


class Archive:
    """An open archive; raises one of `DAMAGE` for what is broken or too large."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self.names = frozenset(self._zip.namelist())
        self._left = UNPACKED
        if len(self.names) > PARTS:
            _too_large("parts")

    def read(self, name: str) -> bytes:
        """The bytes of one part."""
        declared = self._zip.getinfo(name)
        packed = max(1, declared.compress_size)
        if declared.file_size > LARGE and declared.file_size > RATIO * packed:
            _too_large(name)
        with self._zip.open(name) as part:
            content = part.read(self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            _too_large(name)
        return content

    def xml(self, name: str) -> Element:
        """The root of one XML part; nothing outside it is fetched, no entity is resolved."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(self.read(name), parser)


def _too_large(name: str) -> NoReturn:
    raise ValueError(name)
