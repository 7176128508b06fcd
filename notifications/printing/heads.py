"""版头 heads: the words at the head of a page."""

from notifications.papers import Form
from notifications.wording.manuscript import Layout, Manuscript


def head_of(paper: Manuscript, letterhead: str) -> str:
    """A document says 文件 after the name, a letter and a form only who writes; a brief is called by its kind."""
    if paper.form is Form.BRIEF:
        return paper.paper
    name = paper.issuer if paper.form is Form.CLOSING else letterhead
    return f"{name}文件" if paper.layout is Layout.LETTERHEAD and not name.endswith("文件") else name
