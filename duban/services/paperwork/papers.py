"""公文：papers on paper — PDF and DOCX of a view, attached to what a person releases and kept as files beside it.

`made` is how any service gets a paper: a form and its fields in, its files out; what is missing is said in Chinese.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Engine

from duban.services.paperwork import views
from duban.services.paperwork.worded import words_of
from duban.settings import Settings
from engine.nouns import Letter
from engine.source import Problem, Refused, Source
from notifications.decisions import VIEWS, AnyPaper
from notifications.official import Attachment, taken_apart
from notifications.papers import Form
from notifications.printing.faces import FACE_ZH, Face
from notifications.render import Rendered, dress, render_letter, subject_of_letter
from notifications.wording.compose import Words, compose
from notifications.wording.fields import read_fields, terms
from notifications.wording.manuscript import Manuscript
from store import letters
from store.session import reading

if TYPE_CHECKING:
    from notifications.printing.fonts import Typecase

log = structlog.get_logger()
PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FACES = {**{chinese: face for face, chinese in FACE_ZH.items()}, "仿宋": Face.FANG}


@dataclass(frozen=True)
class Paper:
    """A paper as it goes out (公文): the words of its mail, the page, and the file to go on editing."""

    manuscript: Manuscript
    rendered: Rendered
    pdf: bytes
    docx: bytes

    @property
    def name(self) -> str:
        """What its files are called, without suffix: 督催〔2026〕7号 催办通知书."""
        said = f"{self.manuscript.number} {self.manuscript.paper}".strip()
        return f"{said}（草稿）" if self.manuscript.draft else said

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files as a mail carries them."""
        return (
            Attachment(f"{self.name}.pdf", self.pdf, PDF_TYPE),
            Attachment(f"{self.name}.docx", self.docx, DOCX_TYPE),
        )


def made(
    settings: Settings, form: Form, given: Mapping[str, object], words: Words | None = None, file: str = ""
) -> Paper:
    """A paper of a form from its fields; the office need not be named, it is that of the settings.

    Raises Refused N500 with every field that is missing or wrong, N701 to N703 when it cannot be printed.
    """
    return printed(settings, view_of(settings, form, given, file), words)


def view_of(settings: Settings, form: Form, given: Mapping[str, object], file: str = "") -> AnyPaper:
    """What a paper of a form says, from its fields.  Raises Refused N500 as `made` does."""
    view, problems = read_fields(form, {"office": views.office_view(settings), **given}, file)
    if view is None:
        raise Refused("N500", "公文的栏目不全或有误；请按提示逐条补正", problems)
    return view


def fields_of(form: Form) -> list[dict[str, object]]:
    """The fields of a form: what each is called, and whether it must be given."""
    view: Any = VIEWS[form]
    own = [term for term in terms(view) if term.name != "office"]
    return [{"name": one.name, "chinese": one.chinese, "required": "是" if one.required else ""} for one in own]


def made_from(database: Engine, settings: Settings, form: Form, file: Path) -> Paper:
    """A paper of a form from a JSON file of its fields, in the words that the office has for it.

    Raises Refused N500 with every field that is missing or wrong, N505 when the file cannot be read.
    """
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as mistake:
        raise Refused("N505", f"{file} 读不出来（{mistake}）；请写成 UTF-8 的 JSON 文件") from None
    if not isinstance(given, dict):
        raise Refused("N505", f"{file} 应是一个 JSON 对象，键是栏目名；请对照这种公文的栏目改正")
    with reading(database, settings.jurisdiction) as session:
        return made(settings, form, given, words_of(session), str(file))


def export(database: Engine, settings: Settings, folder: Path | None = None) -> list[Path]:
    """Write the files of every released paper anew, out of the frozen bytes of their letters."""
    with reading(database, settings.jurisdiction) as session:
        formal = [letter for letter in letters.find(session) if letter.kind == "formal"]
    files = {one.name: one for letter in formal for one in carried(letter)}
    return put_down(folder or settings.papers_folder, files.values())


def printed(settings: Settings, view: AnyPaper, words: Words | None = None) -> Paper:
    """A paper of a view.  Raises Refused N701 to N703 when it cannot be printed."""
    from notifications.printing.docx import docx  # most commands print nothing, and a press takes a second to set up
    from notifications.printing.pdf import press_for

    manuscript = compose(view, words)
    letterhead = settings.letterhead or settings.office_name
    return Paper(
        manuscript,
        dress(manuscript, subject_of_letter(view)),
        press_for(fonts_of(settings)).pdf(manuscript, letterhead),
        docx(manuscript, letterhead, docx_fonts(settings)),
    )


def as_sent(
    settings: Settings, view: AnyPaper, words: Words | None, *, by_a_person: bool
) -> tuple[Rendered, tuple[Attachment, ...]]:
    """A paper as its mail says it, and its files if a person released it.

    What goes by itself goes in thousands and is a mail only; its page is printed when somebody asks for it.
    Raises Refused N701 to N703 when it cannot be printed.
    """
    if not by_a_person:
        return render_letter(view, words), ()
    paper = printed(settings, view, words)
    return paper.rendered, paper.attachments


def composed(view: AnyPaper, words: Words | None = None) -> Rendered:
    """A paper as its mail says it; no font is needed for that."""
    return render_letter(view, words)


def fonts_of(settings: Settings) -> "Typecase":
    """The fonts of this installation.  Raises Refused N701 when none of them shows Chinese."""
    from notifications.printing.fonts import typecase

    return typecase(settings.font_folders)


def docx_fonts(settings: Settings) -> dict[str, str]:
    """The names that the office gives its fonts.  Raises Refused X102 for a use that is none."""
    found: dict[str, str] = {}
    for each in filter(str.strip, settings.docx_fonts.replace("；", ";").split(";")):
        use, _, name = (part.strip() for part in each.partition("="))
        if use not in _FACES or not name:
            problem = Problem(Source("DUBAN_DOCX_FONTS"), "X102", f"docx_fonts：“{each}”应写成“{_USUAL}”这样，请改正")
            raise Refused("X102", "设置有误；请按提示逐条改正", [problem])
        found[_FACES[use]] = name
    return found


_USUAL = "小标宋=方正小标宋简体"


def put_down(folder: Path, files: Iterable[Attachment]) -> list[Path]:
    """Write files into a folder, which is made if need be; answer their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in files:
        path = folder / one.name.replace("/", "／")
        path.write_bytes(one.content)
        written.append(path)
    return written


def keep(settings: Settings, posted: Iterable[Letter]) -> list[Path]:
    """Write what letters carry into the folder of papers, each file once, out of their frozen bytes."""
    files = {one.name: one for letter in posted for one in carried(letter)}
    try:
        return put_down(settings.papers_folder, files.values())
    except OSError as failed:  # the letter has gone out by now; `duban papers export` writes them later
        log.warning("papers not kept", folder=str(settings.papers_folder), error=str(failed))
        return []


def carried(letter: Letter) -> tuple[Attachment, ...]:
    """The files that a letter carries, out of its frozen bytes."""
    _, files = taken_apart(letter.mime)
    return files


def as_draft(view: AnyPaper) -> AnyPaper:
    """The same paper before anybody signed it."""
    return replace(view, draft=True)
