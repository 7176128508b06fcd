"""开门：listens on an address until told to stop; the one place that knows uvicorn."""

import structlog
import uvicorn
from fastapi import FastAPI

log = structlog.get_logger("duban.web")


def listen(app: FastAPI, host: str, port: int) -> None:
    """Answer requests until SIGTERM or SIGINT; those in hand are answered first."""
    log.info("listening", host=host, port=port)
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, server_header=False, date_header=True,
                timeout_graceful_shutdown=20)  # fmt: skip
    log.info("closed")
