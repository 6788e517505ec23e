"""Queries over what people prove, their declarations, and trainings."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from exam_server.store.tables import (
    AccountRow,
    CredentialDocumentRow,
    CredentialFileRow,
    CredentialPeriodRow,
    DeclarationWithdrawalRow,
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


def list_withdrawals(session: Session, declaration_ids: Collection[UUID]) -> Sequence[DeclarationWithdrawalRow]:
    query = select(DeclarationWithdrawalRow).where(DeclarationWithdrawalRow.declaration_id.in_(declaration_ids))
    return session.scalars(query).all()


def list_document_files(session: Session, document_ids: Collection[UUID]) -> Sequence[CredentialFileRow]:
    """The scans of these documents, oldest first."""
    query = select(CredentialFileRow).where(CredentialFileRow.document_id.in_(document_ids))
    return session.scalars(query.order_by(CredentialFileRow.brought_at, CredentialFileRow.id)).all()


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


def list_same_people(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """These people and who else is the same person by name and date of birth, as `list_trainers` takes it."""
    own, twin = aliased(PersonRow), aliased(PersonRow)
    query = select(twin.id).join(own, (own.organisation_id == twin.organisation_id) & _are_same(own, twin))
    return {*person_ids, *session.scalars(query.where(own.id.in_(person_ids)))}


def _are_same(one: type[PersonRow], other: type[PersonRow]) -> ColumnElement[bool]:
    return and_(
        other.given_names == one.given_names, other.family_name == one.family_name, other.born_on == one.born_on
    )


def list_trainers(session: Session, person_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """Who trained these people: pairs of a participant's person and a trainer's account (S10).

    Somebody filed twice is found by name and date of birth, so that leaving out an e-mail address evades nothing.
    """
    own, twin, taken, ran = aliased(PersonRow), aliased(PersonRow), aliased(TrainingPartRow), aliased(TrainingPartRow)
    query = (
        select(own.id, AccountRow.id)
        .join(twin, and_(twin.organisation_id == own.organisation_id, or_(twin.id == own.id, _are_same(own, twin))))
        .join(taken, and_(taken.person_id == twin.id, taken.part == "participant"))
        .join(ran, and_(ran.training_id == taken.training_id, ran.part == "trainer"))
        .join(AccountRow, AccountRow.person_id == ran.person_id)
        .where(own.id.in_(person_ids))
        .distinct()
    )
    return session.execute(query).all()
