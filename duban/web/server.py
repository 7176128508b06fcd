"""开门：listens on an address until told to stop; the one place that knows uvicorn."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from fastapi import FastAPI

GRACE = 20  # seconds for the requests in hand

log = structlog.get_logger("duban.web")


def listen(app: FastAPI, host: str, port: int, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Answer requests until SIGTERM or SIGINT; those in hand are answered first.

    `meanwhile` is done on a thread of its own: what makes the first pages quick must not make them wait.
    """
    threading.Thread(target=meanwhile, name="meanwhile", daemon=True).start()
    log.info("listening", host=host, port=port)
    uvicorn.Server(_config(app, host, port)).run()
    log.info("closed")


@contextmanager
def beside(app: FastAPI, host: str, port: int) -> Iterator[None]:
    """Answer requests on a thread of its own while the caller works."""
    server = uvicorn.Server(_config(app, host, port))
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    log.info("listening", host=host, port=port)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(GRACE)


def _config(app: FastAPI, host: str, port: int) -> uvicorn.Config:
    """Our own log lines instead of uvicorn's, and no word about who serves."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
