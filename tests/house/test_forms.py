"""Every way of writing a duty has its rule, with cases on both sides of its edge, and the tests it names exist."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from rules.checking.checks import check

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def forms() -> ModuleType:
    """The collection, as the reference prints it."""
    spec = importlib.util.spec_from_file_location("forms", HOUSE / "docs" / "forms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_row_is_written(forms: ModuleType) -> None:
    assert {form.row for form in forms.forms()} == set(range(1, forms.ROWS + 1))


def test_every_case_passes(forms: ModuleType) -> None:
    cases = [case for form in forms.forms() for case in form.cases]
    assert len(cases) > 150
    assert [case for case in cases if case.result != "passed"] == []


def test_every_rule_is_tried_on_both_sides_of_its_edge(forms: ModuleType) -> None:
    one_sided = [form.rule for form in forms.forms() if len({case.expected.split()[0] for case in form.cases}) < 2]
    assert one_sided == []


def test_the_collection_is_clean(forms: ModuleType) -> None:
    assert [str(problem) for name in forms.PACKS for problem in check(forms.FOLDER / f"{name}.yaml")] == []


def test_the_tests_it_names_exist(forms: ModuleType) -> None:
    for named in {test for tests in forms.BEYOND.values() for test in tests}:
        file, _, function = named.partition("::")
        assert re.search(rf"^def {function}\(", (HOUSE / "tests" / file).read_text("utf-8"), re.M), named
