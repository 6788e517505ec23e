"""Saves on the hot path: `PUT /sitting/responses`, answered in front of Flask with everybody's errors."""

import secrets
from typing import Any
from uuid import UUID

import structlog
from flask import Flask

from exam_server.core.delivery import ResponseShape
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.opening import UnknownSitting, trouble_of
from exam_server.services.presenting import shapes_of
from exam_server.services.saving import DECODE, ENCODE, answer_json, read_saves, take_saves
from exam_server.services.tokens import Seat
from exam_server.web.candidate.seat_door import Environment
from exam_server.web.errors import EXPLANATIONS, NO_SEAT, SOME_REASON, WHY_NOT_WRITTEN, Explanation
from exam_server.web.work import House, open_work

LARGEST = 1024 * 1024
WAIT_SECONDS = 30.0
LOG = structlog.get_logger("exam.journal")


class Saves:
    """Takes the saves of admitted seats; shapes of responses are kept by digest, for a form never changes."""

    def __init__(self, app: Flask, house: House) -> None:
        self._app, self._house = app, house

    def answer(self, environ: Environment, seat: Seat) -> tuple[int, str]:
        """Status and JSON."""
        try:
            return self._save(environ, seat)
        except Refused as error:
            return explain(422, (error.what, error.why, error.remedy), error.rule, seat=seat)
        except (UnknownSitting, NotFound):
            return explain(403, NO_SEAT, seat=seat)
        except Exception as error:
            return _not_saved(error, seat)

    def _save(self, environ: Environment, seat: Seat) -> tuple[int, str]:
        given = environ.get("CONTENT_LENGTH") or "0"
        length = int(given) if given.isdecimal() else 0
        if length > LARGEST:
            return explain(413, EXPLANATIONS[413], seat=seat)
        try:
            body = DECODE(environ["wsgi.input"].read(length).decode())
        except (ValueError, RecursionError):
            return explain(400, EXPLANATIONS[400], seat=seat)
        read = read_saves(body, seat.sitting_id, seat.epoch, self._shapes_of(seat.sitting_id, body))
        return 200, answer_json(take_saves(self._house.journal, read, WAIT_SECONDS), read, say)

    def _shapes_of(self, sitting_id: UUID, body: Any) -> tuple[ResponseShape, ...]:
        """By the digest that the request names: the journal refuses one that isn't the sitting's."""
        digest = body.get("form") if isinstance(body, dict) else None
        if not isinstance(digest, str):
            return ()
        shapes = self._house.shapes.find(digest)
        if shapes is None:
            with self._app.app_context(), open_work() as work:
                form, shapes = shapes_of(work, sitting_id)
            self._house.shapes.keep(form, shapes)
        return shapes


def _not_saved(error: Exception, seat: Seat) -> tuple[int, str]:
    error_id = secrets.token_hex(4)
    trouble = trouble_of(error)
    found = {"error": type(error).__name__, "trouble": trouble, "sitting": str(seat.sitting_id)}
    LOG.error("save.failed", error_id=error_id, **found)
    explanation = (
        text("The responses weren't saved."),
        WHY_NOT_WRITTEN.get(trouble, SOME_REASON),
        text("Keep this page open: it tries again by itself."),
    )
    return 503, _told(explanation, error_id)


def explain(code: int, explanation: Explanation, rule: str = "", seat: Seat | None = None) -> tuple[int, str]:
    """A refusal in the shape that every JSON answer has; its id is in the log with the seat, as that of every page."""
    error_id = secrets.token_hex(4)
    sitting = {"sitting": str(seat.sitting_id)} if seat else {}
    LOG.info("request.refused", error_id=error_id, status=code, endpoint="journal", rule=rule, **sitting)
    return code, _told(explanation, error_id, rule)


def _told(explanation: Explanation, error_id: str, rule: str = "") -> str:
    what, why, remedy = (say(each) for each in explanation)
    return ENCODE({"error": {"what": what, "why": why, "remedy": remedy, "rule": rule, "id": error_id}})
