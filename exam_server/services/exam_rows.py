"""What the use cases of an exam share: its row, its states, and the refusal in a wrong one."""

from collections.abc import Mapping
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.work import Work
from exam_server.store.tables import ExamRow

EXAM_STATES: Mapping[str, Text] = {
    "planned": text("being planned"),
    "frozen": text("forms frozen"),
    "open": text("running"),
    "closed": text("exam closed"),
    "released": text("results released"),
}


def get_row(work: Work, exam_id: UUID) -> ExamRow:
    """The row, locked against other writers once the work is recording (PostgreSQL; SQLite has one writer)."""
    row = work.session.get(ExamRow, exam_id, with_for_update=work.recording or None)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(exam_id))
    return row


def refuse_rehearsal(exam: ExamRow) -> None:
    """A rehearsal gives no marks, no evidence and no results."""
    if exam.rehearsal:
        raise Refused(
            text("That can't be done now."),
            text("This exam is a rehearsal with made-up candidates."),
            text("Remove it when it isn't needed any more."),
        )


def require_state(exam: ExamRow, *states: str) -> None:
    if exam.state not in states:
        raise Refused(
            text("That can't be done now."),
            text("The exam's state is: {state}.", state=EXAM_STATES[exam.state]),
            text("Reload the page to see where the exam stands."),
        )
