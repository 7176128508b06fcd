"""文件：a plan that was uploaded — read in a process of its own, kept, and shown with what was found in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.sniff import Content, Sniffed, sniff
from duban.services.casefile.intake import LARGEST, Upload, vault
from duban.services.counter.deeds import Visit
from duban.services.plans import naming, reading
from duban.services.plans.apart import read_apart
from duban.services.powers import Deed
from duban.services.register import blanks
from duban.services.showing.paged import mentioning
from engine.naming import Match, matches
from engine.nouns import Clause, Document, Rule
from engine.source import Problem, Refused
from rules.drafting.charges import named_together
from rules.drafting.draft import numbered_clauses
from rules.writing.wording import said_of
from store import documents, drafts, events
from store import session as store
from store.drafts import Draft
from store.events import Entry

HEADINGS = {
    "title": "文件", "file": "文件名", "doc_number": "文号", "issuer": "印发机关", "issued_on": "印发日期",
    "clauses": "条款", "drafts": "草案", "sha256": "SHA-256",
}  # fmt: skip
SHOWN = 200_000
"""How much of a text is shown, in characters; no plan is so long, and a browser must still be able to scroll it."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text (片段): which task it stands in, which rule it is the quote of, and what begins there."""

    text: str
    rule: str = ""
    begins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A duty that was found in a task (读出的职责): its rule as it would be drafted, and how many questions it asks."""

    id: str
    title: str
    quote: str
    said: dict[str, str]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A task of a plan (任务条目): where it stands, who is charged with it, what was found in it."""

    number: str
    place: str
    text: str
    charged: tuple[tuple[str, tuple[Match, ...]], ...]
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Plan:
    """A document on file as its page shows it."""

    document: Document
    pieces: tuple[Piece, ...]
    tasks: tuple[Passage, ...]
    names: tuple[Match, ...]
    drafts: tuple[Draft, ...]

    @property
    def unknown(self) -> tuple[Match, ...]:
        """The names that the register lacks."""
        return tuple(match for match in self.names if match.how == "unknown")

    @property
    def together(self) -> tuple[str, ...]:
        """Those of them that stand for several units, whom the register lists as a set."""
        return tuple(match.name for match in self.unknown if named_together(match.name))

    @property
    def cut(self) -> bool:
        """Whether the text is too long to be shown whole."""
        return len(self.document.text) > SHOWN


def take_in(visit: Visit, upload: Upload) -> str:
    """Keep an uploaded plan and what was read in it; answers the digest of its bytes.

    Raises Refused X620 for whoever may not, S13x when the file is too large, D1xx when it cannot be read.
    """
    visit.viewer.permit(Deed.WRITE_RULES)
    found = Sniffed("", "")

    def look(content: Content) -> None:
        nonlocal found
        found = sniff(content, upload.name)

    kept = vault(visit.settings).put(upload.source, LARGEST, look)
    document = _read(vault(visit.settings).path(kept.sha256), found.name)
    with store.transaction(visit.database, visit.settings.jurisdiction) as session:
        if documents.put(session, document):
            told = {"file": document.file, "title": document.title, "clauses": len(document.clauses)}
            events.append(session, [Entry(visit.now, visit.actor.name, "document.import", document.sha256, told)])
    return document.sha256


def _read(bytes_at: Path, name: str) -> Document:
    """The document in a file of the vault; its reader sees the suffix that it came with, no more."""
    suffix = Path(name).suffix.lower()
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"plan{suffix if suffix[1:].isalnum() and len(suffix) <= 6 else ''}"
        file.symlink_to(bytes_at.resolve())
        read = read_apart(file)
    if isinstance(read, Problem):
        raise Refused(read.code, read.message.replace(str(file), name))
    return replace(read, file=name)


def listed(visit: Visit, text: str = "") -> list[tuple[Document, int]]:
    """The documents on file that say a text in their titles, and how many drafts were made of each."""
    visit.viewer.permit(Deed.WRITE_RULES)
    with store.reading(visit.database, visit.settings.jurisdiction) as session:
        made = Counter(draft.document for draft in drafts.listed(session))
        found = mentioning(
            documents.listed(session), text, lambda one: (one.title, one.file, one.doc_number, one.issuer)
        )
        return [(each, made[each.sha256]) for each in found]


def rows(found: Sequence[tuple[Document, int]]) -> list[dict[str, object]]:
    """The same as lines of an export."""
    return [{**vars(each), "clauses": len(each.clauses), "drafts": made} for each, made in found]


def plan(visit: Visit, sha256: str) -> Plan:
    """A document on file with what was found in it.  Raises Refused X680 when there is none."""
    document = document_called(visit, sha256)
    register = naming.registered(visit.database, visit.settings, visit.on)
    rules = reading.drafted_from(document, reading.Wishes(visit.settings.standing)).rules
    with store.reading(visit.database, visit.settings.jurisdiction) as session:
        made = tuple(draft for draft in drafts.listed(session) if draft.document == document.sha256)
    known = {match.name: match for match in matches(_names(document), register)}
    tasks = tuple(_tasks(document, rules, known))
    return Plan(document, pieces_of(document, rules), tasks, tuple(known.values()), made)


def units_lacking(visit: Visit, sha256: str) -> list[dict[str, object]]:
    """The units of a plan that the register lacks, as a sheet to complete and take in.  Raises Refused X680."""
    found = plan(visit, sha256)
    return blanks.of_agencies(match.name for match in found.unknown if match.name not in found.together)


def document_called(visit: Visit, sha256: str) -> Document:
    """The document with these bytes.  Raises Refused X680 when there is none."""
    visit.viewer.permit(Deed.WRITE_RULES)
    with store.reading(visit.database, visit.settings.jurisdiction) as session:
        found = documents.get(session, sha256)
    if found is None:
        raise Refused("X680", "没有留存这份文件；请在“文件”页上传")
    return found


def pieces_of(document: Document, rules: Sequence[Rule]) -> tuple[Piece, ...]:
    """The text cut where a task or a quoted span begins or ends; where two quotes meet the first one has the words."""
    text = document.text[:SHOWN]
    begins: dict[int, tuple[str, ...]] = {}
    for number, clause in numbered_clauses(document):
        begins[clause.start] = (*begins.get(clause.start, ()), number)
    spans, last = [], 0
    for start, end, id_ in sorted(_spans(document, rules)):
        begins[start] = (*begins.get(start, ()), id_)
        if start < end and (start := max(start, last)) < end:
            spans.append((start, end, id_))
            last = end
    cuts = sorted({0, len(text), *begins, *(cut for start, end, _ in spans for cut in (start, end))})
    quoted = {start: (end, id_) for start, end, id_ in spans}
    return tuple(_pieces(text, [cut for cut in cuts if cut <= len(text)], quoted, begins))


def _pieces(
    text: str, cuts: Sequence[int], quoted: dict[int, tuple[int, str]], begins: dict[int, tuple[str, ...]]
) -> Iterator[Piece]:
    until, rule = 0, ""
    for start, end in pairwise(cuts):
        until, rule = quoted.get(start, (until, rule))
        yield Piece(text[start:end], rule if start < until else "", begins.get(start, ()))


def _spans(document: Document, rules: Sequence[Rule]) -> Iterator[tuple[int, int, str]]:
    """Where the quote of each rule stands in the text."""
    starts = {number: clause.start for number, clause in numbered_clauses(document)}
    for rule in rules:
        quote = rule.citation.quote
        at = document.text.find(quote, starts.get(rule.id.partition(".")[0], 0))
        if at >= 0:
            yield at, at + len(quote), rule.id


def _tasks(document: Document, rules: Sequence[Rule], known: dict[str, Match]) -> Iterator[Passage]:
    for number, clause in numbered_clauses(document):
        own = tuple(_found(rule) for rule in rules if rule.id.partition(".")[0] == number)
        if clause.is_task or own:
            place = f"{clause.id}（{clause.anchor}）" if clause.anchor else clause.id
            yield Passage(number, place, clause.text, tuple(_charged(clause, known)), own)


def _found(rule: Rule) -> Found:
    return Found(rule.id, rule.title, rule.citation.quote, said_of(rule), rule.review)


def _charged(clause: Clause, known: dict[str, Match]) -> Iterator[tuple[str, tuple[Match, ...]]]:
    charge = clause.charge
    for word, names in (("牵头", charge.lead), ("配合", charge.support), ("负责", charge.responsible)):
        if names:
            yield word, tuple(known[name] for name in names)


def _names(document: Document) -> Iterator[str]:
    for clause in document.clauses:
        charge = clause.charge
        yield from (*charge.lead, *charge.support, *charge.responsible)
