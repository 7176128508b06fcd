"""Packs whose duties look back: surplus carried over, quotas shortened by leave, figures compared with last year's."""

from collections.abc import Callable
from pathlib import Path

from rules.trying.cases import run, run_text

YEARS = Path(__file__).parent / "years.yaml"


def test_every_case_of_the_years_pack_passes() -> None:
    results = run(YEARS)
    assert len(results) == 28
    assert [result for result in results if result.result != "passed"] == []


def test_what_the_engine_cannot_judge_is_said_not_guessed(bent: Callable[..., str]) -> None:
    once = 'window: {once: {from: "2026-01-01", to: "2026-12-31"}}'
    text = bent(window=once, test='test: {sum: {of: hours, at_least: "60", carry: {max: "20"}}}')
    [result] = run_text(f'{text}  tests:\n  - {{as_of: "2026-04-01", given: [], expect: OPEN}}\n', "x.yaml")
    assert (result.result, result.got) == ("unsupported", "E_CARRY")
