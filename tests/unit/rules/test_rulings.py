"""The rulings one by one: each with a rule and days on both sides of what it decides (rulings.yaml)."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.trying.cases import run_text

RULINGS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "rulings.yaml").read_text("utf-8"))
SOURCE = {"id": "d", "file": "d.txt", "sha256": "0" * 64, "doc_no": "测办〔2026〕1号", "issued": "2000-01-01"}
SETS = {
    "offices": {"of": "agency", "where": {"eq": ["kind", "dept"]}},
    "staff": {"of": "person", "where": {"has": "x"}},
}


def pack(entry: dict[str, Any]) -> str:
    """The rules of a ruling as a pack: JSON is YAML too."""
    plain = {
        "title": "一项",
        "source": {"doc": "d", "locator": "1", "quote": "应当办理"},
        "state": "active",
        "strength": "must",
        "bearer": {"set": "offices", "role": "each"},
    }
    rules = [{"id": name, **plain, **entry[name]} for name in ("before", "rule") if name in entry]
    rules[-1]["tests"] = entry["cases"]
    return json.dumps(
        {
            "duban": "rulepack/1",
            "pack": "rulings",
            "version": "1.0.0",
            "timezone": "Asia/Shanghai",
            "calendar": "cn.workdays",
            "effective": {"from": "2000-01-01", "to": None},
            "sources": [SOURCE],
            "sets": SETS,
            "rules": rules,
        },
        ensure_ascii=False,
    )


@pytest.mark.parametrize("entry", RULINGS, ids=lambda entry: f"{entry['ruling']} {entry['says']}")
def test_a_ruling_is_kept(entry: dict[str, Any]) -> None:
    results = run_text(pack(entry), "rulings.yaml")
    assert len(results) == len(entry["cases"])
    assert [result for result in results if result.result != "passed"] == []
