"""开门：listens on an address until told to stop, by one process or several; the one place that knows uvicorn.

Several share one listening socket, which their parent holds: whoever is free takes the next request, one that died is
begun anew, and the port is closed when all have gone.  They share nothing but the database.
"""

import logging
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from tempfile import TemporaryDirectory

import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from duban.web.health import SHARED_COUNTS
from engine.failures import reason_of
from engine.source import Refused

GRACE = 20  # seconds for the requests in hand
STARTED_WITHIN = 60  # seconds, in which a process must say that it lives: a busy machine is slow to load one
WAITING = 2048  # connections that may wait to be taken

log = structlog.get_logger("duban.web")
Opened = Callable[[], FastAPI]


def listen(opened: Opened, host: str, port: int, *, processes: int = 1) -> None:
    """Answer requests until SIGTERM or SIGINT; those in hand are answered first.

    `opened` makes the application in each process; for several it is handed over to them, so that it must be a
    function of a module with its arguments.  Raises Refused X775 when the address cannot be listened on.
    """
    with _door(host, port) as door:
        log.info("listening", host=host, port=door.getsockname()[1], processes=processes)
        with suppress(KeyboardInterrupt):  # whoever stops it by hand knows that he did
            if processes == 1:
                uvicorn.Server(_config(opened)).run([door])
            else:
                _together(opened, door, processes)
        log.info("closed")


@contextmanager
def beside(app: FastAPI, host: str, port: int) -> Iterator[None]:
    """Answer requests on a thread of its own while the caller works."""
    with _door(host, port) as door:
        server = uvicorn.Server(_config(lambda: app))
        thread = threading.Thread(target=server.run, args=([door],), name="web", daemon=True)
        thread.start()
        log.info("listening", host=host, port=port)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(GRACE)


@contextmanager
def _door(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there; it says that it is TCP, else asyncio lets every answer wait 40 ms for more of it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(WAITING)
        except OSError as error:
            reason = f"在 {host} 的 {port} 端口上听不了（{reason_of(error)}）"
            raise Refused("X775", f"{reason}；请看是否已有一个在运行，或换一个端口") from None
        yield door


def _together(opened: Opened, door: socket.socket, processes: int) -> None:
    """Have several processes answer, and begin anew what died, until told to stop."""
    told = logging.getLogger("uvicorn.error")
    told.addHandler(_Retold())
    told.setLevel(logging.INFO)
    with TemporaryDirectory(prefix="duban-counts-") as counts:
        os.environ[SHARED_COUNTS] = counts
        Multiprocess(_config(partial(_child, opened), processes), [door]).run()


def _child(opened: Opened) -> FastAPI:
    """The application in one of several processes, which ends when its parent has gone."""
    threading.Thread(target=_follow_parent, name="parent", daemon=True).start()
    app = opened()
    structlog.configure(processors=[_with_number, *structlog.get_config()["processors"]])
    log.info("process_opened")
    return app


def _with_number(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Say in a line of the log which process wrote it."""
    return {**event, "pid": os.getpid()}


def _follow_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Retold(logging.Handler):
    """What uvicorn says of its processes, as a line of our log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it."""
        log.info("processes", says=record.getMessage())


def _config(opened: Opened, processes: int = 1) -> uvicorn.Config:
    """Our own log lines instead of uvicorn's, and no word about who serves."""
    return uvicorn.Config(
        opened,
        factory=True,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        backlog=WAITING,
        workers=processes,
        timeout_worker_healthcheck=STARTED_WITHIN,
    )
