"""纸面：every formal paper of the demo as a file to open — those that left, and the drafts that wait for a person.

Papers that a person released lie there already, as PDF and DOCX; what goes by itself is a mail and is written as HTML.
"""

from datetime import date
from email import message_from_bytes
from pathlib import Path

from sqlalchemy import Engine

from duban.services.demo.scene import Scene
from duban.services.paperwork import papers
from duban.services.speech import notices
from engine.nouns import Letter, NoticeState
from store import letters
from store import notices as register
from store.session import reading


def write_papers(database: Engine, scene: Scene, on: date) -> int:
    """Write the mails that left and the drafts that wait into `papers/`; say how many files lie there then."""
    with reading(database, scene.settings.jurisdiction) as session:
        left = [letter for letter in letters.find(session) if letter.kind == "formal" and not papers.carried(letter)]
        held = [notice.key for notice in register.find(session, state=NoticeState.HELD)]
    for letter in left:
        words = _words(letter)
        _write(scene.folder / "papers", _title(letter, words["plain"]), words["html"], "html")
    for key in held:
        shown = notices.shown(database, scene.settings, key, on=on)
        if "draft" in shown:
            name = f"草稿 {shown['paper']} {shown['agency']} {key[:8]}"
            _write(scene.folder / "papers", name, str(shown["draft"]), "txt")
    return len(list((scene.folder / "papers").iterdir()))


def _title(letter: Letter, text: str) -> str:
    """The paper's number and whom it went to: 督办〔2026〕40号 deputy@…."""
    name, number, *_ = text.splitlines()
    return f"{number.strip() or name} {letter.recipient}"


def _words(letter: Letter) -> dict[str, str]:
    """What a letter says, as `plain` text and as `html`."""
    parts = [part for part in message_from_bytes(letter.mime).walk() if part.get_content_maintype() == "text"]
    return {part.get_content_subtype(): bytes(part.get_payload(decode=True)).decode("utf-8") for part in parts}


def _write(folder: Path, name: str, text: str, suffix: str) -> None:
    (folder / f"{name.replace('/', '／')}.{suffix}").write_text(text, encoding="utf-8")
