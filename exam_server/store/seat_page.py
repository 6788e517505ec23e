"""What a candidate's pages show of a seat, in one query: the ORM's way of one a row costs more than the page."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccommodationRow,
    AdmissionRow,
    CaseRow,
    ExamRow,
    PersonRow,
    ResponseEventRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    TestFormRow,
)


class SeatPage(NamedTuple):
    """A seat with its person, exam and form, what was agreed, and one admission; the last four are None without one."""

    id: UUID
    organisation_id: UUID
    exam_id: UUID
    case_id: UUID
    seat: int
    state: str
    epoch: int
    form_digest: str
    base_seconds: int
    factor_percent: int
    started_at: datetime | None
    deadline_at: datetime | None
    ended_at: datetime | None
    candidate_code: str
    given_names: str
    family_name: str
    title: str
    place: str
    announcement: str
    exam_seconds: int
    item_count: int
    larger_type: bool | None
    break_seconds: int | None
    held_at: datetime | None
    seb: str | None


class SeatEvent(NamedTuple):
    """One of a sitting's events, as far as its clock and its own pages go."""

    kind: str
    at: datetime
    seconds: int
    confirmed_by: UUID | None


class GivenResponse(NamedTuple):
    """The response that counts at a position, as canonical JSON, and the save that brought it."""

    position: int
    response: str
    epoch: int
    sequence: int


_SITTING = SeatPage._fields[: SeatPage._fields.index("candidate_code")]
_agreed = AccommodationRow.__table__.alias("agreed")
_newest = (
    select(func.max(AccommodationRow.number)).where(AccommodationRow.case_id == SittingRow.case_id).scalar_subquery()
)
_page = (
    select(
        *(SittingRow.__table__.c[name] for name in _SITTING),
        CaseRow.code,
        PersonRow.given_names,
        PersonRow.family_name,
        ExamRow.title,
        ExamRow.place,
        ExamRow.announcement,
        ExamRow.base_seconds,
        func.json_array_length(TestFormRow.items),
        _agreed.c.larger_type,
        _agreed.c.break_seconds,
        AdmissionRow.held_at,
        AdmissionRow.seb,
    )
    .select_from(SittingRow)
    .join(CaseRow, CaseRow.id == SittingRow.case_id)
    .join(PersonRow, PersonRow.id == CaseRow.person_id)
    .join(ExamRow, ExamRow.id == SittingRow.exam_id)
    .join(TestFormRow, TestFormRow.id == SittingRow.test_form_id)
    .outerjoin(_agreed, and_(_agreed.c.case_id == SittingRow.case_id, _agreed.c.number == _newest))
)


def find_seat_page(session: Session, sitting_id: UUID, epoch: int) -> SeatPage | None:
    """The seat with the admission of an epoch."""
    admission = and_(AdmissionRow.sitting_id == SittingRow.id, AdmissionRow.epoch == epoch)
    found = session.execute(_page.outerjoin(AdmissionRow, admission).where(SittingRow.id == sitting_id)).one_or_none()
    return SeatPage._make(found) if found else None


def list_seat_events(session: Session, sitting_id: UUID) -> list[SeatEvent]:
    """In the order of `list_sitting_events`."""
    event = SittingEventRow
    query = select(event.kind, event.at, event.seconds, event.confirmed_by).where(event.sitting_id == sitting_id)
    return [SeatEvent(*row) for row in session.execute(query.order_by(event.at, event.id))]


def list_given(session: Session, sitting_id: UUID) -> list[GivenResponse]:
    """The responses that count, by position."""
    row = ResponseRow
    query = select(row.position, row.response, row.epoch, row.sequence).where(row.sitting_id == sitting_id)
    return [GivenResponse(*each) for each in session.execute(query.order_by(row.position))]


def list_late(session: Session, sitting_id: UUID) -> list[tuple[int, int, int]]:
    """Position, epoch and sequence of the saves that were kept as late."""
    event = ResponseEventRow
    query = select(event.position, event.epoch, event.sequence)
    query = query.where(event.sitting_id == sitting_id, event.status == "late")
    return [(position, epoch, sequence) for position, epoch, sequence in session.execute(query)]
