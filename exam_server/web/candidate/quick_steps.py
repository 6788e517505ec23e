"""What a whole room sends at once, taken in front of Flask in the plain case: the ticket, the declaration, the hand-in.

Each leads on to another page. None leaves a request, its body included, to the view behind, which knows every case.
"""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import parse_qs

from exam_server.core.network import find_address
from exam_server.services.admissions import Visitor
from exam_server.services.tokens import Seat, lasting_part
from exam_server.web.access import is_from_own_page
from exam_server.web.candidate.seat_door import Environment, SeatDoor, is_own_site, read_raw_cookie
from exam_server.web.candidate.visits import Visits
from exam_server.web.client import client_text
from exam_server.web.cookies import (
    DEVICE_COOKIE,
    DEVICE_SECONDS,
    SEAT_COOKIE,
    SESSION_COOKIE,
    cookie_header,
    cookie_name,
)
from exam_server.web.work import House

TICKET, IDENTITY, HAND_IN = "/ticket", "/sitting/identity", "/sitting/hand-in"
STEPS = frozenset({TICKET, IDENTITY, HAND_IN})
SITTING, RECEIPT = "/sitting", "/sitting/receipt"
FORM = "application/x-www-form-urlencoded"
LARGEST, MOST_FIELDS = 4096, 8
Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a step leads, and the cookies that it gives; `seat`: whose page that is, by the `token` that holds it."""

    address: str
    seat: Seat
    token: str
    cookies: tuple[Header, ...] = ()


class QuickSteps:
    """Takes a step and says where it leads."""

    def __init__(self, house: House, visits: Visits, door: SeatDoor) -> None:
        self._house, self._visits, self._door = house, visits, door
        self._secure = house.settings.is_secure
        names = (SEAT_COOKIE, SESSION_COOKIE, DEVICE_COOKIE)
        self._seat, self._session, self._device = (cookie_name(name, self._secure) for name in names)

    def take(self, environ: Environment) -> Onward | None:
        fields = None if environ.get("QUERY_STRING") else read_form(environ)
        if fields is None or "_flashes" in self._visits.read(environ):
            return None
        path = environ["PATH_INFO"]
        return self._enter(environ, fields) if path == TICKET else self._go_on(environ, fields, path)

    def _enter(self, environ: Environment, fields: dict[str, str]) -> Onward | None:
        """Give the seat of a ticket to the browser that brings it."""
        visit = self._visits.read(environ).get("visit", "")
        holders = (read_raw_cookie(environ, self._seat), lasting_part(read_raw_cookie(environ, self._session)), visit)
        if not is_own_site(environ) or not is_from_own_page(self._house.keys, fields.get("csrf_token", ""), holders):
            return None
        address = find_address(client_text(environ, self._house.proxies))
        visitor = Visitor(self._house.keys.genuine_device(read_raw_cookie(environ, self._device), visit), address)
        entry = self._house.steps.enter(fields.get("ticket", ""), visitor)
        if entry is None or entry.seat is None:
            return None
        cookies = (
            ("Set-Cookie", cookie_header(SEAT_COOKIE, entry.token, self._secure)),
            ("Set-Cookie", cookie_header(DEVICE_COOKIE, entry.device, self._secure, DEVICE_SECONDS)),
        )
        return Onward(IDENTITY, entry.seat, entry.token, cookies)

    def _go_on(self, environ: Environment, fields: dict[str, str], path: str) -> Onward | None:
        """The next step of a seat that this browser holds, and that nothing holds up."""
        seat = self._door.admit(environ, fields.get("csrf_token", ""))
        if isinstance(seat, tuple) or not self._may_step(seat):
            return None
        token = read_raw_cookie(environ, self._seat)
        if path == IDENTITY:
            return Onward(SITTING, seat, token) if self._house.steps.declare(seat.sitting_id) else None
        is_meant = fields.get("confirm") == "yes"
        done = is_meant and self._house.steps.hand_in(seat.sitting_id, seat.epoch)
        return Onward(RECEIPT, seat, token) if done else None

    def _may_step(self, seat: Seat) -> bool:
        try:
            standing = self._house.seats.find(seat)
        except Exception:
            # Whatever it is, the view behind meets it too, and says it.
            return False
        return standing is not None and not standing.is_held


def read_form(environ: Environment) -> dict[str, str] | None:
    """The first value of each field of a small form; the body stays there for whoever comes behind."""
    length = environ.get("CONTENT_LENGTH") or "0"
    is_form = environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == FORM
    if not is_form or not length.isdecimal() or int(length) > LARGEST:
        return None
    content = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(content)
    try:
        fields = parse_qs(content.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}
