"""解析：a document and the duties found in it → the JSON that `duban parse --json` prints."""

from collections.abc import Sequence
from fractions import Fraction

from engine.nouns.document import Clause, Document, Duty, Question
from grammar.confidence import WORD_ZH, confidence_of

Json = dict[str, object]


def parsed(document: Document, duties: Sequence[Duty]) -> Json:
    """The contract of `duban parse FILE --json`: document, tasks, obligations."""
    clauses = {clause.id: clause for clause in document.clauses}
    return {
        "document": {
            "title": document.title,
            "doc_number": document.doc_number,
            "issuer": document.issuer,
            "issued_on": document.issued_on.isoformat() if document.issued_on else None,
            "script": document.script,
        },
        "tasks": [_task(clause) for clause in document.clauses if clause.is_task],
        "obligations": [_obligation(duty, clauses[duty.clause]) for duty in duties],
    }


def _task(clause: Clause) -> Json:
    return {
        "id": clause.id,
        "section": clause.section,
        "heading": clause.heading,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "anchor": clause.anchor or None,
        "lead": list(clause.charge.lead),
        "support": list(clause.charge.support),
        "responsible": list(clause.charge.responsible),
        "charge_raw": clause.charge.raw or None,
    }


def _obligation(duty: Duty, clause: Clause) -> Json:
    confidence = confidence_of(duty, clause)
    return {
        "task_id": duty.clause,
        "quote": duty.quote,
        "start": duty.start,
        "end": duty.end,
        "kind": duty.kind,
        "subject": duty.subject,
        "per": duty.per,
        "period": duty.period,
        "window": dict(duty.window) if duty.window else None,
        "at_least": _number(duty.at_least),
        "at_most": _number(duty.at_most),
        "unit": duty.unit,
        "of": duty.of,
        "recipient": duty.recipient,
        "action": duty.action,
        "strength": duty.strength,
        "anchor": clause.anchor or None,
        "confidence": confidence.word,
        "confidence_zh": WORD_ZH[confidence.word],
        "reasons": list(confidence.reasons),
        "questions": [_question(question) for question in duty.questions],
    }


def _number(value: Fraction | None) -> int | float | None:
    """A whole number as such, any other as a decimal."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _question(question: Question) -> Json:
    return {"code": question.code, "text": question.text, "proposal": question.proposal}
