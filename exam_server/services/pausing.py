"""Stopping and restarting clocks, of one seat or of many, and the breaks that were agreed for a candidate."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from exam_server.core.delivery import BREAK, Breaks, SittingEvent, fold_breaks
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.accommodations import get_accommodation
from exam_server.services.bulk import Outcome, do_each
from exam_server.services.sittings import add_event, get_row, move, require_reason
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.seat_page import SeatEvent
from exam_server.store.tables import SittingEventRow, SittingRow


def pause(work: Work, sitting_ids: Iterable[UUID], reason: str) -> Outcome:
    """Stop the clocks of these sittings; one that doesn't run is left as it is."""
    return _shift(work, sitting_ids, "pause", "paused", reason)


def resume(work: Work, sitting_ids: Iterable[UUID], reason: str) -> Outcome:
    """Let these clocks run on; one that doesn't stand is left as it is."""
    return _shift(work, sitting_ids, "resume", "resumed", reason)


def _shift(work: Work, sitting_ids: Iterable[UUID], event: SittingEvent, kind: str, reason: str) -> Outcome:
    def shift(row: SittingRow) -> None:
        move(work, row, event)
        add_event(work, row, kind, reason=reason)
        work.note(f"sitting.{kind}", row.id)

    require_reason(reason)
    work.record()
    rows = [get_row(work, sitting_id) for sitting_id in sorted(set(sitting_ids))]
    return do_each((row.seat, partial(shift, row)) for row in rows)


def ask_for_break(work: Work, sitting_id: UUID) -> None:
    """The candidate asks the desk. Raises Refused where no breaks were agreed, or nothing is left of them."""
    work.record()
    row = get_row(work, sitting_id)
    breaks = find_breaks(work, row)
    if row.state != "open" or breaks.left_seconds <= 0:
        raise _no_break(row)
    if not breaks.asked:
        add_event(work, row, "break_asked")


def grant_break(work: Work, sitting_id: UUID) -> None:
    """Stop the clock for what is left of the agreed breaks; whatever the candidate stays beyond is their own time."""
    work.record()
    row = get_row(work, sitting_id)
    left = find_breaks(work, row).left_seconds
    if left <= 0:
        raise _no_break(row)
    move(work, row, "pause")
    add_event(work, row, "paused", seconds=left, code=BREAK)
    work.note("sitting.break.granted", row.id)


def decline_break(work: Work, sitting_id: UUID, reason: str) -> None:
    """Say no to a break that was asked for; the candidate may ask again. Raises Refused where none is asked for."""
    require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    if not find_breaks(work, row).asked:
        why = text("The candidate doesn't ask for one any more.")
        raise Refused(text("There is no break at seat {seat}.", seat=row.seat), why, text("Reload the page."))
    add_event(work, row, "break_declined", reason=reason)
    work.note("sitting.break.declined", row.id)


def find_breaks(work: Work, row: SittingRow) -> Breaks:
    """What is left of a candidate's breaks; nothing where none were agreed."""
    allowed = get_accommodation(work, row.case_id).break_seconds
    return breaks_of(allowed, store.list_sitting_events(work.session, row.id)) if allowed else Breaks()


def breaks_of(allowed_seconds: int, events: Iterable[SittingEventRow | SeatEvent]) -> Breaks:
    return fold_breaks(allowed_seconds, ((event.kind, event.at, event.seconds) for event in events))


def _no_break(row: SittingRow) -> Refused:
    why = text("No break is left that was agreed beforehand, or the test isn't running.")
    return Refused(text("There is no break at seat {seat}.", seat=row.seat), why, text("Speak to the desk."))
