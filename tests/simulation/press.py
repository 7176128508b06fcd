"""A press that puts down the words of a paper and no page: in most worlds nobody looks at a page.

Setting PDF and DOCX takes nine tenths of the time of a world in which papers are signed; what is on them is looked at
elsewhere, and a few worlds print them truly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from duban.services.paperwork import papers
from duban.settings import Settings
from notifications.decisions import AnyPaper
from notifications.render import dress, subject_of_letter
from notifications.wording.compose import Words, compose


@contextmanager
def quick_press() -> Iterator[None]:
    """Papers are printed by this press from now on."""
    with patch.object(papers, "printed", _printed):
        yield


def _printed(_settings: Settings, view: AnyPaper, words: Words | None = None) -> papers.Paper:
    manuscript = compose(view, words)
    text = repr(manuscript).encode()
    return papers.Paper(manuscript, dress(manuscript, subject_of_letter(view)), text, text)
