"""接着办：what somebody sent when his seat was gone, carried through the door and there to be sent again.

It stands in the form by which he signs in and nowhere else, so that it is his who sits at that browser; secrets are
left out, and files, which a page may not pick for anybody, are asked for again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile

from duban.web.forms import SECRET, typed_in
from duban.web.seat import FIELD

LONGEST = 200_000
"""Characters that are carried; what is longer is shown, to be copied."""


@dataclass(frozen=True)
class Unsent:
    """A form that was sent in vain (没送成的表单): where it went, what was in it, in which fields files were."""

    path: str
    fields: Sequence[tuple[str, str]]
    files: Sequence[str] = ()

    @property
    def typed(self) -> list[str]:
        """What was typed into it."""
        return typed_in(self.fields)

    @property
    def packed(self) -> str:
        """The same as one field of a form; nothing when it is too long to be carried."""
        packed = json.dumps([self.path, self.fields, self.files], ensure_ascii=False)
        return packed if len(packed) <= LONGEST else ""


def unsent_of(path: str, form: FormData) -> Unsent:
    """What was sent to a path, without what proves where it came from."""
    dropped = SECRET | {FIELD}
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name not in dropped]
    files = [name for name, value in form.multi_items() if isinstance(value, UploadFile)]
    return Unsent(path, fields, tuple(dict.fromkeys(files)))


def unpacked(packed: str) -> Unsent | None:
    """What was carried through the door; None when nothing was, or nothing of ours."""
    try:
        path, fields, files = json.loads(packed or "[]")
        texts: list[Any] = [path, *files, *(text for pair in fields for text in pair)]
        kept = Unsent(path, [(name, value) for name, value in fields], tuple(files))
    except (TypeError, ValueError):
        return None
    is_ours = all(isinstance(text, str) for text in texts) and path.startswith("/") and path[1:2] not in ("/", "\\")
    return kept if is_ours else None
