"""Queries over advisors of cases, self-assessments and advisors' notes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccountRow, AdvisorNoteRow, CaseAdvisorRow, CaseRow, PersonRow, SelfAssessmentRow


def list_advisors(session: Session, case_id: UUID) -> Sequence[tuple[CaseAdvisorRow, PersonRow]]:
    query = (
        select(CaseAdvisorRow, PersonRow)
        .join(AccountRow, AccountRow.id == CaseAdvisorRow.account_id)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(CaseAdvisorRow.case_id == case_id)
        .order_by(CaseAdvisorRow.taken_on, CaseAdvisorRow.id)
    )
    return session.execute(query).all()


def is_advisor(session: Session, case_id: UUID, account_id: UUID) -> bool:
    query = select(CaseAdvisorRow.id).where(CaseAdvisorRow.case_id == case_id, CaseAdvisorRow.account_id == account_id)
    return session.scalar(query) is not None


def list_advised(session: Session, account_id: UUID) -> Sequence[tuple[CaseRow, PersonRow]]:
    """The cases that an account advises, by code."""
    query = (
        select(CaseRow, PersonRow)
        .join(CaseAdvisorRow, CaseAdvisorRow.case_id == CaseRow.id)
        .join(PersonRow, PersonRow.id == CaseRow.person_id)
        .where(CaseAdvisorRow.account_id == account_id)
        .order_by(CaseRow.code)
    )
    return session.execute(query).all()


def list_assessments(session: Session, case_id: UUID) -> Sequence[SelfAssessmentRow]:
    query = select(SelfAssessmentRow).where(SelfAssessmentRow.case_id == case_id)
    return session.scalars(query.order_by(SelfAssessmentRow.made_at, SelfAssessmentRow.id)).all()


def list_notes(session: Session, case_id: UUID) -> Sequence[AdvisorNoteRow]:
    query = select(AdvisorNoteRow).where(AdvisorNoteRow.case_id == case_id)
    return session.scalars(query.order_by(AdvisorNoteRow.made_at, AdvisorNoteRow.id)).all()
