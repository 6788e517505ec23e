"""The start of a test for everybody who is admitted: one instant, announced, and a one-row change for each seat."""

from datetime import timedelta
from uuid import UUID

from exam_server.core.delivery import TimeEvent, fold_time
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.room_checks import require_room_signed
from exam_server.services.sittings import as_time_events, clock_of, move
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import SittingEventRow


def open_exam(work: Work, exam_id: UUID, lead_seconds: int = 0) -> int:
    """Start the clock of all who are admitted, `lead_seconds` from now; who is admitted later, by the same act again.

    The lead is longer than the lobby's heartbeat, so every page hears of the instant before it comes, and nobody's time
    runs while theirs doesn't know yet. Gives how many were started. Raises Refused before somebody has signed for the
    room (S7).
    """
    work.record()
    exam = get_exam_row(work, exam_id)
    if exam.state not in ("frozen", "open"):
        raise Refused(
            text("The test can't be opened."),
            text("The forms of this exam aren't frozen."),
            text("The office draws and freezes them first."),
        )
    if exam.state == "frozen":
        require_room_signed(work, exam)
    exam.state = "open"
    starts_at = work.now + timedelta(seconds=lead_seconds)
    events = store.list_exam_events(work.session, exam_id)
    rows = store.list_locked_sittings(work.session, exam_id, "admitted")
    for row in rows:
        move(work, row, "start")
        started = TimeEvent("started", starts_at)
        time = fold_time(clock_of(row), [*as_time_events(events.get(row.id, [])), started])
        row.started_at, row.deadline_at = time.started_at, time.deadline_at
    work.session.add_all(
        SittingEventRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            sitting_id=row.id,
            kind="started",
            at=starts_at,
            actor_id=work.actor.account_id,
        )
        for row in rows
    )
    work.session.flush()
    work.note("exam.opened", exam_id, started=len(rows))
    return len(rows)
