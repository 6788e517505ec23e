"""Queries over editions and plans."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import EditionRow, PlanRow


def find_edition(session: Session, organisation_id: UUID, code: str) -> EditionRow | None:
    """The newest edition of a qualification."""
    query = select(EditionRow).where(EditionRow.organisation_id == organisation_id, EditionRow.code == code)
    return session.scalars(query.order_by(EditionRow.number.desc()).limit(1)).first()


def list_editions(session: Session, organisation_id: UUID) -> Sequence[EditionRow]:
    query = select(EditionRow).where(EditionRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(EditionRow.code, EditionRow.number.desc())).all()


def list_plans(session: Session, organisation_id: UUID, edition_id: UUID) -> Sequence[PlanRow]:
    """Every revision of an edition's plan, the newest first."""
    query = select(PlanRow).where(PlanRow.organisation_id == organisation_id, PlanRow.edition_id == edition_id)
    return session.scalars(query.order_by(PlanRow.number.desc())).all()


def find_plan(session: Session, edition_id: UUID) -> PlanRow | None:
    """The current plan of an edition."""
    query = select(PlanRow).where(PlanRow.edition_id == edition_id)
    return session.scalars(query.order_by(PlanRow.number.desc()).limit(1)).first()
