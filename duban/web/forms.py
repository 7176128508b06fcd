"""表单：a form as a browser sends it, read into what the counter understands."""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from duban.services.casefile.feedback import KeptAside
from duban.services.casefile.intake import Proof, Upload
from duban.services.counter.deeds import Filled
from duban.web.seat import written_day
from engine.source import Refused

SAID = ("reason", "text", "to", "doc", "of", "value", "against", "kind", "quantity", "unit")
UNTYPED = frozenset({"csrf", "deed", "seen", "unit", "kind", "known", "task", "key", "called", "query", "draft"})
SECRET = frozenset({"secret", "old", "new", "again"})
LONGEST_NUMBER = 18  # digits
FIGURE = "figure."
"""How the field of a figure begins; the kind of fact that says it comes after."""


def filled_in(form: FormData) -> Filled:
    """The form of a deed."""
    seen = text_in(form, "seen")
    return Filled(
        deed=text_in(form, "deed"),
        **{name: text_in(form, name) for name in SAID},
        granted=text_in(form, "granted") == "yes",
        day=written_day(text_in(form, "day")),
        figures={name.removeprefix(FIGURE): text_in(form, name) for name in form if name.startswith(FIGURE)},
        recipients=tuple(str(each) for each in form.getlist("recipient")),
        answer_by=written_day(text_in(form, "answer_by")),
        proof=proof_in(form),
        seen=int(seen) if seen.isdecimal() and len(seen) <= LONGEST_NUMBER else None,
        key=text_in(form, "key") or None,
        draft=text_in(form, "draft"),
    )


def as_kept(filled: Filled, refused: Refused) -> Filled:
    """The form to show again: with the draft under which what came with it was kept, if it was."""
    return replace(filled, draft=refused.draft) if isinstance(refused, KeptAside) else filled


def typed_in(fields: Iterable[tuple[str, str | UploadFile]]) -> list[str]:
    """What somebody typed, field by field: nothing that the form itself put there, and no secret."""
    given = [(name, value.strip()) for name, value in fields if isinstance(value, str)]
    return [value for name, value in given if value and name not in UNTYPED | SECRET]


async def form_begun(headers: Headers, begun: bytes) -> FormData:
    """The fields that came whole before a form was broken off."""
    edge = parse_options_header(headers.get("content-type", ""))[1].get(b"boundary", b"")
    whole, end, _ = begun.rpartition(b"\r\n--" + edge)

    async def once() -> AsyncGenerator[bytes, None]:
        yield whole + end + b"--\r\n"

    try:
        return await MultiPartParser(headers, once()).parse() if edge and end else FormData()
    except MultiPartException:
        return FormData()


def proof_in(form: FormData) -> Proof:
    """The files, links and document numbers of a form, and the evidence on file that was ticked."""
    uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    return Proof(
        files=tuple(Upload(each.filename or "", each.file) for each in uploads),
        links=_lines(form, "links"),
        numbers=_lines(form, "numbers"),
        known=tuple(str(each) for each in form.getlist("known")),
    )


def text_in(form: FormData, name: str) -> str:
    """What was written in a field; nothing when it holds a file or is not there."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _lines(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text_in(form, name).splitlines() if line.strip())
