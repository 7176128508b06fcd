"""Imports run downwards only; the contracts live in pyproject.toml and import-linter holds them."""

import sys
import tomllib
from importlib import import_module
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

HOUSE = Path(__file__).resolve().parents[2]


def test_every_contract_is_kept(monkeypatch, capsys) -> None:
    monkeypatch.chdir(HOUSE)
    status = lint_imports(no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_contracts_name_every_room() -> None:
    config = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = " | ".join(config["contracts"][0]["layers"])
    assert sorted(layers.split(" | ")) == sorted(config["root_packages"])


def test_the_required_libraries_are_really_used() -> None:
    for module, library in (
        ("workflows.standard", "transitions"),
        ("duban.daemon", "apscheduler"),
        ("store.session", "sqlmodel"),
        ("notifications.render", "jinja2"),
    ):
        import_module(module)
        assert library in sys.modules
