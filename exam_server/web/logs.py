"""JSON log lines without personal data: what is logged are ids, codes and counts."""

import logging
from typing import Any

import structlog


class Outlet(structlog.PrintLogger):
    """Standard output, which may be a file on a full disk: a line that can't be written costs nobody their answer."""

    def msg(self, message: str) -> None:
        try:
            super().msg(message)
        except OSError:
            return

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def _outlet(*_: Any) -> Outlet:
    return Outlet()


def configure_logs(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=_outlet,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level, logging.INFO)),
    )
