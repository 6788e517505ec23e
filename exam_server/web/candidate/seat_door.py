"""Who may pass in front of Flask: a genuine seat on its device, from its room, whose page brought its CSRF token."""

import hmac
from typing import Any

from exam_server.services.tokens import Seat
from exam_server.web.client import client_text
from exam_server.web.cookies import DEVICE_COOKIE, SEAT_COOKIE, cookie_name
from exam_server.web.errors import EXPLANATIONS, NO_SEAT, OUTSIDE, Explanation
from exam_server.web.work import House

KEPT = 5000
Environment = dict[str, Any]
Refusal = tuple[int, Explanation]


class SeatDoor:
    """The same rules as everywhere else, without a session and without a query."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seats: dict[tuple[str, str], tuple[Seat, bytes]] = {}
        self._seat_cookie = cookie_name(SEAT_COOKIE, house.settings.is_secure)
        self._device_cookie = cookie_name(DEVICE_COOKIE, house.settings.is_secure)

    def admit(self, environ: Environment, brought: str | None = None) -> Seat | Refusal:
        """The seat that a request speaks for, or the status and the reason why it speaks for none.

        `brought`: the CSRF token of a request that changes something.
        """
        held = read_raw_cookie(environ, self._seat_cookie), read_raw_cookie(environ, self._device_cookie)
        known = self._seats.get(held) or self._read_token(*held)
        if known is None or not is_own_site(environ):
            return 403, NO_SEAT
        seat, csrf = known
        if brought is not None and not hmac.compare_digest(csrf, brought.encode()):
            return 400, EXPLANATIONS[400]
        if not self._house.gates.lets_in(seat.exam_id, client_text(environ, self._house.proxies)):
            return 403, OUTSIDE
        return seat

    def _read_token(self, token: str, device: str) -> tuple[Seat, bytes] | None:
        """The seat of a genuine token and the CSRF token that its pages bring; kept, for it's always the same."""
        seat = self._house.keys.read_seat_token(token, device) if token else None
        if seat is None:
            return None
        if len(self._seats) >= KEPT:
            self._seats.clear()
        known = self._seats[token, device] = (seat, self._house.keys.digest("csrf", token).encode())
        return known


def header_token(environ: Environment) -> str:
    """The CSRF token that a page's program brings."""
    token: str = environ.get("HTTP_X_CSRF_TOKEN", "")
    return token


def is_own_site(environ: Environment) -> bool:
    """The browser's own word on where a request comes from."""
    return environ.get("HTTP_SEC_FETCH_SITE", "same-origin") in ("same-origin", "none")


def read_raw_cookie(environ: Environment, name: str) -> str:
    """A cookie's value by hand: the library's parser costs more than the rest of a save's checks."""
    header: str = environ.get("HTTP_COOKIE", "")
    for pair in header.split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return ""
