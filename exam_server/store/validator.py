"""Queries over authorised bodies, and who carries out which exam."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import ExamValidatorRow, ValidatorRow


def list_validators(session: Session, organisation_id: UUID) -> Sequence[ValidatorRow]:
    """All authorised bodies, by name, each one's newest authorisation first."""
    query = select(ValidatorRow).where(ValidatorRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(ValidatorRow.name, ValidatorRow.valid_from.desc(), ValidatorRow.id)).all()


def find_choice(session: Session, exam_id: UUID) -> ExamValidatorRow | None:
    """Who carries out an exam, as it was chosen last."""
    query = select(ExamValidatorRow).where(ExamValidatorRow.exam_id == exam_id)
    return session.scalars(query.order_by(ExamValidatorRow.made_at.desc(), ExamValidatorRow.id.desc())).first()
