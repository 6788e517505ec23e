"""Queries over rulings on keys, and the sittings that a ruling touches."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from exam_server.store.tables import CaseRow, ExamRow, KeyRulingRow, SittingRow


def list_rulings(session: Session, revisions: Collection[UUID]) -> Sequence[KeyRulingRow]:
    """Every ruling on these item revisions, decided on or not, oldest first."""
    query = select(KeyRulingRow).where(KeyRulingRow.revision_id.in_(revisions))
    return session.scalars(query.order_by(KeyRulingRow.proposed_at, KeyRulingRow.id)).all()


def list_sittings(session: Session, ids: Sequence[UUID]) -> Sequence[Row[SittingRow, UUID, str, str]]:
    """SittingRow, plan_id, exam title and candidate code of these sittings, by exam and seat."""
    query = (
        select(SittingRow, ExamRow.plan_id, ExamRow.title, CaseRow.code)
        .join(ExamRow, ExamRow.id == SittingRow.exam_id)
        .join(CaseRow, CaseRow.id == SittingRow.case_id)
        .where(SittingRow.id.in_(ids))
    )
    return session.execute(query.order_by(ExamRow.planned_at, SittingRow.exam_id, SittingRow.seat)).all()
