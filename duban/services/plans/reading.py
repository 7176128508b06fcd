"""读文件：a document -> the duties in it and a draft pack; a draft and its answers -> a pack.  Nothing is stored."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from documents.read import read
from duban.services.plans.apart import read_apart as read_apart  # for files that come from outside
from duban.services.plans.parsing import parsed
from engine.nouns import Document, RulePack
from engine.source import Refused, errors
from grammar.duty import read_duties
from rules.drafting.answers import Answer, answered, read_answers
from rules.drafting.draft import Every, draft
from rules.drafting.redraft import Redraft, redraft
from rules.drafting.settle import accept_proposals
from rules.load import load
from rules.marks import values_of
from rules.writing.dump import dump

if TYPE_CHECKING:
    from engine.naming import Naming


def parse(file: Path, encoding: str | None = None) -> dict[str, object]:
    """A document and its duties, in the shape of `duban parse --json`."""
    document = read(file, encoding)
    return parsed(document, read_duties(document.clauses))


@dataclass(frozen=True)
class Wishes:
    """How an office wants a draft: how often standing tasks report; its agencies: a file on a day, or a register."""

    standing: Every = "half"
    agencies: Path | None = None
    on: date | None = None
    register: "Naming | None" = None


def drafted(
    file: Path,
    encoding: str | None = None,
    beside: Path | None = None,
    answers: Path | None = None,
    wishes: Wishes | None = None,
) -> tuple[str, int]:
    """A draft pack as YAML, and how many of its questions are open; it will lie in the folder `beside`.

    Raises Refused R602 with every answer that could not be put in, F100 when the file of agencies is wrong.
    """
    pack = _draft(file, encoding, beside, wishes or Wishes())
    if answers is not None:
        pack, _ = put_in(pack, answers)
    return dump(pack), sum(len(rule.review) for rule in pack.rules)


def redrafted(
    file: Path, old: Path, encoding: str | None = None, beside: Path | None = None, wishes: Wishes | None = None
) -> tuple[str, Redraft]:
    """A new edition drafted as the next version of the pack `old`, as YAML, and what became of each rule.

    Raises Refused R401 when the old pack does not load.
    """
    pack, problems = load(old)
    if pack is None:
        raise Refused("R401", f"{old} 有错误，不能据以起草新版；请先改正", errors(problems))
    found = redraft(pack, _draft(file, encoding, beside, wishes or Wishes()))
    return dump(found.pack, values_of(old)), found


def _draft(file: Path, encoding: str | None, beside: Path | None, wishes: Wishes) -> RulePack:
    found = os.path.relpath(file, beside) if beside is not None else None
    return drafted_from(read(file, encoding), wishes, found)


def drafted_from(document: Document, wishes: Wishes, file: str | None = None) -> RulePack:
    """The draft pack of a document that was read, as an office wishes it; `file` is where the pack will find it."""
    pack = draft(document, read_duties(document.clauses), file, wishes.standing)
    if wishes.agencies is None and wishes.register is None:
        return pack
    from duban.services.plans.naming import fitted, listed  # with the database, which a mere reading never loads

    on = wishes.on or document.issued_on or date.max
    register = listed(wishes.agencies, on) if wishes.agencies else wishes.register
    return fitted(pack, register) if register else pack


def confirmed(file: Path, answers: Path, *, accept: bool = False) -> tuple[str, int]:
    """A draft pack as YAML with the answers of a person put in, and how many of its rules still need review.

    With `accept` the rules that no answer speaks of are taken as proposed, by whoever signs the answers.

    Raises Refused R401 when the draft does not load, R602 with every answer that could not be put in.
    """
    pack, problems = load(file)
    if pack is None:
        raise Refused("R401", f"{file} 有错误，不能写入答复；请先改正", errors(problems))
    settled, said = put_in(pack, answers)
    if accept:
        signed = next(iter(said), None)
        settled = accept_proposals(settled, signed.by if signed else None, signed.on if signed else None)
    return dump(settled, values_of(file)), sum(rule.state != "active" for rule in settled.rules)


def put_in(pack: RulePack, file: Path) -> tuple[RulePack, tuple[Answer, ...]]:
    """A draft with the answers of `file` put in, and those answers.

    Raises Refused R602 with every answer that could not be put in.
    """
    said, problems = read_answers(file)
    settled, unfit = answered(pack, said)
    if errors([*problems, *unfit]):
        raise Refused("R602", "有答复写不进去，没有写出文件；请改正后再试", [*problems, *unfit])
    return settled, said
