"""Queries over the log of views."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccountRoleRow,
    AccountRow,
    AppealRow,
    CaseRow,
    EncounterRow,
    EnrolmentDecisionRow,
    EnrolmentRow,
    PersonalViewRow,
    SittingRow,
    StageRow,
)


class TraceQuery(NamedTuple):
    """Which views of an organisation: by who looked and by whose it was (any of `subjects`), newest first."""

    organisation_id: UUID
    account_id: UUID | None = None
    subjects: frozenset[UUID] | None = None


def list_views(session: Session, query: TraceQuery, limit: int, offset: int = 0) -> Sequence[PersonalViewRow]:
    found = (
        select(PersonalViewRow)
        .where(*_conditions(query))
        .order_by(PersonalViewRow.at.desc(), PersonalViewRow.id.desc())
    )
    return session.scalars(found.limit(limit).offset(offset)).all()


def count_views(session: Session, query: TraceQuery) -> int:
    return session.scalar(select(func.count()).select_from(PersonalViewRow).where(*_conditions(query))) or 0


def _conditions(query: TraceQuery) -> list[ColumnElement[bool]]:
    conditions = [PersonalViewRow.organisation_id == query.organisation_id]
    if query.account_id is not None:
        conditions.append(PersonalViewRow.account_id == query.account_id)
    if query.subjects is not None:
        conditions.append(PersonalViewRow.subject_id.in_(query.subjects))
    return conditions


def list_subjects_of(session: Session, person_id: UUID) -> frozenset[UUID]:
    """Ids under which pages are about a person: their own, and of cases, seats, encounters, accounts, exams."""
    cases = select(CaseRow.id).where(CaseRow.person_id == person_id)
    enrolled = select(EnrolmentDecisionRow.enrolment_id).where(EnrolmentDecisionRow.case_id.in_(cases))
    queries = (
        cases,
        select(AccountRow.id).where(AccountRow.person_id == person_id),
        select(SittingRow.id).where(SittingRow.case_id.in_(cases)),
        select(AppealRow.id).where(AppealRow.case_id.in_(cases)),
        select(EncounterRow.id).where(EncounterRow.case_id.in_(cases)),
        select(StageRow.exam_id).where(StageRow.case_id.in_(cases), StageRow.exam_id.is_not(None)),
        select(EnrolmentRow.id).where(EnrolmentRow.person_id == person_id),
        enrolled,
    )
    found = {each for query in queries for each in session.scalars(query) if each is not None}
    return frozenset({person_id, *found})


def list_roles_of(session: Session, account_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The roles of each account, by name."""
    query = select(AccountRoleRow.account_id, AccountRoleRow.role).where(AccountRoleRow.account_id.in_(account_ids))
    found: dict[UUID, list[str]] = {}
    for account_id, role in session.execute(query.order_by(AccountRoleRow.role)):
        found.setdefault(account_id, []).append(role)
    return found
