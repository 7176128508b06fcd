"""A real browser for stories: Debian's chromium, the sizes of its windows, and what is wrong with what it shows.

`apt-get install chromium fonts-noto-cjk`; without it these stories are skipped, except in CI.
"""

import os
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
AXE = (Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 320, "height": 740}
"""A narrow phone, or a desk at four times its size (WCAG 1.4.10)."""
DESK = {"width": 1200, "height": 800}
KNOWN = frozenset(
    {"Excel", "Word", "JSON", "SMTP", "OIDC", "HTTP", "HTTPS", "Noto", "Sans", "Serif", "duban", "daemon", "backup"}
)
"""What an office calls so itself, the fonts, and the commands that an administrator is told to give."""


@contextmanager
def launched() -> Iterator[Any]:
    """Chromium, until the stories are over."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("没有 chromium；apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def words_of_another_language(said: Iterable[str]) -> list[str]:
    """Words that are no Chinese: four letters and more, that are no number, address or name of a file."""
    words = (word for text in said for word in re.findall(r"[A-Za-z0-9._@:/+-]+", text))
    plain = (word.rstrip(".:/-") for word in words)
    return [word for word in plain if re.fullmatch(r"[A-Za-z]{4,}", word) and word not in KNOWN]


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical, with the first place of each."""
    page.evaluate(AXE)
    told = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    grave = [each for each in told["violations"] if each["impact"] in ("serious", "critical")]
    return [f"{each['id']} ×{len(each['nodes'])}: {each['nodes'][0]['html'][:160]}" for each in grave]
