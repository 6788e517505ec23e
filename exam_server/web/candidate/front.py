"""What a room asks in one breath, answered in front of Flask: saves, plain heartbeats, pages, the items at the start.

Whatever isn't plain goes on to the pages behind, which know every case and say every refusal.
"""

from collections.abc import Callable, Iterable

from flask import Flask

from exam_server.web.candidate.beats import Beats
from exam_server.web.candidate.fragments import PreparedItems
from exam_server.web.candidate.quick_pages import PATHS, QuickPages
from exam_server.web.candidate.saves import Saves, explain
from exam_server.web.candidate.seat_door import Environment, SeatDoor
from exam_server.web.errors import EXPLANATIONS
from exam_server.web.headers import DATA_HEADERS, PUT_HEADERS, page_headers
from exam_server.web.packing import accepts, choose_encoding, pack
from exam_server.web.work import House

RESPONSES, STATE, ITEMS = "/sitting/responses", "/sitting/state", "/sitting/items"
StartResponse = Callable[..., object]
Wsgi = Callable[[Environment, StartResponse], Iterable[bytes]]
STATUS = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 405: "405 Method Not Allowed"}
STATUS |= {413: "413 Content Too Large", 422: "422 Unprocessable Content", 503: "503 Service Unavailable"}
VARY = ("Vary", "Accept-Encoding, Cookie")
JSON, HTML = ("Content-Type", "application/json"), ("Content-Type", "text/html; charset=utf-8")


class CandidateFront:
    """A WSGI app around Flask's."""

    def __init__(self, app: Flask, inner: Wsgi, house: House) -> None:
        self._inner, self._house = inner, house
        self._door = SeatDoor(house)
        self._saves, self._beats, self._items = Saves(app, house), Beats(house), PreparedItems(house)
        self._pages, self._page_headers = QuickPages(app, house), tuple(page_headers(house.settings).items())

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO"), environ["REQUEST_METHOD"]
        if path == RESPONSES:
            headers = PUT_HEADERS if method == "PUT" else DATA_HEADERS
            code, said = self._save(environ, method)
            return _send(start_response, code, said.encode(), JSON, *headers)
        if path == STATE and method == "PUT":
            seat = self._door.admit(environ, changes=True)
            body = None if isinstance(seat, tuple) else self._beats.answer(environ, seat)
            if body is not None:
                return _send(start_response, 200, body.encode(), JSON, *PUT_HEADERS)
        elif path in PATHS and method == "GET":
            page = self._find_page(environ)
            if page is not None:
                return self._send_page(environ, start_response, page)
        elif path == ITEMS and method == "GET":
            encoding = self._house.fragments.encoding
            packed = self._find_items(environ) if accepts(environ.get("HTTP_ACCEPT_ENCODING", ""), encoding) else None
            if packed is not None:
                return _send(start_response, 200, packed, HTML, ("Content-Encoding", encoding), *DATA_HEADERS)
        return self._inner(environ, start_response)

    def _find_page(self, environ: Environment) -> str | None:
        seat = self._door.admit(environ, changes=False)
        return None if isinstance(seat, tuple) else self._pages.answer(environ, seat)

    def _send_page(self, environ: Environment, start_response: StartResponse, page: str) -> Iterable[bytes]:
        encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = pack(page.encode(), encoding) if encoding else page.encode()
        packing = [("Content-Encoding", encoding)] if encoding else []
        return _send(start_response, 200, body, HTML, VARY, *packing, *self._page_headers)

    def _find_items(self, environ: Environment) -> bytes | None:
        seat = self._door.admit(environ, changes=False)
        return None if isinstance(seat, tuple) else self._items.find(environ, seat)

    def _save(self, environ: Environment, method: str) -> tuple[int, str]:
        if method != "PUT":
            return explain(405, EXPLANATIONS[405])
        seat = self._door.admit(environ, changes=True)
        return explain(*seat) if isinstance(seat, tuple) else self._saves.answer(environ, seat)


def _send(start_response: StartResponse, code: int, body: bytes, *headers: tuple[str, str]) -> Iterable[bytes]:
    start_response(STATUS[code], [*headers, ("Content-Length", str(len(body)))])
    return [body]
