"""What a candidate's pages show of a seat, in one query: the ORM's way of one a row costs more than the page."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, func, null, select
from sqlalchemy.orm import Session

from exam_server.store.database import Database
from exam_server.store.prepared import Prepared
from exam_server.store.tables import (
    AccommodationRow,
    AdmissionRow,
    CaseRow,
    EncounterRow,
    ExamRow,
    PersonRow,
    ResponseEventRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    TestFormRow,
)


class SeatPage(NamedTuple):
    """A seat with its person, exam and form, what was agreed, and one admission, whose fields are None without one.

    `earlier` grows with whatever arrives of the admissions before it.
    `has_simulation`: the exam has one, for somebody. `now`: the database's clock, where it has one.
    """

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
    admission_ends_at: datetime | None
    held_at: datetime | None
    seb: str | None
    acknowledged: int | None
    highest: int | None
    earlier: int
    has_simulation: bool
    now: datetime | None


WIDTH = len(SeatPage._fields)


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


# Made once, over tables: what the ORM does anew for each call costs more than the answer.
_sitting, _case, _person, _exam = (row.__table__ for row in (SittingRow, CaseRow, PersonRow, ExamRow))
_form, _agreed, _admission = (row.__table__ for row in (TestFormRow, AccommodationRow, AdmissionRow))
_encounter = EncounterRow.__table__
_event, _given, _saved = (row.__table__.c for row in (SittingEventRow, ResponseRow, ResponseEventRow))
_own, _epoch = bindparam("sitting_id", type_=_sitting.c.id.type), bindparam("epoch", type_=_admission.c.epoch.type)

_newest = _agreed.alias("newest")
_number = select(func.max(_newest.c.number)).where(_newest.c.case_id == _sitting.c.case_id).scalar_subquery()
_before = _admission.alias("before")
_earlier = (
    select(func.coalesce(func.sum(_before.c.acknowledged + _before.c.highest), 0))
    .where(_before.c.sitting_id == _own, _before.c.epoch < _epoch)
    .scalar_subquery()
)
_page = (
    select(
        *(_sitting.c[name] for name in SeatPage._fields[: SeatPage._fields.index("candidate_code")]),
        _case.c.code,
        _person.c.given_names,
        _person.c.family_name,
        _exam.c.title,
        _exam.c.place,
        _exam.c.announcement,
        _exam.c.base_seconds,
        func.json_array_length(_form.c["items"]),
        _agreed.c.larger_type,
        _agreed.c.break_seconds,
        _admission.c.ends_at,
        _admission.c.held_at,
        _admission.c.seb,
        _admission.c.acknowledged,
        _admission.c.highest,
        _earlier,
        exists().where(_encounter.c.exam_id == _sitting.c.exam_id),
    )
    .select_from(_sitting)
    .join(_case, _case.c.id == _sitting.c.case_id)
    .join(_person, _person.c.id == _case.c.person_id)
    .join(_exam, _exam.c.id == _sitting.c.exam_id)
    .join(_form, _form.c.id == _sitting.c.test_form_id)
    .outerjoin(_agreed, and_(_agreed.c.case_id == _sitting.c.case_id, _agreed.c.number == _number))
    .outerjoin(_admission, and_(_admission.c.sitting_id == _sitting.c.id, _admission.c.epoch == _epoch))
    .where(_sitting.c.id == _own)
)
_of_event = (_event.kind, _event.at, _event.seconds, _event.confirmed_by)
_events = select(*_of_event).where(_event.sitting_id == _own).order_by(_event.at, _event.id)
_responses = (
    select(_given.position, _given.response, _given.epoch, _given.sequence)
    .where(_given.sitting_id == _own)
    .order_by(_given.position)
)
_late = select(_saved.position, _saved.epoch, _saved.sequence).where(_saved.sitting_id == _own, _saved.status == "late")


def _with_events(page: Select[Any]) -> Select[Any]:
    """The page's row once for each event, once without any: a second question would cost a room more than the rows."""
    joined = page.outerjoin(SittingEventRow.__table__, _event.sitting_id == _own)
    return joined.add_columns(*_of_event).order_by(_event.at, _event.id)


def find_seat_page(session: Session, sitting_id: UUID, epoch: int) -> SeatPage | None:
    """The seat with the admission of an epoch."""
    found = session.execute(_page.add_columns(null()), {"sitting_id": sitting_id, "epoch": epoch}).one_or_none()
    return SeatPage._make(found) if found else None


def list_seat_events(session: Session, sitting_id: UUID) -> list[SeatEvent]:
    """In the order of `list_sitting_events`."""
    return [SeatEvent._make(row) for row in session.execute(_events, {"sitting_id": sitting_id})]


def list_given(session: Session, sitting_id: UUID) -> list[GivenResponse]:
    """The responses that count, by position."""
    return [GivenResponse._make(row) for row in session.execute(_responses, {"sitting_id": sitting_id})]


def list_late(session: Session, sitting_id: UUID) -> list[tuple[int, int, int]]:
    """Position, epoch and sequence of the saves that were kept as late."""
    return [(row[0], row[1], row[2]) for row in session.execute(_late, {"sitting_id": sitting_id})]


class SeatPageReader:
    """The same beside a session, from one moment of the database, for pages that only look."""

    def __init__(self, database: Database) -> None:
        self._database = database
        clock = null() if database.is_sqlite else func.clock_timestamp(type_=_admission.c.ends_at.type)
        statements = (_with_events(_page.add_columns(clock)), _responses, _late)
        self._page, self._responses, self._late = (Prepared(database.engine, each) for each in statements)

    def find(self, sitting_id: UUID, epoch: int) -> tuple[SeatPage, list[SeatEvent], datetime] | None:
        """The page's seat and events, and what time it is; None for an admission that there isn't."""
        with self._database.looks.cursor() as cursor:
            found = self._page.ask(cursor, sitting_id=sitting_id, epoch=epoch)
        page = SeatPage._make(found[0][:WIDTH]) if found else None
        if page is None or page.acknowledged is None:
            return None
        events = [SeatEvent._make(row[WIDTH:]) for row in found if row[WIDTH] is not None]
        return page, events, page.now or self._database.monotonic_now()

    def list_outcome(self, sitting_id: UUID) -> tuple[list[GivenResponse], list[tuple[int, int, int]]]:
        """The responses that count, and the saves that were kept as late."""
        with self._database.looks.cursor() as cursor:
            if self._database.is_sqlite:
                cursor.execute("BEGIN")
            given = self._responses.ask(cursor, sitting_id=sitting_id)
            late = self._late.ask(cursor, sitting_id=sitting_id)
        return [GivenResponse._make(row) for row in given], [(row[0], row[1], row[2]) for row in late]
