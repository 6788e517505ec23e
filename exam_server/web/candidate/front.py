"""What a room asks in one breath, answered in front of Flask: saves, heartbeats, pages, steps, the items at the start.

Whatever isn't plain goes on to the pages behind, which know every case and say every refusal.
"""

from collections.abc import Callable, Iterable

from flask import Flask

from exam_server.web.candidate.beats import Beats
from exam_server.web.candidate.fragments import PreparedItems
from exam_server.web.candidate.quick_pages import DOOR, IDENTITY, PATHS, SITTING, QuickPages
from exam_server.web.candidate.quick_steps import STEPS, Onward, QuickSteps
from exam_server.web.candidate.saves import Saves, explain
from exam_server.web.candidate.seat_door import Environment, SeatDoor, header_token
from exam_server.web.candidate.visits import Visits
from exam_server.web.errors import EXPLANATIONS
from exam_server.web.headers import DATA_HEADERS, PUT_HEADERS, page_headers
from exam_server.web.packing import accepts, choose_encoding, pack
from exam_server.web.work import House

RESPONSES, STATE, ITEMS = "/sitting/responses", "/sitting/state", "/sitting/items"
SHOWN_AT_ONCE = frozenset({IDENTITY, SITTING})
"""The test's page hands in itself, and goes to the receipt."""
StartResponse = Callable[..., object]
Wsgi = Callable[[Environment, StartResponse], Iterable[bytes]]
STATUS = {200: "200 OK", 302: "302 Found", 400: "400 Bad Request", 403: "403 Forbidden", 405: "405 Method Not Allowed"}
STATUS |= {413: "413 Content Too Large", 422: "422 Unprocessable Content", 503: "503 Service Unavailable"}
VARY = ("Vary", "Accept-Encoding, Cookie")
JSON, HTML = ("Content-Type", "application/json"), ("Content-Type", "text/html; charset=utf-8")


class CandidateFront:
    """A WSGI app around Flask's."""

    def __init__(self, app: Flask, inner: Wsgi, house: House) -> None:
        self._inner, self._house = inner, house
        self._door, visits = SeatDoor(house), Visits(app, house.settings.is_secure)
        self._saves, self._beats, self._items = Saves(app, house), Beats(house), PreparedItems(house)
        self._pages, self._steps = QuickPages(house, visits), QuickSteps(house, visits, self._door)
        self._page_headers = tuple(page_headers(house.settings).items())

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO"), environ["REQUEST_METHOD"]
        answered = None
        if path == RESPONSES:
            return self._answer_save(environ, start_response)
        if path == STATE and method == "PUT":
            answered = self._answer_beat(environ, start_response)
        elif path == ITEMS and method == "GET":
            answered = self._answer_items(environ, start_response)
        elif path in PATHS and method == "GET":
            answered = self._answer_page(environ, start_response)
        elif path in STEPS and method == "POST":
            answered = self._answer_step(environ, start_response)
        return self._inner(environ, start_response) if answered is None else answered

    def _answer_save(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        code, said = self._save(environ, method)
        headers = PUT_HEADERS if method == "PUT" else DATA_HEADERS
        return _send(start_response, code, said.encode(), JSON, *headers)

    def _answer_beat(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes] | None:
        seat = self._door.admit(environ, header_token(environ))
        body = None if isinstance(seat, tuple) else self._beats.answer(environ, seat)
        return None if body is None else _send(start_response, 200, body.encode(), JSON, *PUT_HEADERS)

    def _answer_items(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes] | None:
        encoding = self._house.fragments.encoding
        takes_it = accepts(environ.get("HTTP_ACCEPT_ENCODING", ""), encoding)
        seat = self._door.admit(environ) if takes_it else ()
        packed = None if isinstance(seat, tuple) else self._items.find(environ, seat)
        if packed is None:
            return None
        return _send(start_response, 200, packed, HTML, ("Content-Encoding", encoding), *DATA_HEADERS)

    def _answer_page(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes] | None:
        found = self.find_page(environ)
        if found is None:
            return None
        page, cookie = found
        more = [("Set-Cookie", cookie)] if cookie else []
        return self._send_page(environ, start_response, page, *more)

    def _answer_step(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes] | None:
        """With the page that it leads to, which spares a room the way there and back once more; else a redirect.

        The page knows its own address, and its program puts it there: to reload it sends nothing anew.
        """
        onward = self._steps.take(environ)
        if onward is None:
            return None
        page = self._open(environ, onward) if onward.address in SHOWN_AT_ONCE else None
        if page is not None:
            return self._send_page(environ, start_response, page, ("Content-Location", onward.address), *onward.cookies)
        location = ("Location", onward.address)
        return _send(start_response, 302, b"", HTML, location, *onward.cookies, *self._page_headers)

    def _open(self, environ: Environment, onward: Onward) -> str | None:
        return self._pages.open(environ, onward.address, onward.seat, onward.token)

    def _send_page(
        self, environ: Environment, start_response: StartResponse, page: str, *more: tuple[str, str]
    ) -> Iterable[bytes]:
        encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = pack(page.encode(), encoding) if encoding else page.encode()
        packed = [("Content-Encoding", encoding)] if encoding else []
        return _send(start_response, 200, body, HTML, VARY, *packed, *more, *self._page_headers)

    def find_page(self, environ: Environment) -> tuple[str, str] | None:
        """A plain page, and the cookie that goes with it; None for what the views behind answer."""
        if environ["PATH_INFO"] == DOOR:
            return self._pages.open_door(environ)
        seat = self._door.admit(environ)
        page = None if isinstance(seat, tuple) else self._pages.answer(environ, seat)
        return None if page is None else (page, "")

    def _save(self, environ: Environment, method: str) -> tuple[int, str]:
        if method != "PUT":
            return explain(405, EXPLANATIONS[405])
        seat = self._door.admit(environ, header_token(environ))
        return explain(*seat) if isinstance(seat, tuple) else self._saves.answer(environ, seat)


def _send(start_response: StartResponse, code: int, body: bytes, *headers: tuple[str, str]) -> Iterable[bytes]:
    start_response(STATUS[code], [*headers, ("Content-Length", str(len(body)))])
    return [body]
