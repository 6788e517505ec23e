"""Ending a test before its time."""

from uuid import UUID

from exam_server.services.delivery import get_receipt
from exam_server.services.sittings import add_event, get_row, move, require_reason
from exam_server.services.work import Work
from exam_server.store.tables import SittingRow


def end_sitting(work: Work, sitting_id: UUID, reason: str) -> None:
    require_reason(reason)
    work.record()
    close_sitting(work, get_row(work, sitting_id), reason)


def close_sitting(work: Work, row: SittingRow, reason: str) -> bool:
    """End a locked sitting, with its receipt in the audit trail; False where it's ended already."""
    if not move(work, row, "end"):
        return False
    add_event(work, row, "ended", reason=reason)
    receipt = get_receipt(work, row.id)
    work.note("sitting.ended_by_desk", row.id, count=receipt.count, digest=receipt.digest)
    return True
