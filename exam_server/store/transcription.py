"""Queries over papers that are typed in."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import SittingEventRow, SittingRow, TranscriptDecisionRow, TranscriptRow

PAPER_KINDS = ("paper_declared", "paper_withdrawn", "paper_filed")


def list_transcripts(session: Session, sitting_id: UUID) -> Sequence[TranscriptRow]:
    query = select(TranscriptRow).where(TranscriptRow.sitting_id == sitting_id)
    return session.scalars(query.order_by(TranscriptRow.number)).all()


def list_exam_transcripts(session: Session, exam_id: UUID) -> dict[UUID, list[TranscriptRow]]:
    """The readings of every sitting of an exam, each in the order of `list_transcripts`."""
    query = (
        select(TranscriptRow)
        .join(SittingRow, SittingRow.id == TranscriptRow.sitting_id)
        .where(SittingRow.exam_id == exam_id)
        .order_by(TranscriptRow.number)
    )
    found: dict[UUID, list[TranscriptRow]] = {}
    for row in session.scalars(query):
        found.setdefault(row.sitting_id, []).append(row)
    return found


def list_decisions(session: Session, sitting_id: UUID) -> Sequence[TranscriptDecisionRow]:
    query = select(TranscriptDecisionRow).where(TranscriptDecisionRow.sitting_id == sitting_id)
    return session.scalars(query.order_by(TranscriptDecisionRow.decided_at, TranscriptDecisionRow.id)).all()


def list_paper_events(session: Session, exam_id: UUID) -> dict[UUID, list[SittingEventRow]]:
    """The events about paper of every sitting of an exam that has some, in order."""
    query = (
        select(SittingEventRow)
        .join(SittingRow, SittingRow.id == SittingEventRow.sitting_id)
        .where(SittingRow.exam_id == exam_id, SittingEventRow.kind.in_(PAPER_KINDS))
        .order_by(SittingEventRow.at, SittingEventRow.id)
    )
    found: dict[UUID, list[SittingEventRow]] = {}
    for event in session.scalars(query):
        found.setdefault(event.sitting_id, []).append(event)
    return found
