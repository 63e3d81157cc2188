"""Logging: one line an event, each with the id of the request it belongs to.

Nothing here or anywhere else logs a message's text, a request's body or a token.
"""

from __future__ import annotations

import logging
import sys
import time
from contextvars import ContextVar
from typing import Final, TextIO

request_id: Final[ContextVar[str]] = ContextVar("request_id", default="-")
"""The id of the request that the current task works for; tasks inherit it from their maker."""

_FORMAT: Final = "%(asctime)s %(levelname)-7s [%(request_id)s] %(name)s: %(message)s"


class RequestIdFilter(logging.Filter):
    """Gives every record the ``request_id`` of the task that logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Adds the attribute; lets every record through."""
        record.request_id = request_id.get()
        return True


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Sends all logs to one stream, in one form.

    Args:
        level: The least severe level to show, such as ``info``.
        stream: Standard error by default.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    formatter = logging.Formatter(_FORMAT)
    formatter.converter = time.gmtime
    formatter.default_time_format = "%Y-%m-%dT%H:%M:%S"
    formatter.default_msec_format = "%s.%03dZ"
    handler.setFormatter(formatter)
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("chatkit_server", "stores", "widgets"):
        logging.getLogger(name).setLevel(level.upper())
