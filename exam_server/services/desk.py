"""The desk and its exams: who runs which, opening the test, announcing, and closing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.admissions import end_admissions
from exam_server.services.endings import close_sitting
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.sittings import add_event, get_row, move
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import ExamRow, SittingRow


@dataclass(frozen=True)
class DeskExam:
    """An exam as the desk chooses and runs it."""

    id: UUID
    title: str
    place: str
    planned_at: datetime
    state: str
    announcement: str


def list_own_exams(work: Work) -> list[DeskExam]:
    """Exams that the actor may run, the latest first."""
    rows = store.list_exams(work.session, work.organisation_id)
    return [_exam(row) for row in rows if row.blueprint_id and _may_run(work, row.id)]


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
    return DeskExam(row.id, row.title, row.place, row.planned_at, row.state, row.announcement)


def open_exam(work: Work, exam_id: UUID) -> int:
    """Start the clock of everybody who is admitted; who is admitted later is started by the same act again."""
    work.record()
    exam = get_exam_row(work, exam_id)
    if exam.state not in ("frozen", "open"):
        raise Refused(
            text("The test can't be opened."),
            text("The forms of this exam aren't frozen."),
            text("The office draws and freezes them first."),
        )
    exam.state = "open"
    started = 0
    for row in _locked_rows(work, exam_id):
        if row.state == "admitted":
            move(work, row, "start")
            add_event(work, row, "started")
            started += 1
    work.note("exam.opened", exam_id, started=started)
    return started


def _locked_rows(work: Work, exam_id: UUID) -> Iterator[SittingRow]:
    """Each seat as it stands once nobody else can write it: somebody may hand in at this moment."""
    for row_id in sorted(row.id for row, _, _ in store.list_sittings(work.session, exam_id)):
        yield get_row(work, row_id)


def announce(work: Work, exam_id: UUID, announcement: str) -> None:
    """One sentence that every page of the exam shows at its next heartbeat; empty takes it away."""
    work.record()
    get_exam_row(work, exam_id).announcement = announcement.strip()[:500]
    work.note("exam.announced", exam_id)


def close_exam(work: Work, exam_id: UUID) -> None:
    """End what still waits or runs, and close the exam; marking follows."""
    work.record()
    exam = get_exam_row(work, exam_id)
    without_test = exam.blueprint_id is None and exam.state == "planned"
    if exam.state not in ("frozen", "open") and not without_test:
        raise Refused(
            text("The exam can't be closed."),
            text("It isn't running."),
            text("Reload the page to see where it stands."),
        )
    for row in _locked_rows(work, exam_id):
        if row.state in ("waiting", "admitted", "open", "paused"):
            close_sitting(work, row, "exam_closed")
    exam.state = "closed"
    end_admissions(work, exam_id)
    work.note("exam.closed", exam_id)
