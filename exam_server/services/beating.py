"""Heartbeats of the plain case: answered from one look at the seat, their contact kept with others' a moment later.

Whatever isn't plain (a pause, a silence before it, breaks, a lost seat, an end) is the use case's, `delivery.touch`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from exam_server.core.delivery import RHYTHM, Clock
from exam_server.core.delivery.admission import is_ending
from exam_server.services.seats import Seats, Standing
from exam_server.services.seb_checks import WATCHED
from exam_server.services.tokens import Seat
from exam_server.store.journal import Beat, Journal


@dataclass(frozen=True)
class Plain:
    """What a heartbeat says where nothing special is going on. Times are seconds; `starts_in` counts to the start.

    The last three say what arrived of this admission and of earlier ones, as in `delivery.Arrived`.
    """

    state: str
    epoch: int
    seat: int
    announcement: str
    remaining: int
    deadline_at: datetime | None
    starts_in: float
    acknowledged: int
    highest: int
    earlier: int


class Beating:
    """Heartbeats and looks of one process's candidates."""

    def __init__(self, seats: Seats, journal: Journal) -> None:
        self._seats, self._journal = seats, journal

    def beat(self, seat: Seat, unsent: int, position: int) -> Plain | None:
        """Note the contact and answer; None where the use case has to look at it."""
        standing = self._seats.find(seat)
        if standing is None or not _is_plain(standing, seat.epoch):
            return None
        self._journal.note(Beat(seat.sitting_id, seat.epoch, standing.now, unsent, position))
        return _plain(standing)

    def find_open_form(self, seat: Seat) -> str:
        """The digest of the form that this admission may see now; empty where the use case has to look at it."""
        standing = self._seats.find(seat)
        if standing is None or standing.is_held or standing.epoch != seat.epoch:
            return ""
        has_begun = standing.started_at is not None and standing.started_at <= standing.now
        return standing.form_digest if has_begun and standing.state in ("open", "paused") else ""


def _is_plain(seat: Standing, epoch: int) -> bool:
    if seat.epoch != epoch or seat.state not in ("waiting", "admitted", "open"):
        return False
    if seat.has_breaks or seat.is_held or seat.seb in WATCHED:
        return False
    ends = seat.admission_ends_at
    if ends is not None and is_ending(ends, _allowance(seat), seat.now):
        return False
    if seat.state != "open":
        return True
    heard = seat.beat_at is not None and seat.now - seat.beat_at <= RHYTHM
    return heard and seat.deadline_at is not None and seat.now < seat.deadline_at


def _plain(seat: Standing) -> Plain:
    starts_in = (seat.started_at - seat.now).total_seconds() if seat.started_at else 0.0
    left = seat.deadline_at - max(seat.now, seat.started_at or seat.now) if seat.deadline_at else _allowance(seat)
    remaining = max(0, ceil(left.total_seconds()))
    arrived = seat.acknowledged, seat.highest, seat.earlier
    standing = seat.state, seat.epoch, seat.seat, seat.announcement
    return Plain(*standing, remaining, seat.deadline_at, max(0.0, starts_in), *arrived)


def _allowance(seat: Standing) -> timedelta:
    return Clock(seat.base_seconds, seat.factor_percent).allowance
