"""No text, however broken, raises anything: an author's mistake is a value."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.source import errors
from rules.checking.checks import check_text
from rules.load import load_text

pieces = st.sampled_from(
    [
        "\n",
        "  ",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        '"',
        "null",
        "0.5",
        "03-01",
        "年",
        "k_of",
        "every",
        "end",
        "{}",
        "[]",
        "%",
        "2026-02-30",
    ]
)


@st.composite
def broken(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(pieces) + text[at + draw(st.integers(0, 12)) :]
    return text


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_broken_pack_gives_problems_inside_the_file(pack_text: str, data: st.DataObject) -> None:
    text = data.draw(broken(pack_text))
    pack, problems = load_text(text, "x.yaml")
    assert (pack is None) == bool(errors(problems))
    lines = text.count("\n") + 2
    for problem in check_text(text, "x.yaml"):
        assert problem.source.file == "x.yaml"
        assert 0 <= problem.source.line <= lines
        assert problem.message
