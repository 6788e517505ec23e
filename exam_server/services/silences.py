"""Silences of seats: grouped into outages for the desk, and turned into proposed compensations, or left."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from exam_server.core.delivery import TIMED, Interval, Outage, Silence, group_silences
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.bulk import Outcome, do_each
from exam_server.services.compensations import propose_compensation
from exam_server.services.contacts import keep_silence
from exam_server.services.sittings import (
    add_event,
    get_row,
    lock_seat,
    require_reason,
)
from exam_server.services.work import Work
from exam_server.store import board as store
from exam_server.store.board import SeatRow
from exam_server.store.tables import ContactGapRow, SittingRow


def group_outages(work: Work, exam_id: UUID, under_way: Iterable[Interval]) -> tuple[Outage, ...]:
    """The outages of an exam that nobody has settled, in order; `under_way`: from start to end, for each test."""
    gaps = store.list_silences(work.session, exam_id, tuple(TIMED))
    silences = (Silence(gap.id, gap.sitting_id, Interval(gap.since, gap.until), gap.seconds) for gap in gaps)
    return group_silences(silences, tuple(under_way))


def propose_for_silences(work: Work, exam_id: UUID, gap_ids: Collection[UUID], reason: str) -> Outcome:
    """Propose for each silence the time that its seat lost; one that is settled by now is left as it is and said."""
    require_reason(reason)
    work.record()
    seats = _lock_seats_of(work, exam_id, gap_ids)
    return do_each((row.seat, partial(_propose, work, row, gap_id, reason)) for row, gap_id in seats)


def propose_for_present_silence(work: Work, sitting_id: UUID, reason: str) -> int:
    """Propose the time of a silence that no contact has ended yet; gives the seconds. Raises Refused without one."""
    require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    kept = keep_silence(work, row, row.ended_at or work.now)
    if not kept:
        raise Refused(text("No time was proposed."), text("The seat isn't silent any more."), text("Reload the page."))
    return sum(_propose(work, row, gap.id, reason) for gap in kept)


def leave_silences(work: Work, exam_id: UUID, gap_ids: Collection[UUID], reason: str) -> Outcome:
    """Settle silences without giving time."""

    def leave(row: SittingRow, gap_id: UUID) -> None:
        _require_unsettled(work, gap_id)
        add_event(work, row, "silence_left", reason=reason, gap_id=gap_id)
        work.note("sitting.silence.left", row.id)

    require_reason(reason)
    work.record()
    return do_each((row.seat, partial(leave, row, gap_id)) for row, gap_id in _lock_seats_of(work, exam_id, gap_ids))


def present_silence(row: SeatRow, now: datetime) -> Interval | None:
    """Since when a seat whose clock runs, or ran until its time was up, hasn't been heard of."""
    until = row.ended_at or now
    is_awaited = row.state in ("open", "time_up") and row.contact_at is not None and row.contact_at < until
    return Interval(row.contact_at, until) if is_awaited and row.contact_at else None


def _propose(work: Work, row: SittingRow, gap_id: UUID, reason: str) -> int:
    _require_unsettled(work, gap_id)
    seconds = work.session.get_one(ContactGapRow, gap_id).seconds
    propose_compensation(work, row.id, seconds, reason, "outage", gap_id)
    return seconds


def _require_unsettled(work: Work, gap_id: UUID) -> None:
    """Its seat is locked, so nobody settles it meanwhile."""
    if store.is_silence_settled(work.session, gap_id):
        raise Refused(text("No time was proposed."), text("It was settled before."), text("Reload the page."))


def _lock_seats_of(work: Work, exam_id: UUID, gap_ids: Collection[UUID]) -> list[tuple[SittingRow, UUID]]:
    """The locked seats of these silences, always in one order. Raises NotFound for one of another exam."""
    gaps = [work.session.get(ContactGapRow, gap_id) for gap_id in set(gap_ids)]
    if None in gaps:
        raise NotFound("silence")
    pairs = sorted((gap.sitting_id, gap.id) for gap in gaps if gap is not None)
    return [(lock_seat(work, exam_id, sitting_id), gap_id) for sitting_id, gap_id in pairs]
