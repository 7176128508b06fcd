"""旧版 Word 与 WPS（.doc .wps）：handed to LibreOffice where there is one, else to antiword; both are other programs.

They run in a folder of their own, with nothing of the office's, and are stopped when they take too long.
"""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.docx import read_docx
from documents.grids import drawn_tables
from documents.layout import Layout
from engine.source import Refused

WORDS = "WordDocument".encode("utf-16-le")
"""What the text of every such file is called inside it; LibreOffice takes a file without it for plain text."""
PATIENCE = 90
"""Seconds that a converter may take."""


def read_doc(content: bytes, path: Path, encoding: str | None = None) -> Layout:
    """A binary Word document.

    Raises `Refused` D110 when no converter is there, D109 when the converter cannot read the file.
    """
    if WORDS not in content:
        raise _damaged(path)
    office, antiword = shutil.which("soffice") or shutil.which("libreoffice"), shutil.which("antiword")
    if not office and not antiword:
        raise Refused(
            "D110",
            f"{path}：读旧版 Word（.doc）或 WPS 文件要用 LibreOffice 或 antiword，本机都没有；"
            "请安装其一，或用 Word、WPS 另存为 .docx 后重试",
        )
    with TemporaryDirectory(prefix="duban-doc-") as name:
        folder = Path(name)
        (folder / "plan.doc").write_bytes(content)
        try:
            found = _by_office(office, folder, path, encoding) if office else _by_antiword(str(antiword), folder)
        except (OSError, subprocess.SubprocessError) as error:
            raise _damaged(path) from error
    if found is None:
        raise _damaged(path)
    return found


def _damaged(path: Path) -> Refused:
    return Refused("D109", f"{path}：文档打不开，可能已损坏或有密码；请用 Word 或 WPS 打开并另存为 .docx 后重试")


def _by_office(office: str, folder: Path, path: Path, encoding: str | None) -> Layout | None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # two at once may not share one
    _run([office, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder), "plan.doc"], folder)
    made = folder / "plan.docx"
    return read_docx(made.read_bytes(), path, encoding) if made.is_file() else None


def _by_antiword(antiword: str, folder: Path) -> Layout | None:
    text = _run([antiword, "-m", "UTF-8.txt", "-w", "0", "plan.doc"], folder).decode("utf-8", errors="replace")
    return Layout(text, drawn_tables(text)) if text.strip() else None


def _run(command: list[str], folder: Path) -> bytes:
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
    return done.stdout
