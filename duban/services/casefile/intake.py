"""收件：files, links and document numbers that come in as evidence; files go to the vault before anything else happens.

A file that was taken in stays, even if what it came with is refused: bytes on disk that nobody speaks of do no harm,
a report that speaks of bytes that are not there does.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from documents.sniff import Content, Sniffed, sniff
from duban.settings import Settings
from engine.fingerprint import fingerprint
from engine.nouns import Evidence
from engine.source import Refused
from store.vault import Vault

LARGEST = 50 * 1024 * 1024  # bytes, promise 17
MOST = 20  # of one report


@dataclass(frozen=True)
class Upload:
    """A file that somebody sends: under which name, and where its bytes are read from."""

    name: str
    source: BinaryIO


@dataclass(frozen=True)
class Proof:
    """What comes with a report or a petition (附件): files, links, document numbers, evidence already on file."""

    files: tuple[Upload, ...] = ()
    links: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.links or self.numbers or self.known)


@dataclass(frozen=True)
class Sender:
    """Whose evidence it is, who sent it, when, and whether it tells of single persons."""

    agency: str
    by: str
    on: date
    at: datetime
    personal: bool = False


def vault(settings: Settings) -> Vault:
    """Where the bytes of evidence lie."""
    return Vault(settings.evidence_folder)


def opened(path: Path) -> Upload:
    """A file on this machine, to be sent.  Raises Refused X414 when it cannot be read."""
    try:
        return Upload(path.name, path.open("rb"))
    except OSError:
        raise Refused("X414", f"读不到文件 {path}；请检查路径和权限") from None


def take_in(settings: Settings, proof: Proof, sender: Sender) -> list[Evidence]:
    """The evidence that comes in, its bytes already on disk; the same bytes of one agency are one piece of evidence.

    What tells of persons is a piece apart: evidence is never changed, so that it could not be called personal later.

    Raises Refused X415 when there are too many files, X416 for no link, X417 for an empty number, and what the vault
    and `sniff` refuse.
    """
    if len(proof.files) > MOST:
        raise Refused("X415", f"一次最多附{MOST}个文件，这次有{len(proof.files)}个；请分次提交，或打成压缩包")
    links = [_said("link", _checked_link(link), sender) for link in proof.links]
    numbers = [_said("number", _checked_number(number), sender) for number in proof.numbers]
    files = [_filed(settings, upload, sender) for upload in proof.files]
    return list({each.key: each for each in (*files, *links, *numbers)}.values())


def _filed(settings: Settings, upload: Upload, sender: Sender) -> Evidence:
    found = Sniffed("", "")

    def look(content: Content) -> None:
        nonlocal found
        found = sniff(content, upload.name)

    kept = vault(settings).put(upload.source, LARGEST, look)
    return Evidence(
        key=f"e-{fingerprint('people' if sender.personal else 'file', sender.agency, kept.sha256)[:16]}",
        form="file",
        title=found.name,
        agency=sender.agency,
        by=sender.by,
        on=sender.on,
        at=sender.at,
        sha256=kept.sha256,
        size=kept.size,
        media=found.media,
        flags=found.flags,
        personal=sender.personal,
    )


def _said(form: Literal["link", "number"], title: str, sender: Sender) -> Evidence:
    key = f"e-{fingerprint(form, sender.agency, title)[:16]}"
    return Evidence(key, form, title, sender.agency, sender.by, sender.on, sender.at)


def _checked_link(link: str) -> str:
    parts = urlsplit(link.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or any(letter < " " for letter in link):
        raise Refused("X416", f"“{link}”不是网页地址；请填写以 http:// 或 https:// 开头的地址")
    return link.strip()


def _checked_number(number: str) -> str:
    if not number.strip():
        raise Refused("X417", "文号是空的；请填写，如 示府办〔2026〕1号")
    return number.strip()
