"""What the serving process does by itself: close sittings whose time is over, seal the audit trail, read the gates."""

import os
import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask

from exam_server.services.audit import seal_events
from exam_server.services.delivery import close_due_sittings
from exam_server.services.work import Work
from exam_server.web.work import House, open_work

LOG = structlog.get_logger("exam.upkeep")
EVERY_SECONDS = 1.0
LAST_WORDS_SECONDS = 1.0


def start_upkeep(app: Flask, house: House) -> threading.Thread:
    """A daemon thread that never ends by an error: it's logged, and the next round tries again."""
    thread = threading.Thread(target=_run, args=(app, house), name="upkeep", daemon=True)
    thread.start()
    return thread


def _run(app: Flask, house: House) -> None:
    jobs: tuple[Callable[[Work], object], ...] = (close_due_sittings, seal_events, house.gates.look)
    while True:
        for job in jobs:
            try:
                with app.app_context(), open_work() as work:
                    job(work)
            except Exception as error:
                LOG.error("upkeep.failed", job=job.__name__, error=type(error).__name__)
        time.sleep(EVERY_SECONDS)


def end_soon() -> None:
    """After a failed flush: refuse and report for a moment, then end, so that the supervisor starts a new process.

    Nothing is tidied up on the way out: whatever is tidied would be written.
    """
    LOG.critical("flush.failed")
    threading.Timer(LAST_WORDS_SECONDS, os._exit, (os.EX_IOERR,)).start()
