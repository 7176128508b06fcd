"""Photograph every screen of the console on the demonstration's database, for docs/reference/console.

python docs/screens.py 演示文件夹 [画面…]        after `duban demo --dir 演示文件夹`; needs Debian's chromium with its
words in Chinese (`apt-get install chromium chromium-l10n fonts-noto-cjk`)

With names of pictures only those are taken anew.  Which screens there are is written in shots.py, what has to happen
before some of them in staging.py, where they are photographed in studio.py.
"""

import io
import re
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page
from shots import PARTS, PRINTED, Shot
from staging import Scene, first, prepare
from studio import MARGINS, SIZES, Studio, opened, sheet

HERE = Path(__file__).resolve().parent / "reference" / "console"
LARGEST = 120_000  # bytes of a picture
TALLEST = 1600  # pixels
COLOURS = (128, 64, 32)
LAMPS = ("#b3261e", "#8a5a00", "#1f4f8b", "#6a3d9a", "#1b6e3c", "#55606b", "#066fd1", "#ffffff", "#1c2733")
"""Colours that no picture may lose, however few of its pixels have them."""


def main(folder: Path, wanted: Collection[str]) -> None:
    """Photograph everything, or the pictures of these names, and write the page that lists them."""
    HERE.mkdir(parents=True, exist_ok=True)
    with opened(folder) as studio:
        scenes = prepare(studio)
        for size in SIZES:
            for shot in (shot for part in PARTS.values() for shot in part):
                if not wanted or shot.name in wanted:
                    _photograph(studio, shot, scenes, size)
    (HERE / "README.md").write_text(_listing(), encoding="utf-8")


def _photograph(studio: Studio, shot: Shot, scenes: Mapping[str, Scene], size: str) -> None:
    scene = scenes.get(shot.name, Scene(f"{studio.address}{shot.path}"))
    if scene.pdf:
        if size == "desktop":
            _keep(sheet(scene.pdf), f"{shot.name}-print")
        return
    page = studio.seat(shot.role, size)
    _go(studio, page, shot, scene)
    page.wait_for_timeout(400)  # charts are drawn
    _keep(page.screenshot(full_page=True), f"{shot.name}-{size}")
    if shot.name in PRINTED and size == "desktop":
        _keep(sheet(page.pdf(format="A4", margin=MARGINS, prefer_css_page_size=True)), f"{shot.name}-print")


def _go(studio: Studio, page: Page, shot: Shot, scene: Scene) -> None:
    """Have a scene before the camera.  Ends the program when it is not what was expected."""
    if scene.answer:
        page.goto(f"{studio.address}/")
        page.set_content(scene.answer)
        return
    answer = page.goto(scene.address)
    if answer is None or answer.status != shot.status:
        raise SystemExit(f"{shot.name}: {scene.address} does not open: {answer and answer.status}")
    for prefix in filter(None, (shot.first, shot.then)):
        page.goto(first(studio, page, page.url.removeprefix(studio.address), prefix))


def _keep(png: bytes, name: str) -> None:
    """Keep a picture with as many colours as its size allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    for colours in COLOURS:
        out = io.BytesIO()
        _with_few(picture, colours).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    (HERE / f"{name}.png").write_bytes(out.getvalue())


def _with_few(picture: Image.Image, colours: int) -> Image.Image:
    """The picture in few colours, those of the lamps among them."""
    chosen = picture.quantize(colours - len(LAMPS)).getpalette() or []
    lamps = [int(lamp[at : at + 2], 16) for lamp in LAMPS for at in (1, 3, 5)]
    palette = Image.new("P", (1, 1))
    palette.putpalette((lamps + chosen)[: 3 * colours])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _listing() -> str:
    lines = ["<!-- 由 docs/screens.py 生成，请勿手改 -->", "", "# 办公台的画面", ""]
    lines += [
        "在演示数据上拍的（`duban demo` 之后 `python docs/screens.py demo`）。先桌面，再手机，再打印出来的第一页。",
        "",
    ]
    for part, shots in PARTS.items():
        lines += [f"## {part}", ""]
        for shot in shots:
            there = [kind for kind in (*SIZES, "print") if (HERE / f"{shot.name}-{kind}.png").exists()]
            where = re.sub(r"\?.*", "", shot.path)
            lines += [f"### {shot.title}", ""]
            lines += [f"`{shot.first + '…' if shot.first else where}`", ""] if where else []
            lines += [f"![{shot.title}，{kind}]({shot.name}-{kind}.png)" for kind in there] + [""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
