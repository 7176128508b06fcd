"""走遍：one page of every kind that a link leads to, beginning with the first page of whoever signed in."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from fastapi.testclient import TestClient

Kind = tuple[str, frozenset[str]]
"""The pattern of an address, and the names of what it asks for."""
HREF = re.compile(r'<a [^>]*?href="([^"#]+)')
NUMBERED = re.compile(r"(?<=/)[^/]*\d[^/]*")
ELSEWHERE = ("/logout", "/static", "/docs", "/openapi")


def walked(client: TestClient, first: str) -> Iterator[tuple[str, str]]:
    """The name and the address of one page of each pattern, and of each thing it can be asked for; no files."""
    waiting, seen = deque([first]), dict[str, set[str]]()
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        if kind is None or (kind[0] in seen and kind[1] <= seen[kind[0]]):
            continue
        seen.setdefault(kind[0], set()).update(kind[1])
        answer = client.get(path)
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            continue
        yield f"{kind[0]} {' '.join(sorted(kind[1]))}".strip(), path
        waiting += (urldefrag(urljoin(path, unescape(href))).url for href in HREF.findall(answer.text))


def _kind(path: str) -> Kind | None:
    """Of which kind an address is; None when it is none of our pages."""
    parts = urlsplit(path)
    if parts.netloc or parts.path.startswith(ELSEWHERE) or PurePosixPath(parts.path).suffix:
        return None
    return NUMBERED.sub("…", parts.path), frozenset(name for name, _ in parse_qsl(parts.query))
