"""Settings come from a file under the environment, and never show a password."""

from pathlib import Path

import pytest

from duban.settings import Settings, read_settings, shown
from engine.source import Refused


def test_without_a_file_the_defaults_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings().database_url == "sqlite:///duban.db"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "duban.toml"
    file.write_text('office_name = "区督查室"\njurisdiction = "示例区"\n', encoding="utf-8")
    monkeypatch.setenv("DUBAN_JURISDICTION", "另一区")
    settings = read_settings(file)
    assert (settings.office_name, settings.jurisdiction) == ("区督查室", "另一区")


def test_every_wrong_setting_is_reported_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "duban.toml"
    file.write_text('office_nam = "区督查室"\nsweep_at = "25:00"\n', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_settings(file)
    assert [(problem.source.line, problem.code) for problem in refused.value.problems] == [(1, "X102"), (2, "X102")]


def test_a_wrong_environment_variable_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUBAN_SWEEP_AT", "soon")
    with pytest.raises(Refused) as refused:
        read_settings()
    assert refused.value.problems[0].source.file == "DUBAN_SWEEP_AT"


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "duban.toml"
    file.write_text("office_name: 区督查室\n", encoding="utf-8")
    with pytest.raises(Refused, match="X102"):
        read_settings(file)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="X101"):
        read_settings(tmp_path / "none.toml")


def test_a_password_is_never_printed() -> None:
    settings = Settings(
        database="postgresql+psycopg://duban:hush-hush@db/duban", smtp_url="smtp://u:hush-hush@mail:587"
    )
    assert "hush" not in repr(settings)
    assert shown(settings.transport_url) == "smtp://u:***@mail:587"
    assert shown("sqlite:///duban.db") == "sqlite:///duban.db"
