"""Queries over appeals, their steps, seats, views and rulings."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccountRow,
    AppealDocumentRow,
    AppealOpinionRow,
    AppealPointRow,
    AppealRepeatRow,
    AppealRow,
    AppealRulingRow,
    AppealSeatRow,
    AppealStepRow,
    PersonRow,
)


class Told(NamedTuple):
    """What rulings made of a case: ids of evidence and decisions, and those of them that the candidate was told."""

    evidence: frozenset[UUID]
    decisions: frozenset[UUID]
    told_evidence: frozenset[UUID]
    told_decisions: frozenset[UUID]


def list_appeals(session: Session, organisation_id: UUID) -> Sequence[AppealRow]:
    """All of them, the newest first."""
    query = select(AppealRow).where(AppealRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(AppealRow.number.desc())).all()


def list_appeals_of(session: Session, case_id: UUID) -> Sequence[AppealRow]:
    """A case's, oldest first."""
    return session.scalars(select(AppealRow).where(AppealRow.case_id == case_id).order_by(AppealRow.number)).all()


def list_appeals_for(session: Session, account_id: UUID) -> Sequence[AppealRow]:
    """Those for which somebody has, or had, a seat, the newest first."""
    seated = select(AppealSeatRow.appeal_id).where(AppealSeatRow.account_id == account_id)
    return session.scalars(select(AppealRow).where(AppealRow.id.in_(seated)).order_by(AppealRow.number.desc())).all()


def highest_number(session: Session, organisation_id: UUID) -> int:
    query = select(func.max(AppealRow.number)).where(AppealRow.organisation_id == organisation_id)
    return session.scalar(query) or 0


def list_steps(session: Session, appeal_ids: Collection[UUID]) -> Sequence[AppealStepRow]:
    """Oldest first."""
    query = select(AppealStepRow).where(AppealStepRow.appeal_id.in_(appeal_ids))
    return session.scalars(query.order_by(AppealStepRow.at, AppealStepRow.id)).all()


def list_documents(session: Session, appeal_id: UUID) -> Sequence[AppealDocumentRow]:
    query = select(AppealDocumentRow).where(AppealDocumentRow.appeal_id == appeal_id)
    return session.scalars(query.order_by(AppealDocumentRow.added_at, AppealDocumentRow.id)).all()


def list_seats(session: Session, appeal_id: UUID) -> Sequence[AppealSeatRow]:
    """Who sits now, who leads first."""
    newest = select(func.max(AppealSeatRow.number)).where(AppealSeatRow.appeal_id == appeal_id).scalar_subquery()
    query = select(AppealSeatRow).where(AppealSeatRow.appeal_id == appeal_id, AppealSeatRow.number == newest)
    return session.scalars(query.order_by(AppealSeatRow.leads.desc(), AppealSeatRow.id)).all()


def list_seats_of_case(session: Session, case_id: UUID) -> dict[UUID, list[tuple[AppealSeatRow, PersonRow]]]:
    """By decision that a ruling of the case made, every seat that anybody had for that appeal, oldest first."""
    query = (
        select(AppealPointRow.decision_id, AppealSeatRow, PersonRow)
        .join(AppealRulingRow, AppealRulingRow.id == AppealPointRow.ruling_id)
        .join(AppealRow, AppealRow.id == AppealRulingRow.appeal_id)
        .join(AppealSeatRow, AppealSeatRow.appeal_id == AppealRow.id)
        .join(AccountRow, AccountRow.id == AppealSeatRow.account_id)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(AppealRow.case_id == case_id)
    )
    found: dict[UUID, list[tuple[AppealSeatRow, PersonRow]]] = {}
    for decision_id, seat, person in session.execute(query.order_by(AppealSeatRow.number, AppealSeatRow.id)):
        if decision_id is not None:
            found.setdefault(decision_id, []).append((seat, person))
    return found


def list_deciders(session: Session, case_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """By case everybody who was ever assigned to one of its appeals."""
    query = select(AppealRow.case_id, AppealSeatRow.account_id).join(
        AppealSeatRow, AppealSeatRow.appeal_id == AppealRow.id
    )
    found: dict[UUID, set[UUID]] = {}
    for case_id, account_id in session.execute(query.where(AppealRow.case_id.in_(case_ids))):
        found.setdefault(case_id, set()).add(account_id)
    return {case_id: frozenset(own) for case_id, own in found.items()}


def list_appeal_seats(session: Session, case_id: UUID) -> Sequence[AppealSeatRow]:
    """Every seat that anybody ever had for an appeal of a case."""
    query = select(AppealSeatRow).join(AppealRow, AppealRow.id == AppealSeatRow.appeal_id)
    return session.scalars(query.where(AppealRow.case_id == case_id)).all()


def list_ever_seated(session: Session, appeal_ids: Collection[UUID]) -> set[UUID]:
    """The accounts that were ever assigned to one of these appeals."""
    return set(session.scalars(select(AppealSeatRow.account_id).where(AppealSeatRow.appeal_id.in_(appeal_ids))))


def list_ruled(session: Session, appeal_id: UUID) -> set[UUID]:
    """The decisions that an appeal's rulings made."""
    query = select(AppealPointRow.decision_id).join(AppealRulingRow, AppealRulingRow.id == AppealPointRow.ruling_id)
    query = query.where(AppealRulingRow.appeal_id == appeal_id, AppealPointRow.decision_id.is_not(None))
    return {each for each in session.scalars(query) if each is not None}


def list_opinions(session: Session, appeal_id: UUID) -> Sequence[AppealOpinionRow]:
    """Of whoever sealed, those who sit no more too."""
    query = select(AppealOpinionRow).where(AppealOpinionRow.appeal_id == appeal_id)
    return session.scalars(query.order_by(AppealOpinionRow.sealed_at, AppealOpinionRow.id)).all()


def find_ruling(session: Session, appeal_id: UUID) -> AppealRulingRow | None:
    """The newest one, which may have been sent back."""
    query = select(AppealRulingRow).where(AppealRulingRow.appeal_id == appeal_id)
    return session.scalars(query.order_by(AppealRulingRow.proposed_at.desc(), AppealRulingRow.id.desc())).first()


def list_points(session: Session, ruling_id: UUID) -> Sequence[AppealPointRow]:
    query = select(AppealPointRow).where(AppealPointRow.ruling_id == ruling_id)
    return session.scalars(query.order_by(AppealPointRow.id)).all()


def list_made(session: Session, case_id: UUID) -> Told:
    """What the case's rulings made; without appeals two empty sets after one query."""
    query = (
        select(AppealPointRow.evidence_id, AppealPointRow.decision_id, AppealRow.state)
        .join(AppealRulingRow, AppealRulingRow.id == AppealPointRow.ruling_id)
        .join(AppealRow, AppealRow.id == AppealRulingRow.appeal_id)
        .where(AppealRow.case_id == case_id, AppealPointRow.evidence_id.is_not(None))
    )
    rows = session.execute(query).all()
    told = [row for row in rows if row.state == "told"]
    return Told(
        frozenset(row.evidence_id for row in rows),
        frozenset(row.decision_id for row in rows if row.decision_id),
        frozenset(row.evidence_id for row in told),
        frozenset(row.decision_id for row in told if row.decision_id),
    )


def list_told_rulings(session: Session, case_id: UUID) -> dict[UUID, datetime]:
    """By decision that a ruling of the case made, when the candidate was told it."""
    query = (
        select(AppealPointRow.decision_id, AppealStepRow.at)
        .join(AppealRulingRow, AppealRulingRow.id == AppealPointRow.ruling_id)
        .join(AppealRow, AppealRow.id == AppealRulingRow.appeal_id)
        .join(AppealStepRow, AppealStepRow.appeal_id == AppealRow.id)
        .where(AppealRow.case_id == case_id, AppealStepRow.step == "told", AppealPointRow.decision_id.is_not(None))
    )
    return {decision_id: at for decision_id, at in session.execute(query) if decision_id is not None}


def find_repeat(session: Session, appeal_id: UUID) -> AppealRepeatRow | None:
    return session.scalars(select(AppealRepeatRow).where(AppealRepeatRow.appeal_id == appeal_id)).first()


def list_repeated(session: Session, exam_id: UUID, case_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Of these cases those whose simulation is repeated at the exam, with who verified before."""
    query = select(AppealRepeatRow.case_id, AppealRepeatRow.involved).where(AppealRepeatRow.exam_id == exam_id)
    rows = session.execute(query.where(AppealRepeatRow.case_id.in_(case_ids)))
    return {case_id: frozenset(map(UUID, involved)) for case_id, involved in rows}
