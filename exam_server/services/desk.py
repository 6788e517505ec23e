"""The desk and its exams: who runs which, opening the test, announcing, and closing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.delivery import CLOSED, SittingEvent
from exam_server.core.problems import NotFound, Refused
from exam_server.core.room import check_room
from exam_server.core.text import text
from exam_server.services.admissions import end_admissions
from exam_server.services.endings import close_sitting
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.paper_use import list_papers_used
from exam_server.services.sittings import get_row, lock_sittings
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import ExamRow, SittingRow


@dataclass(frozen=True)
class DeskExam:
    """An exam as the desk chooses and runs it; without a test it has simulations alone, and no board of seats."""

    id: UUID
    title: str
    place: str
    planned_at: datetime
    state: str
    announcement: str
    room_rows: int
    room_columns: int
    has_test: bool


def list_own_exams(work: Work) -> list[DeskExam]:
    """Exams that the actor may run, the latest first."""
    rows = store.list_exams(work.session, work.organisation_id)
    return [_exam(row) for row in rows if _may_run(work, row.id)]


def enter_exam(work: Work, exam_id: UUID) -> DeskExam:
    """The exam for whoever runs it: the desk's members of this exam, and the office anywhere. Raises NotFound."""
    row = get_exam_row(work, exam_id)
    if not _may_run(work, exam_id):
        raise NotFound(str(exam_id))
    return _exam(row)


def _may_run(work: Work, exam_id: UUID) -> bool:
    account_id = work.actor.account_id
    return work.actor.has("office") or (
        account_id is not None and store.is_member(work.session, exam_id, account_id, ("desk",))
    )


def _exam(row: ExamRow) -> DeskExam:
    return DeskExam(
        id=row.id,
        title=row.title,
        place=row.place,
        planned_at=row.planned_at,
        state=row.state,
        announcement=row.announcement,
        room_rows=row.room_rows,
        room_columns=row.room_columns,
        has_test=row.blueprint_id is not None,
    )


def find_seat_number(work: Work, exam_id: UUID, sitting_id: UUID) -> int:
    """The number of a seat of this exam. Raises NotFound for a seat of another one."""
    row = get_row(work, sitting_id)
    if row.exam_id != exam_id:
        raise NotFound(str(sitting_id))
    return row.seat


def announce(work: Work, exam_id: UUID, announcement: str) -> None:
    """One sentence that every page of the exam shows at its next heartbeat; empty takes it away."""
    work.record()
    get_exam_row(work, exam_id).announcement = announcement.strip()[:500]
    work.note("exam.announced", exam_id)


def arrange_room(work: Work, exam_id: UUID, rows: int, columns: int) -> None:
    """Say how the seats stand; the board shows them like that. Raises Refused (core's check)."""
    check_room(rows, columns)
    work.record()
    exam = get_exam_row(work, exam_id)
    exam.room_rows, exam.room_columns = rows, columns
    work.note("exam.room.arranged", exam_id, rows=rows, columns=columns)


def close_exam(work: Work, exam_id: UUID) -> None:
    """End what still waits or runs, note who never came as absent, and close the exam; marking follows."""
    work.record()
    exam = get_exam_row(work, exam_id)
    without_test = exam.blueprint_id is None and exam.state == "planned"
    if exam.state not in ("frozen", "open") and not without_test:
        raise Refused(
            text("The exam can't be closed."),
            text("It isn't running."),
            text("Reload the page to see where it stands."),
        )
    papers = list_papers_used(work, exam_id)
    for row in lock_sittings(work, exam_id):
        if row.state not in CLOSED:
            close_sitting(work, row, *_ending_of(row, row.id in papers))
    exam.state, exam.closed_at = "closed", work.now
    end_admissions(work, exam_id)
    work.note("exam.closed", exam_id)


def _ending_of(row: SittingRow, on_paper: bool) -> tuple[SittingEvent, str, str]:
    """Event, reason and code; who was never admitted and wrote no paper is absent: nobody ended a test of theirs."""
    if row.state != "waiting" or on_paper:
        return "end", "exam_closed", ""
    return "miss", "exam_closed", "not_admitted" if row.epoch else "not_come"
