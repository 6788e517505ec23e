"""Queries beside a run's log: what cards showed, which tablets were heard of, and who comes for a run alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import CaseRow, RunSeatRow, ShownCardRow, TabletContactRow


def list_shown(session: Session, encounter_id: UUID) -> Sequence[ShownCardRow]:
    """What the cards of an encounter showed, by device in the order of its own sequence."""
    query = select(ShownCardRow).where(ShownCardRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(ShownCardRow.device, ShownCardRow.sequence)).all()


def list_shown_sequences(session: Session, encounter_id: UUID, account_id: UUID, device: str) -> set[int]:
    """The sequences of a device that are kept already."""
    query = select(ShownCardRow.sequence).where(
        ShownCardRow.encounter_id == encounter_id,
        ShownCardRow.account_id == account_id,
        ShownCardRow.device == device,
    )
    return set(session.scalars(query))


def list_contacts(session: Session, encounter_ids: Sequence[UUID]) -> Sequence[TabletContactRow]:
    query = select(TabletContactRow).where(TabletContactRow.encounter_id.in_(encounter_ids))
    return session.scalars(query.order_by(TabletContactRow.first_at, TabletContactRow.card)).all()


def find_run_seat_by_ticket(session: Session, digest: str) -> RunSeatRow | None:
    return session.scalars(select(RunSeatRow).where(RunSeatRow.ticket_digest == digest).with_for_update()).first()


def list_run_seats(session: Session, exam_id: UUID) -> Sequence[tuple[RunSeatRow, CaseRow]]:
    query = select(RunSeatRow, CaseRow).join(CaseRow, CaseRow.id == RunSeatRow.case_id)
    return session.execute(query.where(RunSeatRow.exam_id == exam_id).order_by(CaseRow.code)).all()
