"""Heartbeats: `PUT /sitting/state`, answered in front of Flask where nothing special is going on."""

import json
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from exam_server.services.beating import Beating, Plain
from exam_server.services.saving import ENCODE
from exam_server.services.tokens import Seat
from exam_server.web.candidate.seat_door import Environment
from exam_server.web.language import show_local
from exam_server.web.work import House

MOST_COUNTED = 9999
LARGEST = 1000


class Beats:
    """Answers as `candidate.beat` would; None leaves the request, its body included, to that view."""

    def __init__(self, house: House) -> None:
        self._beating = Beating(house.seats, house.journal)
        self._zone = ZoneInfo(house.settings.time_zone)

    def answer(self, environ: Environment, seat: Seat) -> str | None:
        told = _read(environ)
        if told is None:
            return None
        try:
            plain = self._beating.beat(seat, *told)
        except Exception:
            # Whatever it is, the view behind meets it too, and says it.
            return None
        return self._json(plain) if plain is not None else None

    def _json(self, plain: Plain) -> str:
        ends_at = show_local(plain.deadline_at.astimezone(self._zone), "%H:%M") if plain.deadline_at else ""
        said = {
            "state": plain.state,
            "remaining_seconds": plain.remaining,
            "ends_at": ends_at,
            "epoch": plain.epoch,
            "seat": plain.seat,
            "announcement": plain.announcement,
            "acknowledged": plain.acknowledged,
            "highest": plain.highest,
            "earlier": plain.earlier,
        }
        return ENCODE(said | ({"starts_in_seconds": round(plain.starts_in, 3)} if plain.starts_in else {}))


def told_of(body: Any) -> tuple[int, int] | None:
    """How many saves wait on the device, and which item it shows; None for what isn't a heartbeat."""
    if not isinstance(body, dict):
        return None
    unsent, position = body.get("unsent", 0), body.get("position", 0)
    if not all(type(each) is int and 0 <= each <= MOST_COUNTED for each in (unsent, position)):
        return None
    return unsent, position


def _read(environ: Environment) -> tuple[int, int] | None:
    """The body, which stays there for whoever comes behind."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    content = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(content)
    try:
        return told_of(json.loads(content))
    except (ValueError, RecursionError):
        return None
