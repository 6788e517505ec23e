"""Removing a rehearsal with everything that hangs on it."""

from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.orm import Session

from exam_server.store.base import Base
from exam_server.store.tables import (
    CaseRow,
    DeviceLogRow,
    EncounterRow,
    ExamRow,
    MarkingShareRow,
    PersonRow,
    SittingRow,
    StageRow,
    StationRow,
    WrittenPieceRow,
)


def is_anybody_sitting(session: Session, organisation_id: UUID) -> bool:
    """Whether a test of a real exam is running or paused."""
    query = (
        select(SittingRow.id)
        .join(ExamRow, ExamRow.id == SittingRow.exam_id)
        .where(SittingRow.organisation_id == organisation_id, SittingRow.state.in_(("open", "paused")))
        .where(ExamRow.rehearsal.is_(False))
    )
    return session.execute(query.limit(1)).first() is not None


def remove_rehearsal(session: Session, exam_id: UUID) -> None:
    """Delete the exam, its bots' rows and its encounters' from every table that points at them, the leaves first; no
    other exam's.
    """
    cases = select(StageRow.case_id).join(CaseRow, CaseRow.id == StageRow.case_id)
    case_ids = session.scalars(cases.where(StageRow.exam_id == exam_id, CaseRow.rehearsal)).all()
    person_ids = session.scalars(select(CaseRow.person_id).where(CaseRow.id.in_(case_ids))).all()
    sitting_ids = session.scalars(select(SittingRow.id).where(SittingRow.exam_id == exam_id)).all()
    encounter_ids = session.scalars(select(EncounterRow.id).where(EncounterRow.exam_id == exam_id)).all()
    station_ids = session.scalars(select(StationRow.id).where(StationRow.exam_id == exam_id)).all()
    log_ids = session.scalars(select(DeviceLogRow.id).where(DeviceLogRow.encounter_id.in_(encounter_ids))).all()
    piece_ids = session.scalars(select(WrittenPieceRow.id).where(WrittenPieceRow.exam_id == exam_id)).all()
    share_ids = session.scalars(select(MarkingShareRow.id).where(MarkingShareRow.piece_id.in_(piece_ids))).all()
    pointing = {
        "exam_id": [exam_id],
        "sitting_id": sitting_ids,
        "case_id": case_ids,
        "encounter_id": encounter_ids,
        "station_id": station_ids,
        "log_id": log_ids,
        "piece_id": piece_ids,
        "share_id": share_ids,
    }
    own = {ExamRow.__table__: [exam_id], CaseRow.__table__: case_ids, PersonRow.__table__: person_ids}
    for table in reversed(Base.metadata.sorted_tables):
        conditions: list[ColumnElement[bool]] = [
            table.c[column].in_(ids) for column, ids in pointing.items() if _points(table, column)
        ]
        if table in own:
            conditions = [table.c.id.in_(own[table])]
        if conditions:
            session.execute(delete(table).where(or_(*conditions)))


def _points(table: Table, column: str) -> bool:
    return column in table.c and bool(table.c[column].foreign_keys)
