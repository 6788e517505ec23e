"""Stopping and restarting clocks, of one seat or of many."""

from collections.abc import Sequence
from uuid import UUID

from exam_server.services.sittings import add_event, get_row, move, require_reason
from exam_server.services.work import Work


def pause(work: Work, sitting_ids: Sequence[UUID], reason: str) -> int:
    """Stop the clock of the open ones among these sittings; gives how many."""
    require_reason(reason)
    return _shift(work, sitting_ids, "pause", "paused", "open", reason)


def resume(work: Work, sitting_ids: Sequence[UUID], reason: str) -> int:
    require_reason(reason)
    return _shift(work, sitting_ids, "resume", "resumed", "paused", reason)


def _shift(work: Work, sitting_ids: Sequence[UUID], event: str, kind: str, needed: str, reason: str) -> int:
    work.record()
    count = 0
    for sitting_id in sorted(sitting_ids):
        row = get_row(work, sitting_id)
        if row.state == needed:
            move(work, row, event)  # type: ignore[arg-type]
            add_event(work, row, kind, reason=reason)
            work.note(f"sitting.{kind}", row.id)
            count += 1
    return count
