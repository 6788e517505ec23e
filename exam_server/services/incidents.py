"""Incidents of an exam: noted at the desk from the coded list, never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.incidents import IncidentCode, check_incident
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.sittings import lock_seat
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import IncidentRow


@dataclass(frozen=True)
class Incident:
    """What happened: at a seat, or (without a sitting) in the whole room. `at` is when it began."""

    id: UUID
    sitting_id: UUID | None
    seat: int | None
    code: IncidentCode
    note: str
    at: datetime
    seconds: int
    noted_at: datetime
    noted_by: UUID | None


def note_incident(
    work: Work,
    exam_id: UUID,
    code: str,
    note: str = "",
    sitting_id: UUID | None = None,
    at: datetime | None = None,
    seconds: int = 0,
) -> UUID:
    """Keep an incident of the exam or one of its seats; `at` is now unless it's given, and never in the future.

    Raises Refused (core's check) and NotFound for a sitting of another exam.
    """
    checked = check_incident(code, note, seconds)
    work.record()
    get_exam_row(work, exam_id)
    if sitting_id is not None:
        lock_seat(work, exam_id, sitting_id)
    row = IncidentRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        sitting_id=sitting_id,
        code=checked,
        note=note.strip(),
        at=min(at or work.now, work.now),
        seconds=seconds,
        noted_at=work.now,
        actor_id=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("exam.incident.noted", sitting_id or exam_id, incident=str(row.id), code=checked)
    return row.id


def list_incidents(work: Work, exam_id: UUID) -> list[Incident]:
    """The incidents of an exam, in the order in which they began."""
    get_exam_row(work, exam_id)
    return [
        Incident(
            row.id,
            row.sitting_id,
            seat,
            row.code,  # type: ignore[arg-type]
            row.note,
            row.at,
            row.seconds,
            row.noted_at,
            row.actor_id,
        )
        for row, seat in store.list_incidents(work.session, exam_id)
    ]
