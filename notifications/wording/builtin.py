"""原文 builtin: our own templates as an office may copy them — one text, with the shared parts written in."""

import re
from importlib.resources import files

from notifications.papers import Form

_SHARED = re.compile(r'{% include "(?P<part>_\w+\.j2)" %}')
_ABOUT = re.compile(r"\A{#-.*?-#}\n")


def text_of(form: Form) -> str:
    """The template of a form as one text, without what says what it is for."""
    return whole(f"{form.value}.j2")


def whole(template: str) -> str:
    """A template with its shared parts written in: to be copied, and quicker than one that asks for its parts."""
    return _SHARED.sub(lambda found: _read(found["part"]), _read(template)) + "\n"


def _read(name: str) -> str:
    source = files("notifications").joinpath("templates", name).read_text(encoding="utf-8")
    return _ABOUT.sub("", source).rstrip("\n")
