"""审核规则包：a pack is read and held against all that can be known to be wrong before anybody may publish it.

A pack comes as a file on this machine, whose sources lie beside it, or as a text from the console, whose sources are
the documents on file: then nothing that the text names is ever looked for on the disk.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from documents.read import read
from duban.services.plans.library import with_published, with_shipped
from duban.services.plans.sources import source_text
from duban.settings import Settings
from engine.nouns import Document, RulePack
from engine.source import Problem, Refused, errors
from rules.checking.checks import check, check_text
from rules.checking.quotes import on_file
from rules.load import load_text
from rules.marks import text_of
from store import documents
from store.session import reading


@dataclass(frozen=True)
class Vetted:
    """A pack without errors (审核过的规则包): what it says, its very text, reminders, and its documents at hand."""

    pack: RulePack
    text: str
    written_in: str
    problems: tuple[Problem, ...] = ()
    documents: tuple[Document, ...] = ()


def vetted(database: Engine, settings: Settings, file: Path) -> Vetted:
    """The pack of a file.  Raises Refused R401 with every problem while it has errors."""
    problems = check(file, source_text, library=with_published(database, settings, file.parent))
    text, _ = text_of(file)
    pack = _sound(text, str(file), problems)
    return Vetted(pack, text, str(file), problems, tuple(at_hand(pack, file.parent)))


def vetted_text(database: Engine, settings: Settings, text: str, name: str) -> Vetted:
    """The pack of a text called `name`.  Raises Refused R401 with every problem while it has errors."""
    problems = problems_of(database, settings, text, name)
    return Vetted(_sound(text, name, problems), text, name, problems)


def problems_of(database: Engine, settings: Settings, text: str, name: str) -> tuple[Problem, ...]:
    """Everything wrong with a pack's text, its quotes held against the documents on file."""

    def kept(sha256: str) -> str | None:
        with reading(database, settings.jurisdiction) as session:
            document = documents.get(session, sha256)
        return None if document is None else document.text

    return check_text(text, name, opened=on_file(kept), library=with_shipped(database, settings))


def _sound(text: str, name: str, problems: tuple[Problem, ...]) -> RulePack:
    pack, _ = load_text(text, name)
    if errors(problems) or pack is None:
        raise Refused("R401", "规则包有错误，不予发布；请改正后再发布", problems)
    return pack


def at_hand(pack: RulePack, folder: Path) -> Iterator[Document]:
    """The documents that a pack cites, of those that lie beside it unchanged."""
    for cited in pack.sources:
        for file in dict.fromkeys((folder / cited.file, folder / Path(cited.file).name)):
            if file.is_file() and (document := _readable(file)) is not None and document.sha256 == cited.sha256:
                yield replace(document, file=file.name)
                break


def _readable(file: Path) -> Document | None:
    try:
        return read(file)
    except Refused:
        return None
