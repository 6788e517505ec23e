"""Queries over releases and inspections."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AppealPointRow,
    DecisionConfirmationRow,
    DecisionRow,
    EvidenceRow,
    InspectionRow,
    InspectionViewRow,
    ReleaseRow,
    StageReleaseRow,
    StageRow,
)

NOT_RULED = EvidenceRow.source_kind != "appeal"
"""What a ruling on an appeal recorded is told with the ruling, not by a release."""


def find_pending(session: Session, exam_id: UUID) -> ReleaseRow | None:
    """The release that somebody asked for and nobody has confirmed."""
    query = select(ReleaseRow).where(ReleaseRow.exam_id == exam_id, ReleaseRow.confirmed_at.is_(None))
    return session.scalars(query.order_by(ReleaseRow.asked_at.desc())).first()


def last_release(session: Session, exam_ids: Collection[UUID]) -> datetime | None:
    """When results of one of these exams were last released."""
    return session.scalar(select(func.max(ReleaseRow.confirmed_at)).where(ReleaseRow.exam_id.in_(exam_ids)))


def find_pending_of_stage(session: Session, stage_id: UUID) -> StageReleaseRow | None:
    """The release of a stage that somebody asked for and nobody has confirmed."""
    return next(iter(list_pending_of_stages(session, [stage_id])), None)


def list_pending_of_stages(session: Session, stage_ids: Collection[UUID]) -> Sequence[StageReleaseRow]:
    """As `find_pending_of_stage`, of many stages; what an exam's release let go isn't pending any more."""
    query = select(StageReleaseRow).where(
        StageReleaseRow.stage_id.in_(stage_ids),
        StageReleaseRow.confirmed_at.is_(None),
        StageReleaseRow.release_id.is_(None),
    )
    return session.scalars(query.order_by(StageReleaseRow.asked_at.desc())).all()


def last_stage_release(session: Session, stage_ids: Collection[UUID]) -> datetime | None:
    """When one of these stages without an exam was last released."""
    return session.scalar(select(func.max(StageReleaseRow.confirmed_at)).where(StageReleaseRow.stage_id.in_(stage_ids)))


def list_release_times(session: Session, exam_ids: Collection[UUID], stage_ids: Collection[UUID]) -> Sequence[datetime]:
    """When two people released something of these exams, or of these stages without one, oldest first."""
    exams = select(ReleaseRow.confirmed_at).where(ReleaseRow.exam_id.in_(exam_ids))
    stages = select(StageReleaseRow.confirmed_at).where(StageReleaseRow.stage_id.in_(stage_ids))
    return sorted(at for query in (exams, stages) for at in session.scalars(query) if at is not None)


def list_decided_since(
    session: Session, case_ids: Collection[UUID], since: datetime | None
) -> Sequence[tuple[UUID, list[str]]]:
    """The case of each decision confirmed after `since`, but for rulings, and the evidence that it rests on."""
    query = select(DecisionRow.case_id, DecisionRow.evidence).join(
        DecisionConfirmationRow, DecisionConfirmationRow.decision_id == DecisionRow.id
    )
    ruled = select(AppealPointRow.decision_id).where(AppealPointRow.decision_id.is_not(None))
    query = query.where(DecisionRow.case_id.in_(case_ids), DecisionRow.id.not_in(ruled))
    if since is not None:
        query = query.where(DecisionConfirmationRow.confirmed_at > since)
    return [(case_id, evidence) for case_id, evidence in session.execute(query)]


def list_shown(session: Session, case_ids: Collection[UUID], stage_ids: Collection[UUID]) -> set[str]:
    """The ids of these cases' records that candidates see once these stages are released, too."""
    query = select(EvidenceRow.id).join(StageRow, StageRow.id == EvidenceRow.stage_id)
    shown = or_(StageRow.id.in_(stage_ids), EvidenceRow.recorded_at <= StageRow.released_at)
    return set(map(str, session.scalars(query.where(EvidenceRow.case_id.in_(case_ids), shown))))


def list_own_stages(session: Session, case_ids: Collection[UUID]) -> Sequence[StageRow]:
    """Stages of these cases that need no exam and have made evidence that isn't released."""
    news = or_(StageRow.released_at.is_(None), EvidenceRow.recorded_at > StageRow.released_at) & NOT_RULED
    shown = select(EvidenceRow.stage_id).join(StageRow, StageRow.id == EvidenceRow.stage_id)
    shown = shown.where(EvidenceRow.case_id.in_(case_ids), news)
    query = select(StageRow).where(StageRow.case_id.in_(case_ids), StageRow.exam_id.is_(None), StageRow.id.in_(shown))
    return session.scalars(query.order_by(StageRow.created_at, StageRow.id)).all()


def list_stages_with_news(session: Session, case_ids: Collection[UUID]) -> set[UUID]:
    """The released stages of these cases of which evidence was recorded after their release."""
    query = select(EvidenceRow.stage_id).join(StageRow, StageRow.id == EvidenceRow.stage_id)
    query = query.where(EvidenceRow.case_id.in_(case_ids), EvidenceRow.recorded_at > StageRow.released_at, NOT_RULED)
    return set(session.scalars(query))


def list_inspections(session: Session, case_id: UUID) -> Sequence[InspectionRow]:
    """A case's inspections, oldest first."""
    query = select(InspectionRow).where(InspectionRow.case_id == case_id)
    return session.scalars(query.order_by(InspectionRow.opened_at, InspectionRow.id)).all()


def list_views(session: Session, case_id: UUID) -> Sequence[InspectionViewRow]:
    """What was looked at in a case's inspections, oldest first."""
    query = select(InspectionViewRow).join(InspectionRow, InspectionRow.id == InspectionViewRow.inspection_id)
    return session.scalars(query.where(InspectionRow.case_id == case_id).order_by(InspectionViewRow.seen_at)).all()
