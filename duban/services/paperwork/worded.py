"""用词：how papers are worded now — by the office's own templates, run in a cell, where it has any."""

from collections.abc import Mapping
from functools import lru_cache

from notifications.papers import Form
from notifications.wording.compose import Words
from notifications.wording.plain import Plain
from notifications.wording.warden import Warden
from store import wordings
from store.session import Session


@lru_cache(maxsize=1)
def warden() -> Warden:
    """The keeper of the cell in which the office's templates run; one a process, started when first asked."""
    return Warden()


def words_of(session: Session) -> Words | None:
    """The office's own words; None where it has none, so that ours stand."""
    own = wordings.in_force(session)
    return worded({Form(form): wording.text for form, wording in own.items()}) if own else None


def worded(texts: Mapping[Form, str]) -> Words:
    """The words that templates make, each of the form it is for."""

    def words(form: Form, values: Mapping[str, Plain]) -> str | None:
        return warden().render(form, texts[form], values) if form in texts else None

    return words
