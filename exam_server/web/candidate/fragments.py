"""The items of a frozen form as one piece of a page, rendered and packed before anybody asks: `GET /sitting/items`."""

from urllib.parse import parse_qs

from flask import Flask

from exam_server.services.beating import Beating
from exam_server.services.presenting import list_forms_ahead, present_forms
from exam_server.services.tokens import Seat
from exam_server.web.candidate.seat_door import Environment
from exam_server.web.fragments import Fragments
from exam_server.web.items import render_items
from exam_server.web.work import House, open_work

AT_ONCE, BITES = 50, 4
"""Forms share most of their items, which are read once for a bite; a larger one would leave the process larger."""


class PreparedItems:
    """Hands out prepared fragments to seats whose test runs."""

    def __init__(self, house: House) -> None:
        self._fragments: Fragments = house.fragments
        self._beating = Beating(house.seats, house.journal)
        self._language = house.settings.language

    def find(self, environ: Environment, seat: Seat) -> bytes | None:
        """The packed items; None where they aren't prepared, or aren't plainly this seat's to see now."""
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("language", [self._language])[-1]
        try:
            digest = self._beating.find_open_form(seat)
        except Exception:
            # Whatever it is, the view behind meets it too, and says it.
            return None
        return self._fragments.find(digest, asked) if digest else None


def prepare_fragments(app: Flask, house: House) -> int:
    """Render some of the forms that somebody may sit today, in the installation's language; gives how many."""
    done = 0
    for _ in range(BITES):
        done += (bite := _prepare_bite(app, house))
        if bite < AT_ONCE:
            break
    return done


def _prepare_bite(app: Flask, house: House) -> int:
    language = house.settings.language
    with app.test_request_context(), open_work() as work:
        missing = [form_id for digest, form_id in list_forms_ahead(work) if not house.fragments.find(digest, language)]
        house.fragments.missing = len(missing)
        now = missing[:AT_ONCE]
        for digest, items in present_forms(work, now) if now else ():
            house.shapes.keep(digest, tuple(item.shape for item in items))
            house.fragments.keep(digest, language, render_items(digest, items, language))
            house.fragments.missing -= 1
    return len(now)
