"""The house is easy to see through: small modules, short functions, no banned words, one clock."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "workflows", "rules", "grammar", "documents", "notifications", "store", "duban")
BANNED = {"utils", "helpers", "manager", "base", "data", "info", "handle", "process"}
SQLALCHEMYS = {"process_bind_param", "process_result_value", "result_processor"}
"""What a kind of column must call its functions."""
CLOCKS = re.compile(r"\b(datetime\.now|datetime\.today|datetime\.utcnow|date\.today|time\.time)\(")
OPEN_ENDS = re.compile(r"\b(TODO|FIXME|XXX)\b(?!.*#\d+)|NotImplementedError|pytest\.mark\.(skip|xfail)\b")


def sources() -> list[Path]:
    found = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{path.relative_to(HOUSE)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_there_are_modules_to_look_at() -> None:
    assert {path.relative_to(HOUSE).parts[0] for path in sources()} == set(ROOMS)


def test_no_module_is_longer_than_300_lines() -> None:
    long = {str(p.relative_to(HOUSE)): n for p in sources() if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    assert [where for path in sources() for where, lines in functions(path) if lines > 40] == []


def test_half_of_all_functions_fit_in_ten_lines() -> None:
    assert statistics.median([lines for path in sources() for _, lines in functions(path)]) <= 10


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(p.relative_to(HOUSE)) for p in sources() if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


def test_no_module_bears_a_banned_name() -> None:
    assert [str(path) for path in sources() if path.stem in BANNED] == []


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """The functions that others may call, those of public classes among them."""
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public(node.body)


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(HOUSE)}:{function.lineno} {function.name}"
        for path in sources()
        for function in public(ast.parse(path.read_text("utf-8")).body)
        if function.name not in SQLALCHEMYS and not ast.get_docstring(function)
    ]
    assert silent == []


@pytest.mark.parametrize("pattern", [CLOCKS, OPEN_ENDS], ids=["asks the clock", "leaves an open end"])
def test_no_line_does_what_the_house_forbids(pattern: re.Pattern[str]) -> None:
    clock = HOUSE / "duban" / "clock.py"
    guilty = [
        f"{path.relative_to(HOUSE)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line) and not (path == clock and pattern is CLOCKS)
    ]
    assert guilty == []


def test_no_file_names_a_path_of_the_machine_it_was_built_on() -> None:
    here = re.compile(r"(?<![\w./])/(?:work|root|home)/\w")
    kinds = ("*.md", "*.py", "*.toml", "*.yaml", "*.yml", "Makefile")
    texts = [path for kind in kinds for path in HOUSE.rglob(kind) if ".venv" not in path.parts]
    assert [str(path.relative_to(HOUSE)) for path in texts if here.search(path.read_text("utf-8"))] == []
