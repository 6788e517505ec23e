"""The hot path: `PUT /sitting/responses` answered in front of Flask, with the same checks and the same errors."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable
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
from exam_server.services.saving import ENCODE, answer_json, read_saves, take_saves
from exam_server.services.tokens import Seat
from exam_server.web.client import client_text
from exam_server.web.cookies import DEVICE_COOKIE, SEAT_COOKIE, cookie_name
from exam_server.web.errors import EXPLANATIONS, NO_SEAT, OUTSIDE, Explanation
from exam_server.web.headers import HEADERS
from exam_server.web.work import House, open_work

PATH = "/sitting/responses"
LARGEST = 1024 * 1024
WAIT_SECONDS = 30.0
KEPT = 5000
LOG = structlog.get_logger("exam.journal")
WHY_NOT_SAVED = {
    "full": text("There is no room left on the server's disk."),
    "read_only": text("The server's disk takes no writes."),
}
SOME_REASON = text("The server can't write at the moment.")
Environment = dict[str, Any]
StartResponse = Callable[..., object]
Wsgi = Callable[[Environment, StartResponse], Iterable[bytes]]
STATUS = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 405: "405 Method Not Allowed"}
STATUS |= {413: "413 Content Too Large", 422: "422 Unprocessable Content", 503: "503 Service Unavailable"}
SENT_HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *HEADERS.items()]


class ResponseJournalApp:
    """A WSGI app around Flask's: it takes saves itself and hands everything else on."""

    def __init__(self, app: Flask, inner: Wsgi, house: House) -> None:
        self._app, self._inner, self._house = app, inner, house
        self._shapes: dict[UUID, tuple[ResponseShape, ...]] = {}
        self._seats: dict[tuple[str, str], tuple[Seat, bytes]] = {}
        self._seat_cookie = cookie_name(SEAT_COOKIE, house.settings.is_secure)
        self._device_cookie = cookie_name(DEVICE_COOKIE, house.settings.is_secure)

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return self._inner(environ, start_response)
        code, body = self._answer(environ)
        payload = body.encode()
        start_response(STATUS[code], [*SENT_HEADERS, ("Content-Length", str(len(payload)))])
        return [payload]

    def _answer(self, environ: Environment) -> tuple[int, str]:
        if environ["REQUEST_METHOD"] != "PUT":
            return _error(405, EXPLANATIONS[405])
        cookies = environ.get("HTTP_COOKIE", "")
        held = _cookie(cookies, self._seat_cookie), _cookie(cookies, self._device_cookie)
        known = self._seats.get(held) or self._read_token(*held)
        if known is None or environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none"):
            return _error(403, NO_SEAT)
        seat, csrf = known
        if not hmac.compare_digest(csrf, environ.get("HTTP_X_CSRF_TOKEN", "").encode()):
            return _error(400, EXPLANATIONS[400])
        if not self._house.gates.lets_in(seat.exam_id, client_text(environ, self._house.proxies)):
            return _error(403, OUTSIDE)
        try:
            return self._save(environ, seat.sitting_id, seat.epoch)
        except Refused as error:
            return _error(422, (error.what, error.why, error.remedy), error.rule)
        except (UnknownSitting, NotFound):
            return _error(403, NO_SEAT)
        except Exception as error:
            return _not_saved(error)

    def _read_token(self, token: str, device: str) -> tuple[Seat, bytes] | None:
        """The seat of a genuine token and the CSRF token that its pages bring; kept, for it's always the same."""
        seat = self._house.keys.read_seat_token(token, device) if token else None
        if seat is None:
            return None
        if len(self._seats) >= KEPT:
            self._seats.clear()
        known = self._seats[token, device] = (seat, self._house.keys.digest("csrf", token).encode())
        return known

    def _save(self, environ: Environment, sitting_id: UUID, epoch: int) -> tuple[int, str]:
        given = environ.get("CONTENT_LENGTH") or "0"
        length = int(given) if given.isdecimal() else 0
        if length > LARGEST:
            return _error(413, EXPLANATIONS[413])
        try:
            body = json.loads(environ["wsgi.input"].read(length))
        except (ValueError, RecursionError):
            return _error(400, EXPLANATIONS[400])
        read = read_saves(body, sitting_id, epoch, self._shapes_of(sitting_id))
        return 200, answer_json(take_saves(self._house.journal, read, WAIT_SECONDS), read, say)

    def _shapes_of(self, sitting_id: UUID) -> tuple[ResponseShape, ...]:
        shapes = self._shapes.get(sitting_id)
        if shapes is None:
            with self._app.app_context(), open_work() as work:
                shapes = shapes_of(work, sitting_id)
            if len(self._shapes) >= KEPT:
                self._shapes.clear()
            self._shapes[sitting_id] = shapes
        return shapes


def _cookie(header: str, name: str) -> str:
    """A cookie's value by hand: the library's parser costs more than the rest of a save's checks."""
    for pair in header.split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return ""


def _not_saved(error: Exception) -> tuple[int, str]:
    error_id = secrets.token_hex(4)
    trouble = trouble_of(error)
    LOG.error("save.failed", error_id=error_id, error=type(error).__name__, trouble=trouble)
    explanation = (
        text("The responses weren't saved."),
        WHY_NOT_SAVED.get(trouble, SOME_REASON),
        text("Keep this page open: it tries again by itself."),
    )
    return _error(503, explanation, error_id=error_id)


def _error(code: int, explanation: Explanation, rule: str = "", error_id: str = "") -> tuple[int, str]:
    what, why, remedy = (say(each) for each in explanation)
    shown = {"what": what, "why": why, "remedy": remedy, "rule": rule, "id": error_id or secrets.token_hex(4)}
    return code, ENCODE({"error": shown})
