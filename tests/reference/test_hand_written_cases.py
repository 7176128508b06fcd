"""The reference must itself give what people wrote down by hand: every case of the worked rules beside the checkout."""

from pathlib import Path

import pytest

from rules.calendars import national
from rules.convert import pack_of
from rules.load import read_shape
from rules.trying.staging import stage_of, verdict_on
from tests.reference.comparing import compared, question_of
from tests.reference.evaluator import answer


@pytest.mark.parametrize("page", ["examples.yaml", "cases-deliver.yaml"])
def test_the_reference_gives_what_the_worked_cases_expect(shared: Path, page: str) -> None:
    text = (shared / "rulepack" / page).read_text(encoding="utf-8")
    written, problems = read_shape(text, page)
    assert written is not None, problems
    pack, wrong = pack_of(written, ""), []
    for rule, said in zip(pack.rules, written.value["rules"], strict=True):
        for case in said.get("tests", ()):
            stage = stage_of(pack, rule, national(), case)
            mine = answer(question_of(rule, stage))
            got = {
                "expect": mine.standing.value,
                "safe": mine.days.safe.isoformat(),
                "hard": mine.days.hard and mine.days.hard.isoformat(),
                "grace_end": mine.days.grace_end and mine.days.grace_end.isoformat(),
                "next_look": mine.next_look and mine.next_look.isoformat(),
                "reached_on": mine.reached_on and mine.reached_on.isoformat(),
            }
            wrong += [(rule.id, case, got) for key, value in got.items() if key in case and case[key] != value]
            if "because" in case and case["because"] not in mine.codes:
                wrong.append((rule.id, case, sorted(mine.codes)))
            print(list(compared(mine, verdict_on(rule, stage)[0])))
    assert not wrong, "\n".join(map(str, wrong))
