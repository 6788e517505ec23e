"""Heartbeats of the plain case: answered from one look at the seat, their contact kept with others' a moment later.

Whatever isn't plain (a pause, a silence before it, breaks, a lost seat, an end) is the use case's, `delivery.touch`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from exam_server.core.delivery import RHYTHM, Clock
from exam_server.core.delivery.admission import is_ending
from exam_server.services.seb_checks import WATCHED
from exam_server.store.database import Database
from exam_server.store.journal import Beat, Journal
from exam_server.store.standing import Standing, StandingReader

__all__ = ["Beating", "Plain", "Standing"]


@dataclass(frozen=True)
class Plain:
    """What a heartbeat says where nothing special is going on. Times are seconds; `starts_in` counts to the start."""

    state: str
    epoch: int
    seat: int
    announcement: str
    remaining: int
    deadline_at: datetime | None
    starts_in: float


class Beating:
    """Heartbeats and looks of one process's candidates."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._reader, self._journal = StandingReader(database), journal

    def beat(self, sitting_id: UUID, epoch: int, unsent: int, position: int) -> Plain | None:
        """Note the contact and answer; None where the use case has to look at it."""
        standing = self._reader.find(sitting_id, epoch)
        if standing is None or not _is_plain(standing, epoch):
            return None
        self._journal.note(Beat(sitting_id, epoch, standing.now, unsent, position))
        return _plain(standing)

    def find_open_form(self, sitting_id: UUID, epoch: int) -> str:
        """The digest of the form that this admission may see now; empty where the use case has to look at it."""
        standing = self._reader.find(sitting_id, epoch)
        if standing is None or standing.epoch != epoch or standing.state not in ("open", "paused"):
            return ""
        ends = standing.admission_ends_at
        is_live = not standing.is_held and (ends is None or standing.now < ends)
        has_begun = standing.started_at is not None and standing.started_at <= standing.now
        return standing.form_digest if is_live and has_begun else ""


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
    return Plain(seat.state, seat.epoch, seat.seat, seat.announcement, remaining, seat.deadline_at, max(0.0, starts_in))


def _allowance(seat: Standing) -> timedelta:
    return Clock(seat.base_seconds, seat.factor_percent).allowance
