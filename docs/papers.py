"""The reference page of formal papers, from the code itself; run as a program it also draws their pages.

`python docs/papers.py [FONT FOLDER]` draws docs/reference/papers/*.png and notes beside them which words they show; a
test of the house holds that the words are still those.  Pictures differ with the fonts at hand: draw them with Fandol.
"""

import hashlib
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from notifications.decisions import PAPER_NAMES, VIEWS
from notifications.papers import DigestView, Form
from notifications.printing.fonts import typecase
from notifications.printing.pdf import press_for
from notifications.render import render_digest, render_letter
from notifications.wording.compose import compose, compose_digest
from notifications.wording.fields import terms
from notifications.wording.manuscript import Layout, Manuscript, layout_of
from notifications.wording.samples import LETTERHEAD, REMINDER, SAMPLES

PICTURES = Path(__file__).resolve().parent / "reference" / "papers"
WORDS = PICTURES / "words.txt"
LAYOUT_ZH = {Layout.LETTERHEAD: "文件格式", Layout.LETTER: "信函格式", Layout.SLIP: "单", Layout.BRIEF: "专报格式"}
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]


def manuscript(form: Form) -> Manuscript:
    """The invented case for a form, on paper."""
    return compose_digest(REMINDER) if form is Form.DIGEST else compose(SAMPLES[form])


def words_shown() -> str:
    """Which words the pictures should show: a digest for each paper."""
    said = ((form.value, str(manuscript(form))) for form in Form)
    return "".join(f"{name} {hashlib.sha256(text.encode()).hexdigest()}\n" for name, text in said)


def page(table: Table) -> str:
    """What each paper looks like, says, and is filled from."""
    parts = [
        (
            "# 公文\n\n版面依《党政机关公文格式》（GB/T 9704—2012）：通报、整改通知、复核决定用文件格式，"
            "催办、约谈、批复等用信函格式，交办单、督办通知单、送达回证是表；"
            "专报用简报的样子，排得下时只占一面。各例均为虚构；图用 Fandol 字体画成。\n\n"
            "怎样得到一份公文、改措辞、装字体：[公文](../how-to/papers.md)、[措辞](../how-to/templates.md)、"
            "[字体](../how-to/fonts.md)。\n"
        )
    ]
    for form in Form:
        pictures = sorted(PICTURES.glob(f"{form.value}-*.png"))
        shown = "\n".join(
            f"![{PAPER_NAMES[form]}第{place}面](papers/{one.name})" for place, one in enumerate(pictures, 1)
        )
        parts.append(
            f"## {PAPER_NAMES[form]} `{form.value}`\n\n版面：{LAYOUT_ZH[layout_of(form)]}。栏目：\n\n"
            f"{table(('栏目', '意思', '必填'), _fields(form))}\n\n{shown}\n\n邮件正文：\n\n"
            f"```text\n{_mailed(form).rstrip()}\n```\n"
        )
    return "\n".join(parts)


def _mailed(form: Form) -> str:
    return (render_digest(REMINDER) if form is Form.DIGEST else render_letter(SAMPLES[form])).text


def _fields(form: Form) -> list[tuple[str, ...]]:
    view: Any = VIEWS.get(form, DigestView)
    return [(f"`{one.name}`", one.chinese, "是" if one.required else "") for one in terms(view)]


def draw(folders: list[Path]) -> None:
    """Draw every page in few colours, and note the words shown."""
    press = press_for(typecase(folders))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for form in Form:
        for place, drawn in enumerate(press.png(manuscript(form), LETTERHEAD, ppi=84), 1):
            picture = Image.open(BytesIO(drawn)).convert("RGB").quantize(24)
            picture.save(PICTURES / f"{form.value}-{place}.png", optimize=True)
    WORDS.write_text(words_shown(), encoding="utf-8")


if __name__ == "__main__":
    draw([Path(folder) for folder in sys.argv[1:]])
