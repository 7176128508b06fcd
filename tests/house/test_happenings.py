"""Every kind of line that the house writes into its log has a name in Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.services.happenings import HAPPENING_ZH, kind_zh

HOUSE = Path(__file__).resolve().parents[2]
KIND = re.compile(r"[a-z]+\.[a-z_]+")
FAMILIES = {kind.partition(".")[0] for kind in HAPPENING_ZH}


def written() -> Iterator[tuple[str, str]]:
    """Every line of code that makes an entry of the log, and the kind or the family that it names."""
    for path in sorted(HOUSE.glob("duban/services/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "Entry" in ast.unparse(node.func) and len(node.args) >= 3:
                for told in ast.walk(node.args[2]):
                    if isinstance(told, ast.Constant) and isinstance(told.value, str):
                        yield f"{path.relative_to(HOUSE)}:{node.lineno}", told.value


LINES = sorted(set(written()))


def test_kinds_are_found_at_all() -> None:
    assert len(LINES) > 40


@pytest.mark.parametrize(("where", "kind"), LINES)
def test_every_kind_that_is_written_has_a_name(where: str, kind: str) -> None:
    named = kind in HAPPENING_ZH if KIND.fullmatch(kind) else kind.rstrip(".") in FAMILIES
    assert named, f"{where}: {kind}"


def test_every_word_like_a_kind_in_the_services_has_a_name() -> None:
    """Kinds that are handed on to where the entry is made are words of a family too."""
    said: set[str] = set()
    for path in HOUSE.glob("duban/services/**/*.py"):
        if path.parent.name in ("demo", "sheets") or path.name == "happenings.py":
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).lstrip("_") in ("log", "entry", "over", "told"):
                said |= {arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    kinds = {word for word in said if KIND.fullmatch(word)}
    assert {"account.opened", "letter.close", "evidence.add", "account.bound", "house.upgrade_tried"} <= kinds
    assert kinds - set(HAPPENING_ZH) == set()


def test_what_a_newer_version_wrote_is_called_by_its_own_name() -> None:
    assert kind_zh("act.extend") == "延期"
    assert kind_zh("moon.landed") == "moon.landed"
