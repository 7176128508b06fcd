"""文件与条款：what was written, and the duties found in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True)
class Charge:
    """Who answers for a clause (责任分工), as printed: 牵头, 配合, 负责."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    raw: str = ""


@dataclass(frozen=True)
class Clause:
    """A numbered or free paragraph of a document (条款); `text` is `document.text[start:end]`, verbatim.

    `id` is the path of enumerators as printed ("二/(二)/7"); `is_task` tells a task from a passage; `anchor` says where
    the file prints it (第2页, 第14段), empty for a format that numbers nothing.
    """

    id: str
    text: str
    start: int
    end: int
    section: str | None = None
    heading: str | None = None
    charge: Charge = Charge()
    is_task: bool = True
    anchor: str = ""


@dataclass(frozen=True)
class Document:
    """A plan as read from a file (文件): its header, its whole text and its clauses in order."""

    file: str
    sha256: str
    text: str
    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    script: Literal["simplified", "traditional"] = "simplified"
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a text leaves open (待确认), with the reading proposed; a machine never answers it."""

    code: str
    text: str
    proposal: str | None = None


@dataclass(frozen=True)
class Duty:
    """A duty found in a sentence (职责要求): the exact span and what it demands; None where nothing is printed."""

    clause: str
    quote: str
    start: int
    end: int
    kind: str
    action: str
    subject: str | None = None
    per: str | None = None
    period: str | None = None
    window: Mapping[str, int | str] | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    unit: str | None = None
    of: str | None = None
    recipient: str | None = None
    strength: Literal["must", "in_principle", "encourage", "forbid"] = "must"
    roll: Literal["next", "previous"] | None = None
    since: str | None = None
    until: str | None = None
    questions: tuple[Question, ...] = ()
