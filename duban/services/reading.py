"""读文件：a document or one sentence -> the duties in it, a draft pack, the next due days; nothing is stored."""

import hashlib
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from documents.read import read
from duban.services.parsing import parsed
from engine.expand import expand
from engine.nouns import Agency, Clause, Document, Duty, Membership, Obligation, Person, Roster, RulePack
from engine.source import Refused, errors
from grammar.duty import read_duties
from rules.answers import Answer, answered, read_answers
from rules.calendars import national
from rules.draft import draft
from rules.dump import dump
from rules.load import load
from rules.settle import accept_proposals

READER = Agency("reader", "本单位")
MEMBER = Person("member", "本单位人员", READER.id)
MOST_DUE_DAYS = 3


def parse(file: Path, encoding: str | None = None) -> dict[str, object]:
    """A document and its duties, in the shape of `duban parse --json`."""
    document = read(file, encoding)
    return parsed(document, read_duties(document.clauses))


def drafted(file: Path, encoding: str | None = None, beside: Path | None = None) -> tuple[str, int]:
    """A draft pack as YAML, and how many of its questions are open; it will lie in the folder `beside`."""
    document = read(file, encoding)
    found = os.path.relpath(file, beside) if beside is not None else None
    pack = draft(document, read_duties(document.clauses), found)
    return dump(pack), sum(len(rule.review) for rule in pack.rules)


def interpret(text: str, *, on: date) -> dict[str, object]:
    """What a duty sentence asks for, its next due days after `on`, and what it leaves open.

    Raises Refused G401 when no duty is found in it.
    """
    sentence = text.strip()
    clause = Clause("1", sentence, 0, len(sentence))
    duties = read_duties([clause])
    if not duties:
        raise Refused("G401", "没有读出可以督办的职责；请写明由谁、在什么期限前、完成什么")
    document = Document("命令行", hashlib.sha256(sentence.encode()).hexdigest(), sentence, clauses=(clause,))
    told = parsed(document, duties)
    return {
        "text": sentence,
        "duties": told["obligations"],
        "next_due": next_due(document, duties, on),
        "questions": [question for duty in duties for question in duty.questions],
    }


def next_due(document: Document, duties: tuple[Duty, ...], on: date) -> list[dict[str, object]]:
    """The next due days of the duties, as the rules drafted from them would have it."""
    pack = draft(document, duties)
    everyone = {name: replace(term, where=None, members=(READER.name,)) for name, term in pack.sets.items()}
    rules = tuple(replace(rule, state="active", effective=(on.replace(month=1, day=1), None)) for rule in pack.rules)
    trial = replace(pack, rules=rules, sets=everyone)
    serving = tuple(Membership(name, MEMBER.id) for name, term in sorted(pack.sets.items()) if term.of == "person")
    found = [one for one in expand(trial, Roster((READER,), (MEMBER,), serving), national(), on) if one.due.safe >= on]
    ahead = sorted(found, key=lambda one: (one.due.safe, one.rule))[:MOST_DUE_DAYS]
    return [_due(one) for one in ahead]


def _due(one: Obligation) -> dict[str, object]:
    due = one.due
    return {"rule": one.rule, "window": one.window.label, "safe": due.safe, "hard": due.hard, "steps": due.steps}


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
    return dump(settled), sum(rule.state != "active" for rule in settled.rules)


def put_in(pack: RulePack, file: Path) -> tuple[RulePack, tuple[Answer, ...]]:
    """A draft with the answers of `file` put in, and those answers.

    Raises Refused R602 with every answer that could not be put in.
    """
    said, problems = read_answers(file)
    settled, unfit = answered(pack, said)
    if errors([*problems, *unfit]):
        raise Refused("R602", "有答复写不进去，没有写出文件；请改正后再试", [*problems, *unfit])
    return settled, said
