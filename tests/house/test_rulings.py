"""Every ruling names what shows it, and what it names is there (docs/explanation/rulings.md)."""

import ast
import re
from pathlib import Path

import yaml

HOUSE = Path(__file__).resolve().parents[2]
TABLE = (HOUSE / "docs" / "explanation" / "rulings.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+[a-c]?) \| (.+?) \| (.+?) \|$", TABLE, flags=re.MULTILINE)


def test_no_ruling_is_without_an_example() -> None:
    shown = {int(number) for number, _, _ in ROWS if number.isdigit()}
    assert shown == set(range(1, 123))
    assert {"117a", "117b", "117c"} <= {number for number, _, _ in ROWS}


def test_the_cases_in_the_table_are_those_that_run() -> None:
    cases = yaml.safe_load((HOUSE / "tests" / "unit" / "rules" / "rulings.yaml").read_text(encoding="utf-8"))
    written = [(number, says) for number, says, shown in ROWS if shown == "判例"]
    assert sorted(written) == sorted((str(one["ruling"]), one["says"]) for one in cases)


def test_the_tests_in_the_table_exist() -> None:
    named = [shown.strip("`").split("::") for _, _, shown in ROWS if shown != "判例"]
    for path, name in named:
        tree = ast.parse((HOUSE / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{path}::{name}"
