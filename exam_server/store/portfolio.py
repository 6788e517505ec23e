"""Queries over stages' steps, and over what candidates hand in; what was taken back is left out."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccountRow, CaseRow, DeclarationRow, DocumentRow, MappingRow, StageStepRow


def list_steps(session: Session, stage_ids: Collection[UUID]) -> Sequence[StageStepRow]:
    """The steps of these stages, oldest first."""
    query = select(StageStepRow).where(StageStepRow.stage_id.in_(stage_ids))
    return session.scalars(query.order_by(StageStepRow.at, StageStepRow.id)).all()


def list_documents(session: Session, case_id: UUID) -> Sequence[DocumentRow]:
    query = select(DocumentRow).where(DocumentRow.case_id == case_id, DocumentRow.withdrawn_at.is_(None))
    return session.scalars(query.order_by(DocumentRow.made_at, DocumentRow.id)).all()


def list_document_hashes(session: Session) -> set[str]:
    """Under which names the files of all documents lie, of those taken back too; an erased one has none."""
    return set(session.scalars(select(DocumentRow.content_hash).where(DocumentRow.content_hash != "")))


def list_declarations(session: Session, case_id: UUID) -> Sequence[DeclarationRow]:
    query = select(DeclarationRow).where(DeclarationRow.case_id == case_id, DeclarationRow.withdrawn_at.is_(None))
    return session.scalars(query.order_by(DeclarationRow.made_at, DeclarationRow.id)).all()


def list_mappings(session: Session, case_id: UUID) -> Sequence[MappingRow]:
    query = select(MappingRow).where(MappingRow.case_id == case_id, MappingRow.withdrawn_at.is_(None))
    return session.scalars(query.order_by(MappingRow.made_at, MappingRow.id)).all()


def list_cases_of_person(session: Session, person_id: UUID) -> Sequence[CaseRow]:
    query = select(CaseRow).where(CaseRow.person_id == person_id, CaseRow.rehearsal.is_(False))
    return session.scalars(query.order_by(CaseRow.created_at.desc())).all()


def find_account_of(session: Session, person_id: UUID) -> AccountRow | None:
    """The account by which a person logs in."""
    return session.scalars(select(AccountRow).where(AccountRow.person_id == person_id)).first()


def list_accounts_of(session: Session, person_ids: Collection[UUID]) -> Sequence[AccountRow]:
    return session.scalars(select(AccountRow).where(AccountRow.person_id.in_(person_ids))).all()
