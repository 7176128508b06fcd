"""The JSON of `duban parse`, field by field."""

from datetime import date
from fractions import Fraction

from duban.services.plans.parsing import parsed
from engine.nouns.document import Charge, Clause, Document, Duty, Question

CLAUSE = Clause("一/1", "每年讲课2次。", 3, 10, "任务", None, Charge(("县司法局",), (), (), "（县司法局牵头）"))
PASSAGE = Clause("二", "务求实效。", 12, 17, is_task=False)
DOCUMENT = Document("plan.txt", "00", "…", "方案", None, "县政府", date(2027, 3, 1), clauses=(CLAUSE, PASSAGE))
DUTY = Duty(
    "一/1", "每年讲课2次", 3, 9, "quota", "讲课", period="year", window={"quarter": 1}, at_least=Fraction(2),
    at_most=Fraction(5, 2), unit="次", questions=(Question("G101", "谁来讲？"),),
)  # fmt: skip


def test_a_document_prints_its_day_as_iso_and_what_is_missing_as_null() -> None:
    head = parsed(DOCUMENT, ())["document"]
    assert head == {
        "title": "方案", "doc_number": None, "issuer": "县政府", "issued_on": "2027-03-01", "script": "simplified",
    }  # fmt: skip


def test_only_tasks_are_tasks() -> None:
    assert parsed(DOCUMENT, ())["tasks"] == [
        {
            "id": "一/1", "section": "任务", "heading": None, "text": "每年讲课2次。", "start": 3, "end": 10,
            "anchor": None,
            "lead": ["县司法局"], "support": [], "responsible": [], "charge_raw": "（县司法局牵头）",
        }
    ]  # fmt: skip


def test_numbers_are_whole_where_they_are() -> None:
    (duty,) = parsed(DOCUMENT, (DUTY,))["obligations"]  # type: ignore[misc]
    assert (duty["at_least"], duty["at_most"], duty["window"]) == (2, 2.5, {"quarter": 1})
    assert duty["questions"] == [{"code": "G101", "text": "谁来讲？", "proposal": None}]
