"""Queries of a session's protocol: everything of an exam's seats at once."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    ContactGapRow,
    ResponseEventRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    TranscriptDecisionRow,
)

Row = TypeVar("Row", ResponseRow, ResponseEventRow, ContactGapRow)


def list_responses(session: Session, exam_id: UUID) -> dict[UUID, list[ResponseRow]]:
    """What counts at each sitting, by position."""
    query = select(ResponseRow).join(SittingRow, SittingRow.id == ResponseRow.sitting_id)
    return _by_sitting(session.scalars(query.where(SittingRow.exam_id == exam_id).order_by(ResponseRow.position)))


def list_late_saves(session: Session, exam_id: UUID) -> dict[UUID, list[ResponseEventRow]]:
    """Saves that arrived after time, by sitting and in the order of their arrival."""
    query = select(ResponseEventRow).join(SittingRow, SittingRow.id == ResponseEventRow.sitting_id)
    query = query.where(SittingRow.exam_id == exam_id, ResponseEventRow.status == "late")
    return _by_sitting(session.scalars(query.order_by(ResponseEventRow.received_at, ResponseEventRow.sequence)))


def list_silences(session: Session, exam_id: UUID) -> dict[UUID, list[ContactGapRow]]:
    """Every kept silence, settled or not, by sitting and in order."""
    query = select(ContactGapRow).join(SittingRow, SittingRow.id == ContactGapRow.sitting_id)
    query = query.where(SittingRow.exam_id == exam_id)
    return _by_sitting(session.scalars(query.order_by(ContactGapRow.since, ContactGapRow.id)))


def list_events(session: Session, exam_id: UUID) -> Sequence[SittingEventRow]:
    """Every event of an exam's sittings, in order."""
    query = select(SittingEventRow).join(SittingRow, SittingRow.id == SittingEventRow.sitting_id)
    query = query.where(SittingRow.exam_id == exam_id)
    return session.scalars(query.order_by(SittingEventRow.at, SittingEventRow.id)).all()


def count_decisions(session: Session, exam_id: UUID) -> dict[UUID, int]:
    """How many decisions each sitting's paper took."""
    query = (
        select(TranscriptDecisionRow.sitting_id, func.count())
        .join(SittingRow, SittingRow.id == TranscriptDecisionRow.sitting_id)
        .where(SittingRow.exam_id == exam_id)
        .group_by(TranscriptDecisionRow.sitting_id)
    )
    return {sitting_id: count for sitting_id, count in session.execute(query)}


def _by_sitting(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.sitting_id, []).append(row)
    return found
