"""Shape errors are told in Chinese, at their place, with what would be right."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.load import load_text
from rules.marks import read_text
from rules.schema import is_shaped


def test_a_sound_pack_loads_without_a_word(pack_text: str) -> None:
    pack, problems = load_text(pack_text, "x.yaml")
    assert pack is not None
    assert problems == ()


@pytest.mark.parametrize(
    ("lines", "place", "code", "said"),
    [
        ({"due": 'due: {by: "06-31"}'}, "17:13", "R103", "06-31 不是有效日期"),
        ({"due": 'due: {by: "2026-02-30"}'}, "17:13", "R103", "2026-02-30 不是有效日期"),
        ({"due": "due: {by: 2026-06-31}"}, "17:13", "R103", "2026-06-31 不是有效日期"),
        ({"due": "due: {grace: 99999d}"}, "17:16", "R103", "超出合理范围"),
        ({"due": "due: {boundry: inclusive}"}, "17:9", "R102", "是不是 boundary"),
        ({"due": "due: {grace: 5 days}"}, "17:16", "R106", "应为时长"),
        ({"due": "due: {by: 331}"}, "17:13", "R104", "要加引号"),
        ({"due": "due: {by: {text: 年底}}"}, "17:13", "R101", "缺少 candidates"),
        ({"window": "window: {every: yearly}"}, "16:19", "R106", "应为周期"),
        ({"window": "window: {every: 0y}"}, "16:19", "R103", "超出合理范围"),
        ({"state": "state: actve"}, "13:10", "R105", "是不是 active"),
        ({"strength": "id2: must"}, "10:3", "R101", "缺少 strength"),
        ({"test": "test: {delivr: {of: x}}"}, "18:10", "R102", "是不是 deliver"),
        ({"test": 'test: {count: {at_least: "2"}}'}, "18:17", "R101", "缺少 of"),
        ({"test": "test: {count: {of: x, at_least: 2}}"}, "18:35", "R104", "应为加引号的数"),
        ({"test": "test: {}"}, "18:9", "R107", "至少 1 项"),
        ({"test": "manual: {ask: 问}\n  test: {deliver: {of: x}}"}, "10:3", "R108", "只能写一个"),
        ({"bearer": "bearer: offices"}, "15:11", "R104", "应为一组"),
        ({"title": "title: 1"}, "11:10", "R104", "应为文字"),
    ],
)
def test_each_mistake_has_place_code_and_remedy(
    bent: Callable[..., str], lines: dict[str, str], place: str, code: str, said: str
) -> None:
    pack, problems = load_text(bent(**lines), "x.yaml")
    assert pack is None
    found = [p for p in problems if str(p.source) == f"x.yaml:{place}" and p.code == code]
    assert len(found) == 1, [str(p) for p in problems]
    assert said in found[0].message


@pytest.mark.parametrize("text", ["1", "[]", "a", "null", "rules: 3", "rules: [1, null]"])
def test_what_is_no_pack_at_all_is_told_so(text: str) -> None:
    pack, problems = load_text(text, "x.yaml")
    assert pack is None
    assert problems


def test_problems_come_in_the_order_of_the_file(bent: Callable[..., str]) -> None:
    _, problems = load_text(bent(title="title: 1", due="due: {by: x}", state="state: x"), "x.yaml")
    assert [p.source.line for p in problems] == [11, 13, 17]


@cache
def published_schema(shared: Path) -> jsonschema.Draft202012Validator:
    text = (shared / "rulepack" / "schema.yaml").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(yaml.load(text, Loader=yaml.CSafeLoader))


@cache
def examples(shared: Path) -> dict[str, Any]:
    written, _ = read_text((shared / "rulepack" / "examples.yaml").read_text(encoding="utf-8"), "x")
    assert written is not None
    return dict(written.value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_shape_is_that_of_the_published_schema(shared: Path, data: st.DataObject) -> None:
    """A pack with one value changed is well formed for both schemas or for neither."""
    published, text = published_schema(shared), examples(shared)
    pack = {**text, "rules": [data.draw(st.sampled_from(text["rules"]))]}
    place, key = pack["rules"][0], ""
    holder = pack["rules"]
    while isinstance(place, dict) and place:
        holder, key = place, data.draw(st.sampled_from(sorted(place)))
        place = holder[key]
    was = holder[key]
    holder[key] = data.draw(
        st.sampled_from(["active", "", "1", True, None, 3, [], {}, ["a"], {"x": 1}, "year", "03-01"])
    )
    try:
        assert is_shaped(pack) == published.is_valid(pack)
    finally:
        holder[key] = was


@pytest.mark.parametrize(
    ("figure", "hint"),
    [("60学时", "单位请另写在 unit"), ("５％", "请用半角"), ("5％", "请用半角"), ("六十", "请写阿拉伯数字")],
)
def test_a_figure_of_the_wrong_kind_is_told_how_to_be_written(bent: Callable[..., str], figure: str, hint: str) -> None:
    text = bent(test=f'test: {{sum: {{of: x, at_least: "{figure}"}}}}')
    [problem] = load_text(text, "x.yaml")[1]
    assert problem.code == "R106"
    assert hint in problem.message
