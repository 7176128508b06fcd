"""日志：English, one event a line, key=value, on stderr; answers for people never pass through here."""

import logging
import sys

import structlog

from duban.clock import now


def configure() -> None:
    """Let every log line go to stderr with its moment and level."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _stamp,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["at", "level", "event"], drop_missing=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _stamp(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {"at": now().isoformat(timespec="seconds"), **event}
