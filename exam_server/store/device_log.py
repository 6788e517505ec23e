"""Queries over the logs of tablets."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    DeviceEntryRow,
    DeviceLogRow,
    EncounterAssessorRow,
    EncounterRow,
    ExamMemberRow,
    SealPinRow,
    StageRow,
)


class SheetOf(NamedTuple):
    """What a sheet's entries are read by: the script's revision, and the criteria of the stage (None: all)."""

    revision_id: UUID
    criteria: Sequence[str] | None


# Made once, over tables: sixty tablets ask for their sheets in one instant.
_encounter, _stage, _assessor, _member = (
    row.__table__ for row in (EncounterRow, StageRow, EncounterAssessorRow, ExamMemberRow)
)
_asked = bindparam("account_id", type_=_member.c.account_id.type)
_sheet = (
    select(_encounter.c.scenario_revision_id, _stage.c.criteria)
    .select_from(_encounter)
    .join(_stage, _stage.c.id == _encounter.c.stage_id)
    .join(_assessor, _assessor.c.encounter_id == _encounter.c.id)
    .join(_member, _member.c.exam_id == _encounter.c.exam_id)
    .where(
        _encounter.c.id == bindparam("encounter_id", type_=_encounter.c.id.type),
        _encounter.c.organisation_id == bindparam("organisation_id", type_=_encounter.c.organisation_id.type),
        _assessor.c.account_id == _asked,
        _member.c.account_id == _asked,
        _member.c.role.in_(bindparam("roles", expanding=True)),
    )
)


def find_sheet(
    session: Session, organisation_id: UUID, encounter_id: UUID, account_id: UUID, roles: Sequence[str]
) -> SheetOf | None:
    """The sheet of an account that has one of `roles` at the exam, and rates the encounter or did until it left."""
    asked = {"organisation_id": organisation_id, "encounter_id": encounter_id, "account_id": account_id}
    row = session.execute(_sheet, {**asked, "roles": list(roles)}).first()
    return SheetOf(*row) if row else None


def holds_sheet(session: Session, encounter_id: UUID, account_id: UUID, *, lock: bool = False) -> bool:
    """Whether an account rates an encounter, or did until it was recused: what it made by then is kept (S2).

    `lock`: one tablet of the account at a time adds to its sheet.
    """
    query = select(EncounterAssessorRow.account_id).where(
        EncounterAssessorRow.encounter_id == encounter_id, EncounterAssessorRow.account_id == account_id
    )
    return session.execute(query.with_for_update() if lock else query).first() is not None


def find_log(session: Session, encounter_id: UUID, account_id: UUID, device: str) -> DeviceLogRow | None:
    query = select(DeviceLogRow).where(
        DeviceLogRow.encounter_id == encounter_id,
        DeviceLogRow.account_id == account_id,
        DeviceLogRow.device == device,
    )
    return session.scalars(query).first()


def list_logs(session: Session, encounter_id: UUID) -> Sequence[DeviceLogRow]:
    """Every tablet's log of an encounter, by account, the one that was heard last at the end."""
    query = select(DeviceLogRow).where(DeviceLogRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(DeviceLogRow.account_id, DeviceLogRow.heard_at, DeviceLogRow.device)).all()


def list_entries(
    session: Session, encounter_id: UUID, account_id: UUID | None = None
) -> Sequence[tuple[DeviceLogRow, DeviceEntryRow]]:
    """Everything that tablets wrote during an encounter, in each log's order; `account_id`: of one account alone."""
    query = (
        select(DeviceLogRow, DeviceEntryRow)
        .join(DeviceEntryRow, DeviceEntryRow.log_id == DeviceLogRow.id)
        .where(DeviceLogRow.encounter_id == encounter_id)
    )
    if account_id is not None:
        query = query.where(DeviceLogRow.account_id == account_id)
    return session.execute(query.order_by(DeviceLogRow.id, DeviceEntryRow.sequence)).all()


def has_entry(
    session: Session, encounter_id: UUID, account_id: UUID | None, device: str, sequence: int, digest: str
) -> bool:
    """Whether a log of the account really has an entry of that number and digest."""
    query = (
        select(DeviceEntryRow.sequence)
        .join(DeviceLogRow, DeviceEntryRow.log_id == DeviceLogRow.id)
        .where(
            DeviceLogRow.encounter_id == encounter_id,
            DeviceLogRow.account_id == account_id,
            DeviceLogRow.device == device,
            DeviceEntryRow.sequence == sequence,
            DeviceEntryRow.digest == digest,
        )
    )
    return session.execute(query).first() is not None


def find_pin(session: Session, account_id: UUID) -> SealPinRow | None:
    return session.get(SealPinRow, account_id)
