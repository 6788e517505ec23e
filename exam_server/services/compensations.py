"""Time given back: one person proposes it, another confirms it (P7)."""

from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.late import recount
from exam_server.services.sittings import add_event, get_row, move, project, require_reason
from exam_server.services.work import Work
from exam_server.store.tables import SittingEventRow


def propose_compensation(work: Work, sitting_id: UUID, seconds: int, reason: str) -> None:
    """One person proposes to give time back; it counts when another confirms it (P7)."""
    require_reason(reason)
    if not 0 < seconds <= 4 * 3600:
        raise Refused(
            text("The time wasn't proposed."),
            text("It must be between one second and four hours."),
            text("Correct the number of minutes."),
        )
    work.record()
    row = get_row(work, sitting_id)
    add_event(work, row, "compensated", seconds=seconds, reason=reason)
    work.note("sitting.compensation.proposed", row.id, seconds=seconds)


def confirm_compensation(work: Work, event_id: UUID) -> None:
    """Another person confirms; late saves that it covers count, and while the exam runs a sitting reopens (P7)."""
    work.record()
    event = work.session.get(SittingEventRow, event_id)
    if event is None or event.kind != "compensated":
        raise NotFound(str(event_id))
    row = get_row(work, event.sitting_id)
    work.session.refresh(event)
    if event.confirmed_by is not None:
        return
    if event.actor_id == work.actor.account_id:
        raise Refused(
            text("The time wasn't confirmed."),
            text("Who proposes a compensation can't confirm it."),
            text("Ask a colleague to confirm it."),
            rule="P7",
        )
    event.confirmed_by = work.actor.account_id
    work.session.flush()
    project(work, row)
    if row.state == "time_up" and get_exam_row(work, row.exam_id).state == "open":
        move(work, row, "reopen")
        add_event(work, row, "reopened", reason=event.reason)
    recount(work, row)
    work.note("sitting.compensation.confirmed", row.id, seconds=event.seconds)
