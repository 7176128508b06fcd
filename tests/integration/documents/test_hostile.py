"""No file makes the reader crash, hang or swell: what cannot be read is refused by a code."""

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from hostile import HEAVY, HOSTILE, word, workbook
from printed import paragraph, printed
from sealed import pages, sealed

from documents.read import read
from engine.source import Refused
from grammar.duty import read_duties

DUTY = "各部门每季度向区政府报送一次工作进展。"
SIGNS = 60_000
REPEATED = {
    "one line": DUTY,
    "open brackets": "（",
    "closed brackets": "（）",
    "digits": "1",
    "numbered": "1.",
    "sections": "一、",
    "labels": "责任单位：",
    "commas": "、",
    "quotes": "“”《》",
    "units": "区司法局、",
    "dates": "2026年3月1日前",
    "numerals": "一千零一",
    "percents": "95%以上",
    "blanks": "各 部 门　",
}


def told(file: Path) -> str:
    """The code of the refusal, or nothing when the file was read to its duties."""
    try:
        read_duties(read(file).clauses)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("piece", REPEATED.values(), ids=REPEATED)
def test_a_text_that_repeats_itself_is_read_to_its_end(tmp_path: Path, piece: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("一、主要任务\n1." + piece * (SIGNS // len(piece)), encoding="utf-8")
    assert told(file) == ""


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 3000 + DUTY + "</div>" * 3000,
        "<table><tr><td>" * 50 + DUTY + "</td></tr></table>" * 50,
        "<table><tr>" + "<td rowspan=60000 colspan=1000>甲</td>" * 40 + "</tr></table>",
        "<table><tr><td>" + DUTY,
        "<p>" + "&#x0;" * 50 + DUTY,
    ],
    ids=["deep", "nested tables", "wide spans", "unclosed", "no such sign"],
)
def test_a_crooked_page_is_read(tmp_path: Path, page: str) -> None:
    file = tmp_path / "plan.html"
    file.write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    tracemalloc.start()
    stops = page.startswith("<div>")  # the parser leaves out what stands so deep: no word is left
    assert told(file) == ("D104" if stops else "")
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_an_entity_opens_no_file(tmp_path: Path) -> None:
    secret, file = tmp_path / "secret.txt", tmp_path / "plan.docx"
    secret.write_text("机密", encoding="utf-8")
    head = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    file.write_bytes(word("<w:p><w:r><w:t>一、任务 &x;</w:t></w:r></w:p>", head))
    assert "机密" not in read(file).text


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in HEAVY])
def test_a_file_that_tries_to_trip_its_reader_is_read_or_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE[name][0]())
    assert (told(file) or "read") in HOSTILE[name][1].split()


WHOLE: dict[str, Callable[[], bytes]] = {
    "plan.docx": lambda: word(f"<w:p><w:r><w:t>{DUTY}</w:t></w:r></w:p>" * 20),
    "plan.ofd": lambda: sealed(pages([DUTY] * 20)),
    "plan.pdf": lambda: printed([paragraph(DUTY)] * 20),
    "plan.xlsx": lambda: workbook('<row r="1"><c r="A1" t="str"><v>工作任务</v></c></row>' * 20),
}


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, name: str, cut: float, flips: list[tuple[float, int]]
) -> None:
    content = bytearray(WHOLE[name]())
    for place, value in flips:
        content[int(place * len(content))] = value
    file = tmp_path / name
    file.write_bytes(content[: 1 + int(cut * len(content))])
    assert told(file) in ("", "D104", "D105", "D106", "D108", "D109", "D111", "D112")
