"""What candidate and desk share: a sitting's row, its events, and the projection of its state and clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.delivery import Clock, SittingEvent, SittingState, TimeEvent, TimeState, fold_time, step
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.seat_page import SeatEvent, SeatPage
from exam_server.store.tables import SittingEventRow, SittingRow

TIME_KINDS = ("started", "paused", "resumed", "compensated", "ended", "reopened")


@dataclass(frozen=True)
class SittingView:
    """Where a sitting stands."""

    id: UUID
    exam_id: UUID
    case_id: UUID
    seat: int
    state: SittingState
    epoch: int
    form_digest: str
    started_at: datetime | None
    deadline_at: datetime | None
    ended_at: datetime | None
    remaining_seconds: int


def get_row(work: Work, sitting_id: UUID) -> SittingRow:
    """The row, locked against other writers once the work is recording (PostgreSQL; SQLite has one writer)."""
    row = work.session.get(SittingRow, sitting_id, with_for_update=work.recording or None)
    foreign = row is not None and work.organisation_id.int != 0 and row.organisation_id != work.organisation_id
    if row is None or foreign:
        raise NotFound(str(sitting_id))
    return row


def lock_seat(work: Work, exam_id: UUID, sitting_id: UUID) -> SittingRow:
    """The row of a seat of this exam, as `get_row` gives it. Raises NotFound for a seat of another one."""
    row = get_row(work, sitting_id)
    if row.exam_id != exam_id:
        raise NotFound(str(sitting_id))
    return row


def lock_sittings(work: Work, exam_id: UUID) -> Iterator[SittingRow]:
    """Each seat as it stands once nobody else can write it: somebody may hand in at this moment."""
    for row_id in sorted(row.id for row, _, _ in store.list_sittings(work.session, exam_id)):
        yield get_row(work, row_id)


def view_sitting(work: Work, sitting_id: UUID) -> SittingView:
    row = get_row(work, sitting_id)
    return view_of(row, store.list_sitting_events(work.session, row.id), work.now)


def view_of(row: SittingRow | SeatPage, events: Iterable[SittingEventRow | SeatEvent], now: datetime) -> SittingView:
    """The view of a sitting's row, or of a query's row with its columns."""
    time = fold_time(Clock(row.base_seconds, row.factor_percent), as_time_events(events))
    return SittingView(
        id=row.id,
        exam_id=row.exam_id,
        case_id=row.case_id,
        seat=row.seat,
        state=cast(SittingState, row.state),
        epoch=row.epoch,
        form_digest=row.form_digest,
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        ended_at=row.ended_at,
        remaining_seconds=time.remaining(now),
    )


def clock_of(row: SittingRow) -> Clock:
    return Clock(row.base_seconds, row.factor_percent)


def time_events(work: Work, row: SittingRow) -> list[TimeEvent]:
    """The sitting's events that move its clock; a compensation counts from its confirmation on."""
    return as_time_events(store.list_sitting_events(work.session, row.id))


def as_time_events(events: Iterable[SittingEventRow | SeatEvent]) -> list[TimeEvent]:
    """Those of a sitting's events that move its clock, as core folds them."""
    return [
        TimeEvent(event.kind, event.at, event.seconds, event.kind != "compensated" or event.confirmed_by is not None)  # type: ignore[arg-type]
        for event in events
        if event.kind in TIME_KINDS
    ]


def time_of(work: Work, row: SittingRow, events: Iterable[SittingEventRow] | None = None) -> TimeState:
    """Where the sitting's time stands by its events, which are read unless they're given."""
    return fold_time(clock_of(row), time_events(work, row) if events is None else as_time_events(events))


def move(work: Work, row: SittingRow, event: SittingEvent) -> bool:
    """Change the state as core allows; False where it stays (a repeated request). Raises core's Refused."""
    following = step(cast(SittingState, row.state), event)
    if isinstance(following, Refused):
        raise following
    changed = following != row.state
    row.state = following
    return changed


def add_event(
    work: Work,
    row: SittingRow,
    kind: str,
    seconds: int = 0,
    reason: str = "",
    *,
    code: str = "",
    document: str = "",
    gap_id: UUID | None = None,
) -> SittingEventRow:
    """Append an event and project the clock onto the row; call it within `record()`.

    What happens while a start is announced happens at the start: before it there's no time that it could change.
    """
    event = SittingEventRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        sitting_id=row.id,
        kind=kind,
        at=max(work.now, row.started_at or work.now),
        seconds=seconds,
        reason=reason,
        code=code,
        document=document,
        gap_id=gap_id,
        actor_id=work.actor.account_id,
    )
    work.session.add(event)
    work.session.flush()
    project(work, row)
    return event


def project(work: Work, row: SittingRow) -> None:
    time = time_of(work, row)
    row.started_at, row.deadline_at, row.ended_at = time.started_at, time.deadline_at, time.ended_at


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(text("Nothing was changed."), text("The reason is missing."), text("Write a reason."))
