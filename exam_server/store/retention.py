"""Queries for retention: what clocks start with, what was erased, holds and orders."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from exam_server.store.erasing import NOBODY
from exam_server.store.tables import (
    AccommodationGroundRow,
    AccountRoleRow,
    AccountRow,
    AppealRow,
    AppealStepRow,
    CaseRow,
    CertificateRow,
    CommissionRow,
    CommissionSeatRow,
    CredentialDocumentRow,
    CredentialPeriodRow,
    EnrolmentDecisionRow,
    EnrolmentRow,
    EnrolmentWindowRow,
    ErasedDataRow,
    ErasureOrderRow,
    ExamRow,
    HolderRow,
    InspectionRow,
    MemberDeclarationRow,
    MemberEducationRow,
    PersonRow,
    ProtocolRow,
    ReleaseRow,
    RetentionHoldRow,
    StageRow,
)


class StageDays(NamedTuple):
    """What a case's clock starts with: one stage of it (all None: it has none) and the state of its exam.

    `told_at`: the last time that something of the stage's exam was released, or a ruling on the case told.
    """

    case_id: UUID
    person_id: UUID
    code: str
    made_at: datetime
    opened_at: datetime | None
    released_at: datetime | None
    planned_on: date | None
    planned_at: datetime | None
    state: str | None
    told_at: datetime | None
    kind: str | None


def list_stage_days(session: Session, organisation_id: UUID) -> list[StageDays]:
    """Every stage of every case that isn't a rehearsal's, case by case."""
    released = select(func.max(ReleaseRow.confirmed_at)).where(ReleaseRow.exam_id == StageRow.exam_id).scalar_subquery()
    ruled = (
        select(func.max(AppealStepRow.at))
        .join(AppealRow, AppealRow.id == AppealStepRow.appeal_id)
        .where(AppealRow.case_id == CaseRow.id, AppealStepRow.step == "told")
        .scalar_subquery()
    )
    query = (
        select(
            CaseRow.id,
            CaseRow.person_id,
            CaseRow.code,
            CaseRow.created_at,
            StageRow.created_at,
            StageRow.released_at,
            StageRow.planned_on,
            ExamRow.planned_at,
            ExamRow.state,
            case((ruled > released, ruled), (released.is_(None), ruled), else_=released),
            StageRow.kind,
        )
        .outerjoin(StageRow, StageRow.case_id == CaseRow.id)
        .outerjoin(ExamRow, ExamRow.id == StageRow.exam_id)
        .where(CaseRow.organisation_id == organisation_id, CaseRow.rehearsal.is_(False))
        .order_by(CaseRow.id)
    )
    return [StageDays(*row) for row in session.execute(query)]


def list_inspected(session: Session, organisation_id: UUID, now: datetime) -> set[UUID]:
    """Cases of which an inspection is open."""
    query = select(InspectionRow.case_id).where(
        InspectionRow.organisation_id == organisation_id, InspectionRow.closes_at > now
    )
    return set(session.scalars(query))


def list_protocol_days(session: Session, organisation_id: UUID) -> list[tuple[UUID, UUID, str, datetime]]:
    """Id, case, number and time of each protocol."""
    query = select(ProtocolRow.id, ProtocolRow.case_id, ProtocolRow.cited, ProtocolRow.made_at)
    found = session.execute(query.where(ProtocolRow.organisation_id == organisation_id))
    return [(id, case_id, cited, at) for id, case_id, cited, at in found]


def list_issue_days(session: Session, organisation_id: UUID) -> dict[UUID, date]:
    """By case the day of its newest certificate."""
    query = select(CertificateRow.case_id, func.max(CertificateRow.issued_on))
    found = session.execute(
        query.where(CertificateRow.organisation_id == organisation_id).group_by(CertificateRow.case_id)
    )
    return {case_id: day for case_id, day in found}


def list_holder_days(session: Session, organisation_id: UUID) -> list[tuple[UUID, UUID, str, date]]:
    """Id, case, number and day of each certificate whose holder is kept."""
    query = (
        select(CertificateRow.id, CertificateRow.case_id, CertificateRow.cited, CertificateRow.issued_on)
        .join(HolderRow, HolderRow.certificate_id == CertificateRow.id)
        .where(CertificateRow.organisation_id == organisation_id)
    )
    return [(id, case_id, cited, day) for id, case_id, cited, day in session.execute(query)]


def list_caseless(session: Session, organisation_id: UUID) -> list[tuple[UUID, str, datetime]]:
    """Id and code of each enrolment with data of its own that no case came of, and when it ended."""
    query = (
        select(
            EnrolmentRow.id,
            EnrolmentRow.code,
            func.coalesce(EnrolmentDecisionRow.decided_at, EnrolmentWindowRow.closes_at).label("ended_at"),
        )
        .join(EnrolmentWindowRow, EnrolmentWindowRow.id == EnrolmentRow.window_id)
        .outerjoin(EnrolmentDecisionRow, EnrolmentDecisionRow.enrolment_id == EnrolmentRow.id)
        .where(
            EnrolmentRow.organisation_id == organisation_id,
            EnrolmentRow.family_name != "",
            EnrolmentDecisionRow.case_id.is_(None),
        )
    )
    return [(id, code, at) for id, code, at in session.execute(query)]


def list_newest_papers(session: Session, organisation_id: UUID) -> dict[UUID, datetime]:
    """When the newest paper of each person was entered."""
    found: dict[UUID, datetime] = {}
    entered = [(each, each.entered_at) for each in (CredentialPeriodRow, MemberEducationRow, CredentialDocumentRow)]
    for table, moment in (*entered, (MemberDeclarationRow, MemberDeclarationRow.recorded_at)):
        query = select(table.person_id, func.max(moment)).where(table.organisation_id == organisation_id)
        for person_id, at in session.execute(query.group_by(table.person_id)):
            found[person_id] = max(at, found.get(person_id, at))
    return found


def list_last_seats(session: Session, organisation_id: UUID) -> dict[UUID, datetime]:
    """The last exam at which each person was appointed to sit."""
    query = (
        select(AccountRow.person_id, func.max(ExamRow.planned_at))
        .join(CommissionSeatRow, CommissionSeatRow.account_id == AccountRow.id)
        .join(CommissionRow, CommissionRow.id == CommissionSeatRow.commission_id)
        .join(ExamRow, ExamRow.id == CommissionRow.exam_id)
        .where(AccountRow.organisation_id == organisation_id, ExamRow.rehearsal.is_(False))
        .group_by(AccountRow.person_id)
    )
    return {person_id: at for person_id, at in session.execute(query)}


def list_account_days(session: Session, organisation_id: UUID) -> list[tuple[UUID, UUID, str, datetime | None]]:
    """Id, person and log-in of each account of staff, and when it was closed; a candidate's goes with the person."""
    staff = select(AccountRoleRow.account_id).where(AccountRoleRow.role != "candidate")
    query = select(AccountRow.id, AccountRow.person_id, AccountRow.login, AccountRow.disabled_at)
    where = AccountRow.organisation_id == organisation_id, AccountRow.id.in_(staff)
    return [(id, person_id, login, at) for id, person_id, login, at in session.execute(query.where(*where))]


class PersonDays(NamedTuple):
    """A person by name, and whether there's a way to reach them."""

    id: UUID
    name: str
    has_contact: bool
    made_at: datetime
    is_named: bool


def list_people(session: Session, organisation_id: UUID) -> list[PersonDays]:
    query = select(PersonRow).where(PersonRow.organisation_id == organisation_id)
    return [
        PersonDays(
            each.id,
            f"{each.given_names} {each.family_name}",
            bool(each.email or each.phone),
            each.created_at,
            each.family_name != NOBODY,
        )
        for each in session.scalars(query)
    ]


def list_with_grounds(session: Session, organisation_id: UUID) -> set[UUID]:
    """Cases with grounds of agreed conditions that say something still: erased ones leave an empty row."""
    query = select(AccommodationGroundRow.case_id).where(
        AccommodationGroundRow.organisation_id == organisation_id,
        or_(AccommodationGroundRow.words != "", AccommodationGroundRow.content_hash != ""),
    )
    return set(session.scalars(query))


def list_erased(session: Session, organisation_id: UUID) -> Sequence[ErasedDataRow]:
    query = select(ErasedDataRow).where(ErasedDataRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(ErasedDataRow.erased_at, ErasedDataRow.id)).all()


def list_holds(session: Session, organisation_id: UUID) -> Sequence[RetentionHoldRow]:
    """Holds that nobody has ended, oldest first."""
    query = select(RetentionHoldRow).where(
        RetentionHoldRow.organisation_id == organisation_id, RetentionHoldRow.ended_at.is_(None)
    )
    return session.scalars(query.order_by(RetentionHoldRow.held_at, RetentionHoldRow.id)).all()


def list_orders(session: Session, organisation_id: UUID) -> Sequence[ErasureOrderRow]:
    """All orders, oldest first."""
    query = select(ErasureOrderRow).where(ErasureOrderRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(ErasureOrderRow.proposed_at, ErasureOrderRow.id)).all()


def list_confirmed(session: Session) -> Sequence[ErasureOrderRow]:
    """Orders that were carried out, of every organisation."""
    query = select(ErasureOrderRow).where(ErasureOrderRow.confirmed.is_(True))
    return session.scalars(query.order_by(ErasureOrderRow.id)).all()


def list_with_files(session: Session) -> Sequence[ErasureOrderRow]:
    """Orders whose files still have to go."""
    return [row for row in list_confirmed(session) if row.files]
