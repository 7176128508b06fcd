"""A new version of a pack: what it shows before it acts, who must approve, and what becomes of each duty."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from duban.services.casefile import facts
from duban.services.plans import pack_diff, packs
from engine.nouns import NoticeState, Standing, TaskState
from engine.source import Refused
from store import events, notices, obligations, tasks
from store.session import reading
from tests.acceptance.conftest import PACK

CHANGE, SEEN = date(2026, 7, 1), date(2026, 7, 2)
EFFECTIVE = 'effective: {from: "2026-01-01", to: null}'


def version(number: int, *changes: tuple[str, str], since: date | None = CHANGE) -> str:
    """The pack of the office in another version, with some of its words changed."""
    text = PACK.replace("version: 1.0.0", f"version: {number}.0.0")
    text = text.replace(EFFECTIVE, f'effective: {{from: "{since}", to: null}}' if since else "")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return text


THREE = ('at_least: "2"', 'at_least: "3"')
HALVES = ("window: {every: year}\n  test: {count", "window: {every: half}\n  test: {count")
NO_LECTURE = (
    "state: active\n  strength: must\n  bearer: {set: depts, role: each}\n  window: {every: year}\n  test",
    "state: repealed\n  strength: must\n  bearer: {set: depts, role: each}\n  window: {every: year}\n  test",
)


def lectures(house: Any, label: str = "2026", agency: str = "区司法局") -> Any:
    with reading(house.database, house.settings.jurisdiction) as session:
        found = obligations.find(session, rule="lecture", text=agency)
        return next(each for each in found if each.obligation.window.label == label)


def lecture(house: Any, day: str, agency: str = "区司法局") -> None:
    cells, on = {"kind": "lecture.law", "agency": agency, "day": day}, date.fromisoformat(day)
    facts.add(house.database, house.settings, cells, by="督办甲", on=on, now=house.at(on))


def log(house: Any, kind: str) -> list[Any]:
    with reading(house.database, house.settings.jurisdiction) as session:
        return [event for event in events.since(session) if event.kind == kind]


def way(name: str) -> tuple[str, str]:
    return ("window: {every: year}\n  test: {count", f"on_amend: {name}\n  window: {{every: year}}\n  test: {{count")


def test_the_running_year_keeps_its_quota_and_the_next_takes_the_new_one(house: Any) -> None:
    key = lectures(house, "2027").obligation.key
    done = house.publish(version(2, THREE), on=SEEN)
    assert house.explain(lectures(house).obligation.key, SEEN)["test"]["need"] == 2
    assert lectures(house, "2027").obligation.key == key  # frozen anew under the same key
    assert house.explain(key, date(2027, 2, 1))["test"]["need"] == 3
    assert done.difference.counts()["flipped"] == 0
    assert key in {event.subject for event in log(house, "obligation.rebase")}


def test_a_quota_is_split_by_days_everywhere_alike(house: Any) -> None:
    house.publish(version(2, ('at_least: "2"', 'at_least: "4"'), way("split")), on=SEEN)
    key = lectures(house).obligation.key
    for day in ("2026-03-03", "2026-08-03", "2026-09-01"):
        lecture(house, day)
    house.sweep(date(2027, 1, 4))
    told = house.explain(key, date(2027, 1, 4))
    assert told["test"]["need"] == str(Fraction(2 * 181 + 4 * 184, 365))
    assert (told["verdict"], lectures(house).standing) == ("BREACHED", Standing.BREACHED)
    assert "AMENDED_SPLIT" in told["because"]
    assert told["course"]["versions"] == [{"since": CHANGE, "pack": "cn.test.district@2.0.0"}]


def test_the_strictest_counts_everywhere_alike(house: Any) -> None:
    house.publish(version(2, THREE, way("strictest")), on=SEEN)
    for day in ("2026-03-03", "2026-08-03"):
        lecture(house, day)
    house.sweep(date(2027, 1, 4))
    told = house.explain(lectures(house).obligation.key, date(2027, 1, 4))
    assert (told["verdict"], lectures(house).standing, told["test"]["need"]) == ("BREACHED", Standing.BREACHED, 3)


def test_another_cadence_supersedes_and_names_what_goes_on(house: Any) -> None:
    house.sweep(date(2026, 6, 30))
    old = lectures(house).obligation.key
    done = house.publish(version(2, HALVES), on=SEEN)
    told = house.explain(old, SEEN)
    heir = lectures(house, "2026H2").obligation.key
    assert (told["verdict"], told["because"], told["since"]) == ("SUPERSEDED", ["SUPERSEDED"], "2026-07-01")
    assert told["course"] == {"ended": CHANGE, "successor": heir}
    assert "规则已修订" in told["zh"]
    assert house.explain(heir, SEEN)["verdict"] == "OPEN"
    assert {change.obligation for change in done.difference.flips} >= {old}
    with reading(house.database, house.settings.jurisdiction) as session:
        (task,) = tasks.of_obligations(session, [old])[old]
        assert task.state is TaskState.CANCELLED
    lecture(house, "2026-08-03")  # what has been superseded takes no facts from what goes on
    assert house.explain(heir, date(2026, 8, 3))["test"]["have"]["lo"] == 1


def test_what_ends_on_a_later_day_is_judged_until_then_and_called_off_by_the_sweep(house: Any) -> None:
    later = date(2026, 9, 1)
    key = lectures(house).obligation.key
    house.publish(version(2, HALVES, since=later), on=SEEN)
    house.sweep(SEEN)
    assert (lectures(house).standing, lectures(house).next_look) == (Standing.OPEN, later)
    house.sweep(later)
    assert lectures(house).standing is Standing.SUPERSEDED
    with reading(house.database, house.settings.jurisdiction) as session:
        (task,) = tasks.of_obligations(session, [key])[key]
    assert task.state is TaskState.CANCELLED
    assert "task.cancel" in [event.kind for event in log(house, "task.cancel") if event.subject == task.key]


def test_a_breach_and_what_was_met_are_not_touched(house: Any) -> None:
    for day in ("2026-02-03", "2026-03-03"):
        lecture(house, day)
    house.sweep(SEEN)
    met = lectures(house).obligation.key
    late = [row["key"] for row in house.tasks(SEEN, "区司法局")]
    later = ('{by: "03-01", boundary: inclusive}', '{by: "12-01", boundary: inclusive}')
    house.publish(version(2, THREE, later, since=date(2026, 1, 1)), on=SEEN)
    house.sweep(SEEN)
    assert house.explain(met, SEEN)["verdict"] == "MET"
    assert [house.explain(key, SEEN)["verdict"] for key in late][:1] == ["BREACHED"]


def test_a_backdated_version_lists_the_notices_that_rest_on_the_old_text(house: Any) -> None:
    reminded = date(2026, 2, 6)
    house.sweep(reminded)
    house.send(reminded)
    sooner = ('{by: "03-01", boundary: inclusive}', '{by: "01-31", boundary: inclusive}')
    done = house.publish(version(2, sooner, since=date(2026, 1, 1)), on=date(2026, 2, 9))
    with reading(house.database, house.settings.jurisdiction) as session:
        sent = [each.key for each in notices.find(session) if each.said_on is not None]
        kept = {each.key: each.state for each in notices.find(session)}
    assert sent
    assert sorted(each.key for each in done.difference.spoken) == sorted(sent)
    assert sorted(event.subject for event in log(house, "notice.superseded_text")) == sorted(sent)
    assert all(kept[key] is NoticeState.BUNDLED for key in sent)  # listed, not deleted
    assert "依据旧文本已发出的通知" in done.difference.told
    flips = {(change.was, change.now) for change in done.difference.flips}
    assert flips == {(Standing.OPEN, Standing.BREACHED)}


class TestTheSecondPerson:
    def test_is_needed_when_verdicts_flip(self, house: Any) -> None:
        with pytest.raises(Refused, match="R405"):
            house.publish(version(2, HALVES), on=SEEN, approved_by=None)
        with pytest.raises(Refused, match="R404"):
            house.publish(version(2, HALVES), on=SEEN, approved_by="督办甲 ")
        assert log(house, "pack.amend") == []
        house.publish(version(2, HALVES), on=SEEN, approved_by="领导丁")
        assert log(house, "pack.publish")[-1].payload["approved_by"] == "领导丁"

    def test_is_not_needed_when_none_does(self, sqlite_house: Any) -> None:
        assert sqlite_house.publish(version(2, THREE), on=SEEN, approved_by=None).new

    def test_may_be_waived_by_an_office_of_one_and_the_log_says_so(self, sqlite_house: Any) -> None:
        alone = sqlite_house.settings.model_copy(update={"second_person": False})
        file = sqlite_house.folder / "pack.yaml"
        file.write_text(version(2, HALVES), encoding="utf-8")
        packs.publish(sqlite_house.database, alone, file, by="甲", on=SEEN, now=sqlite_house.at(SEEN))
        assert log(sqlite_house, "pack.publish")[-1].payload["waived"] == "second_person = false"


def test_a_trend_looks_back_over_the_change(sqlite_house: Any) -> None:
    house, rising = sqlite_house, "test: {trend: {of: cases.closed, direction: up, versus: previous_window}}"
    trend = ('test: {count: {of: lecture.law, unit: 期, at_least: "2"}}', rising)
    half = ("window: {every: year}\n  test", "window: {every: half}\n  test")
    house.publish(version(2, half, trend, since=date(2026, 1, 1)), on=date(2026, 1, 6))
    house.publish(version(3, half, trend, since=CHANGE), on=SEEN)
    for day, figure in (("2026-06-30", "10"), ("2026-12-30", "8")):
        cells = {"kind": "cases.closed", "agency": "区司法局", "day": day, "quantity": figure}
        on = date.fromisoformat(day)
        facts.add(house.database, house.settings, cells, by="督办甲", on=on, now=house.at(on))
    # the second half is the first of version 3, but not the first of the rule (ruling 82)
    told = house.explain(lectures(house, "2026H2").obligation.key, date(2027, 1, 4))
    assert (told["verdict"], told["because"][-1]) == ("BREACHED", "TREND_MISSED")


def test_looking_first_writes_nothing(sqlite_house: Any) -> None:
    house, file = sqlite_house, sqlite_house.folder / "next.yaml"
    file.write_text(version(2, HALVES), encoding="utf-8")
    before = len(log(house, "pack.publish"))
    shown = packs.preview(house.database, house.settings, file, on=SEEN)
    assert shown is not None
    assert shown.counts()["superseded"] == 4
    assert len(log(house, "pack.publish")) == before
    assert packs.preview(house.database, house.settings, house.folder / "pack.yaml", on=SEEN) is None


def test_two_files_are_compared_by_what_they_lay_on_the_register(unpublished_house: Any) -> None:
    house = unpublished_house
    for name, text in (("a.yaml", PACK), ("b.yaml", version(2, NO_LECTURE))):
        (house.folder / name).write_text(text, encoding="utf-8")
    found = pack_diff.effect(
        house.database, house.settings, str(house.folder / "a.yaml"), str(house.folder / "b.yaml"), _no_office, on=SEEN
    )
    assert {change.matter for change in found.flips} == {"举办两期以上法治专题讲座"}
    assert found.counts()["superseded"] == 4


def _no_office() -> Any:
    raise AssertionError("files need no published pack")


Typed = Callable[..., Any]


def test_the_commands_say_it_all(sqlite_house: Any, duban: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    house = sqlite_house
    monkeypatch.setenv("DUBAN_DATABASE", house.settings.database_url)
    monkeypatch.setenv("DUBAN_JURISDICTION", house.settings.jurisdiction)
    (house.folder / "v1.yaml").write_text(PACK, encoding="utf-8")
    (house.folder / "v2.yaml").write_text(version(2, HALVES), encoding="utf-8")
    plain = duban(house.folder, "pack", "diff", "v1.yaml", "v2.yaml", "--json")
    assert json.loads(plain.stdout)["changed"] == [{"id": "lecture", "fields": ["window"]}]
    words = ("pack", "diff", "cn.test.district", "v2.yaml", "--as-of", "2026-07-02")
    effect = json.loads(duban(house.folder, *words, "--json").stdout)["effect"]
    assert effect["obligations"]["superseded"] == 4
    listed = duban(house.folder, *words, "--csv").stdout.splitlines()
    assert listed[0] == "单位,事项,周期,变化,原判定,新判定,接续,编号"
    assert len(listed) == len(effect["changes"]) + 1
    publish = ("pack", "publish", "v2.yaml", "--on", "2026-07-02")
    dry = duban(house.folder, *publish, "--dry-run")
    assert "不再办理 4 件" in dry.stdout
    assert "没有发布" in dry.stdout
    refused = duban(house.folder, *publish)
    assert (refused.returncode, refused.stderr.split()[0]) == (1, "R405")
    done = duban(house.folder, *publish, "--approved-by", "领导丁", "--json")
    assert json.loads(done.stdout)["difference"]["changes"] == effect["changes"]


def test_the_commands_for_agencies(sqlite_house: Any, duban: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    house: Any = sqlite_house
    folder: Path = house.folder
    monkeypatch.setenv("DUBAN_DATABASE", house.settings.database_url)
    monkeypatch.setenv("DUBAN_JURISDICTION", house.settings.jurisdiction)
    doc = ("--doc", "示编发〔2026〕3号", "--on", "2026-06-02")
    named = duban(folder, "agencies", "rename", "区司法局", "区法治局", *doc, "--from", "2026-06-01")
    assert "此后的文书用新名称" in named.stdout
    moved = duban(folder, "agencies", "transfer", "区教育局", "区法治局", "--rule", "lecture", *doc, "--json")
    assert json.loads(moved.stdout)["handed_over"] == 2
    wrong = duban(folder, "agencies", "split", "区法治局", "--into", "区政府办公室", "--rule", "lecture", *doc)
    assert wrong.returncode == 2
    split = duban(folder, "agencies", "split", "区法治局", "--into", "区政府办公室", *doc)
    assert "单位组 各部门 一并承接" in split.stdout
    merged = duban(folder, "agencies", "merge", "区教育局", "--into", "区政府办公室", *doc)
    assert "区教育局 → 区政府办公室，自 2026-06-02 起合并" in merged.stdout
    history = json.loads(duban(folder, "agencies", "history", "区政府办公室", "--json").stdout)
    assert [each["kind"] for each in history["changes"]] == ["split", "merge"]
