"""The desk: admitting, starting, pausing, giving time back, ending, and the board of seats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.delivery import SittingState
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.delivery import get_receipt
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.late import recount
from exam_server.services.sittings import add_event, get_row, move, project, time_of
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import ExamRow, SittingEventRow, SittingRow


@dataclass(frozen=True)
class Seat:
    """One line of the board."""

    sitting_id: UUID
    seat: int
    name: str
    candidate_code: str
    state: SittingState
    identity_declared: bool
    epoch: int
    saved: int
    item_count: int
    contact_at: datetime | None
    remaining_seconds: int
    deadline_at: datetime | None
    flags: int
    proposals: tuple["Proposal", ...]


@dataclass(frozen=True)
class Proposal:
    """Time that one person proposed to give back and nobody confirmed yet (P7)."""

    event_id: UUID
    seconds: int
    reason: str
    proposed_by: UUID | None


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


def get_seat(work: Work, exam_id: UUID, sitting_id: UUID) -> Seat:
    """One seat of an exam. Raises NotFound for a sitting of another exam."""
    for seat in show_board(work, exam_id):
        if seat.sitting_id == sitting_id:
            return seat
    raise NotFound(str(sitting_id))


def show_board(work: Work, exam_id: UUID) -> list[Seat]:
    """Every seat of an exam, by number."""
    get_exam_row(work, exam_id)
    saved = store.count_responses(work.session, exam_id)
    events = store.list_exam_events(work.session, exam_id)
    items = {form.id: len(form.items) for form in store.list_forms(work.session, exam_id)}
    return [
        _seat(
            work,
            sitting,
            f"{person.given_names} {person.family_name}",
            case.code,
            saved.get(sitting.id, 0),
            items[sitting.test_form_id],
            events.get(sitting.id, []),
        )
        for sitting, case, person in store.list_sittings(work.session, exam_id)
    ]


def _seat(
    work: Work, row: SittingRow, name: str, code: str, saved: int, items: int, events: Sequence[SittingEventRow]
) -> Seat:
    return Seat(
        sitting_id=row.id,
        seat=row.seat,
        name=name,
        candidate_code=code,
        state=cast(SittingState, row.state),
        identity_declared=any(event.kind == "identity_declared" for event in events),
        epoch=row.epoch,
        saved=saved,
        item_count=items,
        contact_at=row.contact_at,
        remaining_seconds=time_of(work, row, events).remaining(work.now),
        deadline_at=row.deadline_at,
        flags=len(row.flags),
        proposals=_proposals(events),
    )


def _proposals(events: Sequence[SittingEventRow]) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(event.id, event.seconds, event.reason, event.actor_id)
        for event in events
        if event.kind == "compensated" and event.confirmed_by is None
    )


def admit(work: Work, sitting_id: UUID, document: str) -> None:
    """Confirm a candidate's identity by a kind of document (never its number) and admit them."""
    work.record()
    row = get_row(work, sitting_id)
    if move(work, row, "admit"):
        add_event(work, row, "admitted", reason=document)
        work.note("sitting.admitted", row.id)


def allow_readmission(work: Work, sitting_id: UUID, reason: str) -> None:
    """Let the ticket open one more browser; the one before becomes read-only."""
    _require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    add_event(work, row, "readmission_allowed", reason=reason)
    work.note("sitting.readmission_allowed", row.id)


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


def pause(work: Work, sitting_ids: Sequence[UUID], reason: str) -> int:
    """Stop the clock of the open ones among these sittings; gives how many."""
    _require_reason(reason)
    return _shift(work, sitting_ids, "pause", "paused", "open", reason)


def resume(work: Work, sitting_ids: Sequence[UUID], reason: str) -> int:
    _require_reason(reason)
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


def propose_compensation(work: Work, sitting_id: UUID, seconds: int, reason: str) -> None:
    """One person proposes to give time back; it counts when another confirms it (P7)."""
    _require_reason(reason)
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


def end_sitting(work: Work, sitting_id: UUID, reason: str) -> None:
    _require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    if move(work, row, "end"):
        add_event(work, row, "ended", reason=reason)
        receipt = get_receipt(work, row.id)
        work.note("sitting.ended_by_desk", row.id, count=receipt.count, digest=receipt.digest)


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
            move(work, row, "end")
            add_event(work, row, "ended", reason="exam_closed")
            receipt = get_receipt(work, row.id)
            work.note("sitting.ended_by_desk", row.id, count=receipt.count, digest=receipt.digest)
    exam.state = "closed"
    work.note("exam.closed", exam_id)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(text("Nothing was changed."), text("The reason is missing."), text("Write a reason."))
