"""The board: every seat of an exam as the desk sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.delivery import SittingState
from exam_server.core.problems import NotFound
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.sittings import time_of
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import SittingEventRow, SittingRow


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
