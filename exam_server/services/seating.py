"""Who sits where: identity and admission, and the browsers that a ticket may open."""

from uuid import UUID

from exam_server.services.sittings import add_event, get_row, move, require_reason
from exam_server.services.work import Work


def admit(work: Work, sitting_id: UUID, document: str) -> None:
    """Confirm a candidate's identity by a kind of document (never its number) and admit them."""
    work.record()
    row = get_row(work, sitting_id)
    if move(work, row, "admit"):
        add_event(work, row, "admitted", document=document)
        work.note("sitting.admitted", row.id)


def allow_readmission(work: Work, sitting_id: UUID, reason: str) -> None:
    """Let the ticket open one more browser; the one before becomes read-only."""
    require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    add_event(work, row, "readmission_allowed", reason=reason)
    work.note("sitting.readmission_allowed", row.id)
