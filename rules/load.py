"""Loading a rule pack (载入规则包): text in; the pack, or everything that is wrong with its writing, out.

`load` says whether a text is a rule pack at all.  Whether it is a sound one (quotes verbatim, sets that exist, limits
that make sense) is asked by `rules.checking.checks.check`.
"""

import hashlib
from pathlib import Path

from engine.nouns import RulePack
from engine.source import Problem, errors
from rules.convert import pack_of
from rules.filling import filled, text_problems
from rules.marks import Written, read_text, text_of
from rules.schema import shape_problems


def load(path: Path) -> tuple[RulePack | None, tuple[Problem, ...]]:
    """Load a pack from its file; None when it has errors, and all problems at once, in the order of the file."""
    text, problems = text_of(path)
    if problems:
        return None, tuple(problems)
    return load_text(text, str(path))


def load_text(text: str, file: str) -> tuple[RulePack | None, tuple[Problem, ...]]:
    """Load a pack from its text; `file` is what its problems are reported under."""
    written, problems = read_shape(text, file)
    if written is not None and not problems:
        problems = sorted(text_problems(written))
    if written is None or errors(problems):
        return None, tuple(problems)
    return pack_of(filled(written), hashlib.sha256(text.encode("utf-8")).hexdigest()), tuple(problems)


def read_shape(text: str, file: str) -> tuple[Written | None, list[Problem]]:
    """The values of a pack's text with their places, and all that is wrong with its YAML and its shape."""
    written, problems = read_text(text, file)
    if written is None:
        return None, problems
    return written, sorted([*problems, *shape_problems(written)])
