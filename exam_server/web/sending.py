"""Notices leave the outbox: a beat of the serving process that takes up, posts and settles one after another."""

import time
from collections.abc import Callable
from typing import Protocol

import structlog
from flask import Flask, url_for

from exam_server.core.mailing import Letter
from exam_server.core.notices import Posted, wait_after
from exam_server.language import say
from exam_server.services.outbox import Post, claim_next, settle_notice
from exam_server.services.posting_apart import Postman
from exam_server.settings import Settings
from exam_server.web.work import open_work

LOG = structlog.get_logger("exam.notices")
LOOK_EVERY_SECONDS = 5.0
MOST_IN_A_ROUND = 200


class Poster(Protocol):
    """Who hands letters over."""

    def post(self, letter: Letter) -> Posted: ...


class NoticeSender:
    """Looks every few seconds; where the mail server itself is the trouble, less and less often.

    It has a thread of its own, and no transaction is open while a letter is on its way.
    """

    def __init__(self, app: Flask, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._settings, self._clock = app, settings, clock
        self._next_look = clock()
        self._failures = 0

    def __call__(self) -> None:
        server = self._settings.mail
        if server is None or self._clock() < self._next_look:
            return
        self._next_look = self._clock() + LOOK_EVERY_SECONDS
        with Postman(server) as postman:
            self.send(postman)

    def send(self, postman: Poster) -> int:
        """Send what is due; gives how many letters the server took."""
        sent = 0
        for _ in range(MOST_IN_A_ROUND):
            posted = self._send_one(postman)
            if posted is None:
                break
            if posted.is_servers:
                self._failures += 1
                self._next_look = self._clock() + wait_after(self._failures).total_seconds()
                break
            self._failures = 0
            sent += posted.step is None
        return sent

    def _send_one(self, postman: Poster) -> Posted | None:
        with self._app.app_context(), open_work() as work:
            letter = claim_next(work, self._post())
        if letter is None:
            return None
        posted = postman.post(letter)
        with self._app.app_context(), open_work() as work:
            settle_notice(work, letter.id, posted)
        LOG.info("notice.posted", notice=str(letter.id), step=posted.step or "taken", code=posted.code)
        return posted

    def _post(self) -> Post:
        with self._app.test_request_context():
            path = url_for("account.log_in")
        return Post(self._settings.address + path, self._settings.language, say)
