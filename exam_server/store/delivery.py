"""Queries over exams, test forms, sittings and their journals."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccountRow,
    AdmissionRow,
    CaseRow,
    ExamMemberRow,
    ExamRow,
    IncidentRow,
    MarkingRow,
    PersonRow,
    ResponseEventRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    StageRow,
    TestFormRow,
)


def list_exams(session: Session, organisation_id: UUID) -> Sequence[ExamRow]:
    query = select(ExamRow).where(ExamRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(ExamRow.planned_at.desc())).all()


def list_members(session: Session, exam_id: UUID) -> Sequence[tuple[ExamMemberRow, AccountRow, PersonRow]]:
    query = (
        select(ExamMemberRow, AccountRow, PersonRow)
        .join(AccountRow, AccountRow.id == ExamMemberRow.account_id)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(ExamMemberRow.exam_id == exam_id)
        .order_by(ExamMemberRow.role, PersonRow.family_name)
    )
    return session.execute(query).all()


def add_member(session: Session, organisation_id: UUID, exam_id: UUID, account_id: UUID, role: str) -> None:
    session.add(ExamMemberRow(exam_id=exam_id, account_id=account_id, role=role, organisation_id=organisation_id))


def is_member(session: Session, exam_id: UUID, account_id: UUID, roles: Sequence[str]) -> bool:
    query = select(func.count()).where(
        ExamMemberRow.exam_id == exam_id, ExamMemberRow.account_id == account_id, ExamMemberRow.role.in_(roles)
    )
    return bool(session.scalar(query))


def list_exams_of(session: Session, account_id: UUID, roles: Sequence[str]) -> set[UUID]:
    """The exams at which an account has one of these roles."""
    query = select(ExamMemberRow.exam_id).where(ExamMemberRow.account_id == account_id, ExamMemberRow.role.in_(roles))
    return set(session.scalars(query))


def list_sittings(session: Session, exam_id: UUID) -> Sequence[tuple[SittingRow, CaseRow, PersonRow]]:
    query = (
        select(SittingRow, CaseRow, PersonRow)
        .join(CaseRow, CaseRow.id == SittingRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(SittingRow.exam_id == exam_id)
        .order_by(SittingRow.seat)
    )
    return session.execute(query).all()


def list_sittings_of_form(session: Session, exam_id: UUID, digest: str) -> Sequence[SittingRow]:
    """The sittings of an exam whose form has this digest: one, unless two forms hold the same."""
    query = select(SittingRow).where(SittingRow.exam_id == exam_id, SittingRow.form_digest == digest)
    return session.scalars(query.order_by(SittingRow.seat)).all()


def list_case_sittings(session: Session, case_id: UUID) -> Sequence[UUID]:
    """The sittings of a case at any exam, in the order in which writers lock them."""
    return session.scalars(select(SittingRow.id).where(SittingRow.case_id == case_id).order_by(SittingRow.id)).all()


def list_incidents(session: Session, exam_id: UUID) -> Sequence[tuple[IncidentRow, int | None]]:
    """The incidents of an exam with the number of their seat, in the order in which they began."""
    query = (
        select(IncidentRow, SittingRow.seat)
        .outerjoin(SittingRow, SittingRow.id == IncidentRow.sitting_id)
        .where(IncidentRow.exam_id == exam_id)
        .order_by(IncidentRow.at, IncidentRow.id)
    )
    return session.execute(query).all()


def list_locked_sittings(session: Session, exam_id: UUID, state: str) -> Sequence[SittingRow]:
    """Sittings of an exam in a state, locked in one order, until the transaction ends."""
    query = select(SittingRow).where(SittingRow.exam_id == exam_id, SittingRow.state == state)
    return session.scalars(query.order_by(SittingRow.id).with_for_update()).all()


def list_forms_ahead(session: Session) -> Sequence[tuple[str, UUID]]:
    """Digest and id of forms that somebody may sit today: of exams frozen or open, in whichever organisation."""
    query = select(TestFormRow.digest, TestFormRow.id).join(ExamRow, ExamRow.id == TestFormRow.exam_id)
    return session.execute(query.where(ExamRow.state.in_(("frozen", "open"))).order_by(TestFormRow.number)).all()


def list_first_sittings(session: Session, state: str) -> Sequence[UUID]:
    """One sitting, that of the lowest seat, of each exam in a state, in whichever organisation."""
    of_exam = select(SittingRow.id).where(SittingRow.exam_id == ExamRow.id).order_by(SittingRow.seat).limit(1)
    found = session.scalars(select(of_exam.scalar_subquery()).select_from(ExamRow).where(ExamRow.state == state))
    return [id for id in found if id is not None]


def find_sitting_by_ticket(session: Session, ticket_digest: str) -> SittingRow | None:
    """The sitting of a ticket, locked until the transaction ends: two browsers may enter the same one at once."""
    query = select(SittingRow).where(SittingRow.ticket_digest == ticket_digest).with_for_update()
    return session.scalars(query).first()


def list_due(session: Session, now: datetime) -> Sequence[UUID]:
    """Open sittings whose deadline has passed."""
    query = select(SittingRow.id).where(SittingRow.state == "open", SittingRow.deadline_at < now)
    return session.scalars(query).all()


def list_sitting_events(session: Session, sitting_id: UUID) -> Sequence[SittingEventRow]:
    query = select(SittingEventRow).where(SittingEventRow.sitting_id == sitting_id)
    return session.scalars(query.order_by(SittingEventRow.at, SittingEventRow.id)).all()


def list_save_times(session: Session, sitting_id: UUID, since: datetime) -> Sequence[datetime]:
    """When saves of a sitting arrived after a moment."""
    query = select(ResponseEventRow.received_at).where(
        ResponseEventRow.sitting_id == sitting_id, ResponseEventRow.received_at > since
    )
    return session.scalars(query.order_by(ResponseEventRow.received_at)).all()


def list_exam_events(session: Session, exam_id: UUID) -> dict[UUID, list[SittingEventRow]]:
    """The events of every sitting of an exam, each in the order of `list_sitting_events`."""
    query = (
        select(SittingEventRow)
        .join(SittingRow, SittingRow.id == SittingEventRow.sitting_id)
        .where(SittingRow.exam_id == exam_id)
        .order_by(SittingEventRow.at, SittingEventRow.id)
    )
    found: dict[UUID, list[SittingEventRow]] = {}
    for event in session.scalars(query):
        found.setdefault(event.sitting_id, []).append(event)
    return found


def list_responses(session: Session, sitting_id: UUID) -> Sequence[ResponseRow]:
    query = select(ResponseRow).where(ResponseRow.sitting_id == sitting_id)
    return session.scalars(query.order_by(ResponseRow.position)).all()


def list_response_events(session: Session, sitting_id: UUID) -> Sequence[ResponseEventRow]:
    query = select(ResponseEventRow).where(ResponseEventRow.sitting_id == sitting_id)
    return session.scalars(query.order_by(ResponseEventRow.epoch, ResponseEventRow.sequence)).all()


def find_admission(session: Session, sitting_id: UUID, epoch: int) -> AdmissionRow | None:
    return session.get(AdmissionRow, (sitting_id, epoch))


def list_exam_stages(session: Session, exam_id: UUID, kind: str = "") -> Sequence[StageRow]:
    """The stages of an exam (of one kind), in the order in which candidates were added."""
    query = select(StageRow).where(StageRow.exam_id == exam_id)
    if kind:
        query = query.where(StageRow.kind == kind)
    return session.scalars(query.order_by(StageRow.created_at, StageRow.id)).all()


class ExamCandidate(NamedTuple):
    """Who is at an exam for its theory test."""

    stage_id: UUID
    case_id: UUID
    code: str
    given_names: str
    family_name: str

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"


def list_exam_candidates(session: Session, exam_id: UUID) -> list[ExamCandidate]:
    """The candidates of an exam's theory test, in the order in which they were added."""
    query = (
        select(StageRow.id, CaseRow.id, CaseRow.code, PersonRow.given_names, PersonRow.family_name)
        .join(CaseRow, CaseRow.id == StageRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(StageRow.exam_id == exam_id, StageRow.kind == "theory_test")
        .order_by(StageRow.created_at, StageRow.id)
    )
    return [ExamCandidate(*row) for row in session.execute(query)]


class SeatedCandidate(NamedTuple):
    """Who sits where, with which form."""

    sitting_id: UUID
    seat: int
    code: str
    given_names: str
    family_name: str
    form_number: int
    form_digest: str

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"


def list_seated_candidates(session: Session, exam_id: UUID) -> list[SeatedCandidate]:
    """The candidates of an exam whose forms are drawn, by seat."""
    query = (
        select(
            SittingRow.id,
            SittingRow.seat,
            CaseRow.code,
            PersonRow.given_names,
            PersonRow.family_name,
            TestFormRow.number,
            TestFormRow.digest,
        )
        .join(CaseRow, CaseRow.id == SittingRow.case_id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .join(TestFormRow, TestFormRow.id == SittingRow.test_form_id)
        .where(SittingRow.exam_id == exam_id)
        .order_by(SittingRow.seat)
    )
    return [SeatedCandidate(*row) for row in session.execute(query)]


def change_tickets(session: Session, digests: Mapping[UUID, str]) -> None:
    """Give sittings other tickets, all in one statement."""
    rows = [{"id": sitting_id, "ticket_digest": digest} for sitting_id, digest in digests.items()]
    if rows:
        session.execute(update(SittingRow), rows)


def last_seat(session: Session, exam_id: UUID) -> int:
    """The highest number of a seat; 0 where nobody sits."""
    return session.scalar(select(func.max(SittingRow.seat)).where(SittingRow.exam_id == exam_id)) or 0


def list_forms(session: Session, exam_id: UUID) -> Sequence[TestFormRow]:
    """The forms of an exam that count, by number: the newest revision of each."""
    query = select(TestFormRow).where(TestFormRow.exam_id == exam_id)
    newest = {row.number: row for row in session.scalars(query.order_by(TestFormRow.number, TestFormRow.revision))}
    return list(newest.values())


def list_forms_by_id(session: Session, ids: Collection[UUID]) -> Sequence[TestFormRow]:
    return session.scalars(select(TestFormRow).where(TestFormRow.id.in_(ids))).all()


def list_spare_forms(session: Session, exam_id: UUID) -> Sequence[TestFormRow]:
    """Frozen forms that nobody sits, in their order."""
    taken = set(session.scalars(select(SittingRow.test_form_id).where(SittingRow.exam_id == exam_id)))
    return [form for form in list_forms(session, exam_id) if form.id not in taken]


def find_marking(session: Session, sitting_id: UUID, until: datetime | None = None) -> MarkingRow | None:
    """The newest marking of a sitting; of those made after `until` none counts."""
    query = select(MarkingRow).where(MarkingRow.sitting_id == sitting_id)
    if until is not None:
        query = query.where(MarkingRow.marked_at <= until)
    return session.scalars(query.order_by(MarkingRow.number.desc()).limit(1)).first()


def find_marking_by_hash(session: Session, sitting_id: UUID, content_hash: str) -> MarkingRow | None:
    """The marking of a sitting with this content; the newest, should two have the same."""
    query = select(MarkingRow).where(MarkingRow.sitting_id == sitting_id, MarkingRow.content_hash == content_hash)
    return session.scalars(query.order_by(MarkingRow.number.desc()).limit(1)).first()
