"""装字体：see which fonts papers are set in, and install legal ones — by an operator's command, never by itself.

The free Fandol fonts come in a Debian package, which a machine with a package mirror downloads by `apt-get`, and which
is carried to any other on a stick.  Fonts that the office has bought are copied from where they lie.
"""

import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.services.paperwork.papers import fonts_of
from duban.settings import Settings
from engine.source import Refused
from notifications.printing.faces import FACE_ZH

PACKAGE = "texlive-lang-chinese"
FANDOL = {
    "FandolFang-Regular.otf": "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    "FandolHei-Bold.otf": "42ca2de27b45e16a284768673b6205a5add9e17871ee0e7db9c0d03f061d96fd",
    "FandolHei-Regular.otf": "4afa97aa8751e0118617df88272b58d43691b5cffb7ea024c4580496e9f34d28",
    "FandolKai-Regular.otf": "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
    "FandolSong-Bold.otf": "ffa76a70e128947a4dd22151d5ee829b23e24ce3cb6fe8ad49891cd1c2d9e9b9",
    "FandolSong-Regular.otf": "a3820003227d4abe31fe28b493200d94a849ccfd078b50a019264f70353020b0",
}
"""The fonts in that package (0.3 of 2015, GPL 3 with the font exception), each with the digest of its file."""
SUFFIXES = frozenset({".otf", ".ttf", ".ttc"})


def listed(settings: Settings) -> list[dict[str, object]]:
    """For each use the font that papers are set in, its file, and what shows the characters it lacks.

    Raises Refused N701 when no font shows Chinese.
    """
    case = fonts_of(settings)
    return [
        {"use": FACE_ZH[face], "font": families[0], "file": case.source(face), "then": families[1:]}
        for face, families in case.faces.items()
    ]


def fetch(settings: Settings, source: Path | None = None) -> list[Path]:
    """Install fonts into the folder of this installation; answer their files.

    Without a source the Debian package is downloaded by apt-get.  Raises Refused X491 when there is no apt-get or it
    fails, X492 when the source is not there, X493 when it is no such package or not as it was made, X494 without fonts.
    """
    found = _fonts_in(source) if source is not None else _downloaded()
    folder = settings.font_folders[-1]
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, font in sorted(found.items()):
        path = folder / name
        path.write_bytes(font)
        written.append(path)
    return written


def _fonts_in(source: Path) -> Mapping[str, bytes]:
    """The fonts in a package, in a folder, or the one font that a file is."""
    if not source.exists():
        raise Refused("X492", f"找不到 {source}；请检查路径")
    if source.suffix == ".deb":
        return _fandol(source.read_bytes())
    files = [source] if source.is_file() else sorted(source.iterdir())
    fonts = {file.name: file.read_bytes() for file in files if file.suffix.lower() in SUFFIXES}
    if not fonts:
        raise Refused("X494", f"{source} 里没有字体文件（otf、ttf、ttc）；请指明字体文件、字体文件夹或 deb 包")
    return fonts


def _downloaded() -> Mapping[str, bytes]:
    """The fonts of the package, downloaded by the system's own package manager."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise Refused("X491", f"这台机器没有 apt-get；请在别处下载 {PACKAGE} 的 deb 包")
    with TemporaryDirectory() as folder:
        done = subprocess.run([apt, "download", PACKAGE], cwd=folder, capture_output=True, text=True)  # noqa: S603
        packages = sorted(Path(folder).glob("*.deb"))
        if done.returncode or not packages:
            why = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
            raise Refused("X491", f"apt-get 没有取到 {PACKAGE}（{why}）；请先 apt-get update，或在别处下载")
        return _fandol(packages[0].read_bytes())


def _fandol(package: bytes) -> Mapping[str, bytes]:
    """The Fandol fonts of a package, each with the digest that it is known by."""
    found = dict(_members(package))
    if {name: hashlib.sha256(font).hexdigest() for name, font in found.items()} != FANDOL:
        raise Refused("X493", f"这个 deb 包里没有完好的 Fandol 字体；请换用 Debian 的 {PACKAGE} 包")
    return found


def _members(package: bytes) -> Iterator[tuple[str, bytes]]:
    """The font files in the archive of a Debian package (an `ar` of tars)."""
    place = len(b"!<arch>\n")
    while place + 60 <= len(package):
        name, size = package[place : place + 16].strip(), package[place + 48 : place + 58].strip()
        content = package[place + 60 : place + 60 + int(size or 0)]
        if name.startswith(b"data.tar"):
            with tarfile.open(fileobj=BytesIO(content)) as files:
                for member in files:
                    if Path(member.name).name in FANDOL and (font := files.extractfile(member)):
                        yield Path(member.name).name, font.read()
        place += 60 + int(size or 0) + int(size or 0) % 2
