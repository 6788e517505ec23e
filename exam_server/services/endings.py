"""Closing a seat before its time: ending a test, absent, withdrawn, excluded; and taking that back."""

from uuid import UUID

from exam_server.core.delivery import SittingEvent, ending_event
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.delivery import get_receipt
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import require_state
from exam_server.services.sittings import add_event, get_row, move, require_reason
from exam_server.services.work import Work
from exam_server.store.tables import SittingRow


def end_sitting(work: Work, sitting_id: UUID, reason: str) -> None:
    """End one test; what is saved is kept and marked."""
    require_reason(reason)
    work.record()
    close_sitting(work, get_row(work, sitting_id), "end", reason)


def close_seat(work: Work, sitting_id: UUID, state: str, code: str, reason: str) -> None:
    """Close a seat as absent, withdrawn or excluded, for a reason of core's list; what is saved is kept, unmarked.

    Raises Refused where core's states don't allow it.
    """
    event = ending_event(state, code)
    require_reason(reason)
    work.record()
    close_sitting(work, get_row(work, sitting_id), event, reason, code)


def close_sitting(work: Work, row: SittingRow, event: SittingEvent, reason: str, code: str = "") -> bool:
    """Close a locked sitting, with its receipt in the audit trail; False where it's closed like that already."""
    if not move(work, row, event):
        return False
    add_event(work, row, "ended", reason=reason, code=code)
    receipt = get_receipt(work, row.id)
    work.note(f"sitting.{row.state}", row.id, count=receipt.count, digest=receipt.digest, code=code)
    return True


def take_back(work: Work, sitting_id: UUID, reason: str) -> None:
    """Undo the closing of a seat: a test that had started goes on with the time that was left, another seat waits.

    Raises Refused for what the candidate closed or time did, and when the exam isn't running any more.
    """
    require_reason(reason)
    exam_id = get_row(work, sitting_id).exam_id
    work.record()
    require_state(get_exam_row(work, exam_id), "frozen", "open")
    row = get_row(work, sitting_id)
    if row.state == "time_up":
        raise Refused(
            text("The seat stays closed."),
            text("Its time was up."),
            text("Propose to give time back; once that is confirmed, the test goes on."),
        )
    move(work, row, "reopen" if row.started_at else "put_back")
    add_event(work, row, "reopened", reason=reason)
    work.note("sitting.taken_back", row.id, state=row.state)
