"""Queries over what people prove, their declarations, and trainings."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccountRow,
    CredentialDocumentRow,
    CredentialPeriodRow,
    MemberDeclarationRow,
    MemberEducationRow,
    PersonRow,
    TrainingPartRow,
    TrainingRow,
)


def list_periods(session: Session, person_ids: Collection[UUID]) -> Sequence[CredentialPeriodRow]:
    """Periods that weren't withdrawn, by their first day."""
    query = select(CredentialPeriodRow).where(
        CredentialPeriodRow.person_id.in_(person_ids), CredentialPeriodRow.withdrawn_at.is_(None)
    )
    return session.scalars(query.order_by(CredentialPeriodRow.first_on, CredentialPeriodRow.id)).all()


def list_education(session: Session, person_ids: Collection[UUID]) -> Sequence[MemberEducationRow]:
    query = select(MemberEducationRow).where(
        MemberEducationRow.person_id.in_(person_ids), MemberEducationRow.withdrawn_at.is_(None)
    )
    return session.scalars(query.order_by(MemberEducationRow.level.desc(), MemberEducationRow.id)).all()


def list_documents(session: Session, person_ids: Collection[UUID]) -> Sequence[CredentialDocumentRow]:
    """Documents that weren't withdrawn, by their day of issue."""
    query = select(CredentialDocumentRow).where(
        CredentialDocumentRow.person_id.in_(person_ids), CredentialDocumentRow.withdrawn_at.is_(None)
    )
    return session.scalars(query.order_by(CredentialDocumentRow.issued_on, CredentialDocumentRow.id)).all()


def list_declarations(
    session: Session, person_ids: Collection[UUID], qualification: str
) -> Sequence[MemberDeclarationRow]:
    """Declarations on a qualification, the earliest first."""
    query = select(MemberDeclarationRow).where(
        MemberDeclarationRow.person_id.in_(person_ids), MemberDeclarationRow.qualification == qualification
    )
    return session.scalars(query.order_by(MemberDeclarationRow.signed_on, MemberDeclarationRow.id)).all()


def list_trainings(session: Session, organisation_id: UUID) -> Sequence[tuple[TrainingRow, int]]:
    """Trainings, the latest first, with the number of those who took part."""
    count = (
        select(func.count())
        .where(TrainingPartRow.training_id == TrainingRow.id, TrainingPartRow.part == "participant")
        .scalar_subquery()
    )
    query = select(TrainingRow, count).where(TrainingRow.organisation_id == organisation_id)
    return session.execute(query.order_by(TrainingRow.last_on.desc(), TrainingRow.id)).all()


def list_parts(session: Session, training_id: UUID) -> Sequence[tuple[TrainingPartRow, PersonRow]]:
    query = (
        select(TrainingPartRow, PersonRow)
        .join(PersonRow, PersonRow.id == TrainingPartRow.person_id)
        .where(TrainingPartRow.training_id == training_id)
        .order_by(TrainingPartRow.part.desc(), PersonRow.family_name, PersonRow.given_names)
    )
    return session.execute(query).all()


def list_trainers(session: Session, person_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """Who trained these people: pairs of a participant's person and a trainer's account (S10)."""
    own = select(TrainingPartRow.training_id, TrainingPartRow.person_id.label("participant")).where(
        TrainingPartRow.person_id.in_(person_ids), TrainingPartRow.part == "participant"
    )
    taken = own.subquery()
    query = (
        select(taken.c.participant, AccountRow.id)
        .join(TrainingPartRow, TrainingPartRow.training_id == taken.c.training_id)
        .join(AccountRow, AccountRow.person_id == TrainingPartRow.person_id)
        .where(TrainingPartRow.part == "trainer")
        .distinct()
    )
    return session.execute(query).all()
