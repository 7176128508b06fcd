"""走遍：one page of every kind that a link leads to, beginning with the first page of whoever signed in."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Match

Kind = tuple[str, tuple[str, ...]]
"""The pattern of an address, and the names of what it asks for."""
HREF = re.compile(r'<a [^>]*?href="([^"#]+)')
ELSEWHERE = ("/logout", "/static", "/docs", "/openapi")


def walked(client: TestClient, app: FastAPI, first: str) -> Iterator[tuple[str, str]]:
    """The name and the address of one page of each kind; what is taken away as a file is left out."""
    waiting, seen = deque([first]), set[Kind]()
    while waiting:
        path = waiting.popleft()
        kind = _kind(app, path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(path)
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            continue
        yield f"{kind[0]} {' '.join(kind[1])}".strip(), path
        waiting += (urldefrag(urljoin(path, unescape(href))).url for href in HREF.findall(answer.text))


def _kind(app: FastAPI, path: str) -> Kind | None:
    """Of which kind an address is; None when it is none of our pages."""
    parts = urlsplit(path)
    if parts.netloc or parts.path.startswith(ELSEWHERE) or PurePosixPath(parts.path).suffix:
        return None
    scope = {"type": "http", "path": parts.path, "method": "GET", "root_path": "", "headers": []}
    found = (route for route in app.routes if route.matches(scope)[0] is Match.FULL)
    route = next(found, None)
    names = tuple(sorted({name for name, _ in parse_qsl(parts.query)}))
    return None if route is None else (getattr(route, "path", parts.path), names)
