"""门前：what every request passes through — headers that bind a page to this host, a limit to what is sent, a log line.

The log names the route, never the path: a receipt link is a key, and keys do not belong in logs.
"""

from collections.abc import Callable
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from duban.web.mistakes import TooMuch, broken

LARGEST = 60 * 1024 * 1024
"""Bytes that one request may carry; an upload may be fifty megabytes, and a form around it."""
BEGINNING = 64 * 1024
"""Bytes that are kept of what is broken off: in a form the words come before the files."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT_A_DAY = "public, max-age=86400"
NEVER_KEPT = "no-store"


class Front:
    """The outermost layer: every answer leaves through here, those of failures too."""

    def __init__(self, app: ASGIApp, counts: CollectorRegistry, running: Callable[[], float]) -> None:
        self._app = app
        self._running = running
        self._log = structlog.get_logger("duban.web").bind()
        names = ("method", "route", "status")
        self._answered = Counter("duban_web_requests", "Requests answered.", names, registry=counts)
        self._took = Histogram("duban_web_seconds", "Seconds a request took.", ("route",), registry=counts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, seen = self._running(), {"status": 0}

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                _dress(message, is_static=scope["path"].startswith("/static/"))
            await send(message)

        try:
            await self._app(scope, limited(receive), dressed)
        except Exception as raised:
            if seen["status"]:
                raise
            await broken(Request(scope), raised)(scope, receive, dressed)
        finally:
            self._note(scope, seen["status"], self._running() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """One line of the log and one count for a request."""
        route = route_of(scope)
        self._answered.labels(scope["method"], route, str(status)).inc()
        self._took.labels(route).observe(seconds)
        self._log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def route_of(scope: Scope) -> str:
    """The pattern that a request matched, such as /r/{token}; what matched none has no name."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", "unknown"))


def limited(receive: Receive) -> Receive:
    """The same requests, broken off when more is sent than may be."""
    taken, begun = 0, bytearray()

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        body = message.get("body", b"")
        taken += len(body)
        begun.extend(body[: BEGINNING - len(begun)])
        if taken > LARGEST:
            raise TooMuch(bytes(begun))
        return message

    return counted


def _dress(message: Message, *, is_static: bool) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)  # a page that shows a letter brings a policy of its own
    headers["Cache-Control"] = KEPT_A_DAY if is_static else NEVER_KEPT
