"""The pages that a whole room opens at once, filled in front of Flask from shells that are there.

The door for who brings a ticket; identity, lobby and receipt of a seat in the plain case. Everything else (and the
first of each kind) is the views' behind.
"""

from exam_server.core.delivery import CLOSED, SittingState
from exam_server.services.answer_files import page_keys
from exam_server.services.delivery import NOTHING_YET, CandidateView
from exam_server.services.seat_pages import SeatPages
from exam_server.services.tokens import Seat
from exam_server.web.candidate.pages import SeatTexts
from exam_server.web.candidate.seat_door import Environment, read_raw_cookie
from exam_server.web.candidate.shells import Filling, fill_known_shell
from exam_server.web.candidate.visits import Visits
from exam_server.web.cookies import SEAT_COOKIE, SESSION_COOKIE, cookie_name
from exam_server.web.language import Preferences, preferences_of
from exam_server.web.work import House

BEFORE: tuple[SittingState, ...] = ("waiting", "admitted")
DOOR, IDENTITY, SITTING, RECEIPT = "/ticket", "/sitting/identity", "/sitting", "/sitting/receipt"
PATHS = frozenset({DOOR, IDENTITY, SITTING, RECEIPT})


class QuickPages:
    """Answers as the views would; None leaves a request to them."""

    def __init__(self, house: House, visits: Visits) -> None:
        self._house, self._visits = house, visits
        self._pages = SeatPages(house.database)
        self._seat_cookie, self._session_cookie = (
            cookie_name(name, house.settings.is_secure) for name in (SEAT_COOKIE, SESSION_COOKIE)
        )

    def open_door(self, environ: Environment) -> tuple[str, str] | None:
        """The page for a ticket, and the cookie for who comes without one; it's nobody's yet."""
        is_somebodys = any(read_raw_cookie(environ, name) for name in (self._seat_cookie, self._session_cookie))
        visit, cookie = self._visits.read(environ), ""
        if is_somebodys or environ.get("QUERY_STRING") or "_flashes" in visit:
            return None
        if "visit" not in visit:
            if visit:
                return None
            visit, cookie = self._visits.begin()
        chosen = preferences_of(visit, self._house.settings.language)
        csrf = self._house.keys.digest("csrf", visit["visit"])
        page = fill_known_shell(self._house, Filling("ticket"), chosen, csrf, f"{DOOR}?", may_wait=True)
        return (page, cookie) if page is not None else None

    def answer(self, environ: Environment, seat: Seat) -> str | None:
        """The page of a plain address that this seat asks for."""
        if environ.get("QUERY_STRING"):
            return None
        token = read_raw_cookie(environ, self._seat_cookie)
        return self.open(environ, environ["PATH_INFO"], seat, token, is_asked=True)

    def open(self, environ: Environment, path: str, seat: Seat, token: str, *, is_asked: bool = False) -> str | None:
        """The page of a plain address for whoever holds this seat by this token; a step leads there, or it's asked."""
        visit = self._visits.read(environ)
        if "visit" not in visit or "_flashes" in visit:
            return None
        try:
            chosen = preferences_of(visit, self._house.settings.language)
            return self._fill(path, seat, token, chosen, is_asked)
        except Exception:
            # Whatever it is, the view behind meets it too, and says it.
            return None

    def _fill(self, path: str, seat: Seat, token: str, chosen: Preferences, is_asked: bool) -> str | None:
        view = self._pages.find(seat)
        # Safe Exam Browser's keys are those of the address that it asked for.
        if view is None or (view.uses_seb and not is_asked):
            return None
        filling = self._choose(path, seat, view, chosen.language)
        if filling is None:
            return None
        csrf = self._house.keys.digest("csrf", token)
        return fill_known_shell(self._house, filling, chosen, csrf, f"{path}?", may_wait=is_asked)

    def _choose(self, path: str, seat: Seat, view: CandidateView, language: str) -> Filling | None:
        """The page that belongs to an address as the sitting stands; None where the view behind leads elsewhere."""
        texts = SeatTexts(view, seat.epoch, language, self._house.settings.time_zone)
        state = view.sitting.state
        if path == RECEIPT and state in CLOSED:
            return texts.closed(*self._pages.find_outcome(seat.sitting_id), self._keys_of(seat))
        if path == IDENTITY and not view.identity_declared and state not in CLOSED:
            return texts.identity()
        if path == SITTING and view.identity_declared and state in BEFORE:
            return texts.lobby_and_test(NOTHING_YET, self._keys_of(seat))
        return None

    def _keys_of(self, seat: Seat) -> dict[str, str]:
        return page_keys(self._house.keys, seat.sitting_id, seat.epoch)
