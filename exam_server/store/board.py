"""Queries of the board: each one reads all seats of an exam at once, however many desks look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccommodationRow,
    CaseRow,
    ContactGapRow,
    IncidentRow,
    PersonRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    TestFormRow,
)

WAITING = ("waiting", "admitted")
IDENTITY = ("identity_declared", "identity_refused")


@dataclass(frozen=True)
class SeatRow:
    """What the board needs of a sitting, its case and its person: read as columns, since there are many."""

    id: UUID
    case_id: UUID
    seat: int
    state: str
    epoch: int
    base_seconds: int
    factor_percent: int
    started_at: datetime | None
    deadline_at: datetime | None
    ended_at: datetime | None
    contact_at: datetime | None
    unsent: int
    flags: list[Any]
    candidate_code: str
    given_names: str
    family_name: str


SEAT_COLUMNS = tuple(getattr(SittingRow, name) for name in list(SeatRow.__dataclass_fields__)[:13])


def list_seats(session: Session, exam_id: UUID) -> list[SeatRow]:
    """The sittings of an exam, by seat."""
    query = (
        select(*SEAT_COLUMNS, CaseRow.code, PersonRow.given_names, PersonRow.family_name)
        .join(CaseRow, CaseRow.id == SittingRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(SittingRow.exam_id == exam_id)
        .order_by(SittingRow.seat)
    )
    rows: Sequence[Sequence[Any]] = session.execute(query).all()
    return [SeatRow(*row) for row in rows]


def count_saved(session: Session, exam_id: UUID) -> dict[UUID, int]:
    """Saved responses per sitting of an exam."""
    query = (
        select(ResponseRow.sitting_id, func.count())
        .join(SittingRow, SittingRow.id == ResponseRow.sitting_id)
        .where(SittingRow.exam_id == exam_id)
        .group_by(ResponseRow.sitting_id)
    )
    return dict(session.execute(query).all())


def count_items(session: Session, exam_id: UUID) -> int:
    """How many items a form of an exam has: all of them have as many."""
    items = session.scalar(select(TestFormRow.items).where(TestFormRow.exam_id == exam_id).limit(1))
    return len(items) if items else 0


def count_incidents(session: Session, exam_id: UUID) -> dict[UUID, int]:
    """Incidents per sitting; those of the whole room aren't among them."""
    query = (
        select(IncidentRow.sitting_id, func.count())
        .where(IncidentRow.exam_id == exam_id, IncidentRow.sitting_id.is_not(None))
        .group_by(IncidentRow.sitting_id)
    )
    return {sitting_id: count for sitting_id, count in session.execute(query) if sitting_id is not None}


def list_telling_events(session: Session, exam_id: UUID) -> dict[UUID, list[SittingEventRow]]:
    """The events that say something about a seat as it is now, by sitting and in order; those of others aren't read.

    Identity of who hasn't started, time that waits for a second person, and everything of who is paused or asked for
    a break.
    """
    asked = (
        select(SittingEventRow.sitting_id)
        .join(SittingRow, SittingRow.id == SittingEventRow.sitting_id)
        .where(SittingRow.exam_id == exam_id, SittingRow.state == "open", SittingEventRow.kind == "break_asked")
    )
    pending = and_(
        SittingEventRow.kind == "compensated",
        SittingEventRow.confirmed_by.is_(None),
        SittingEventRow.declined_by.is_(None),
    )
    query = (
        select(SittingEventRow)
        .join(SittingRow, SittingRow.id == SittingEventRow.sitting_id)
        .where(
            SittingRow.exam_id == exam_id,
            or_(
                and_(SittingEventRow.kind.in_(IDENTITY), SittingRow.state.in_(WAITING)),
                pending,
                SittingEventRow.sitting_id.in_(asked),
                SittingRow.state == "paused",
            ),
        )
        .order_by(SittingEventRow.at, SittingEventRow.id)
    )
    found: dict[UUID, list[SittingEventRow]] = {}
    for event in session.scalars(query):
        found.setdefault(event.sitting_id, []).append(event)
    return found


def list_silences(session: Session, exam_id: UUID, states: Sequence[str]) -> Sequence[ContactGapRow]:
    """The silences of an exam's seats in these states that no event has settled, in the order in which they began."""
    query = (
        select(ContactGapRow)
        .join(SittingRow, SittingRow.id == ContactGapRow.sitting_id)
        .outerjoin(SittingEventRow, SittingEventRow.gap_id == ContactGapRow.id)
        .where(SittingRow.exam_id == exam_id, SittingRow.state.in_(states), SittingEventRow.id.is_(None))
        .order_by(ContactGapRow.since, ContactGapRow.id)
    )
    return session.scalars(query).all()


def list_exam_accommodations(session: Session, exam_id: UUID) -> Sequence[AccommodationRow]:
    """All decisions on the cases that sit at an exam, each case's newest last."""
    query = (
        select(AccommodationRow)
        .join(SittingRow, SittingRow.case_id == AccommodationRow.case_id)
        .where(SittingRow.exam_id == exam_id)
        .order_by(AccommodationRow.case_id, AccommodationRow.number)
    )
    return session.scalars(query).all()


def find_last_silence(session: Session, sitting_id: UUID) -> datetime | None:
    """When the newest kept silence of a seat ended."""
    return session.scalar(select(func.max(ContactGapRow.until)).where(ContactGapRow.sitting_id == sitting_id))


def is_silence_settled(session: Session, gap_id: UUID) -> bool:
    """Whether an event gives a silence back, or says that it's left."""
    return bool(session.scalar(select(func.count()).where(SittingEventRow.gap_id == gap_id)))
