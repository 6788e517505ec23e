"""Queries over shared cases and the items that hang on them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import ItemRevisionRow, ItemRow, StimulusRevisionRow

STIMULUS = ItemRevisionRow.content["stimulus"].as_string()


def list_current(session: Session, organisation_id: UUID, qualification: str) -> Sequence[StimulusRevisionRow]:
    """The newest revision of each shared case, by code."""
    own = (
        StimulusRevisionRow.organisation_id == organisation_id,
        StimulusRevisionRow.qualification == qualification,
    )
    newest = (
        select(StimulusRevisionRow.code, func.max(StimulusRevisionRow.number).label("number"))
        .where(*own)
        .group_by(StimulusRevisionRow.code)
        .subquery()
    )
    query = select(StimulusRevisionRow).join(
        newest,
        (newest.c.code == StimulusRevisionRow.code) & (newest.c.number == StimulusRevisionRow.number),
    )
    return session.scalars(query.where(*own).order_by(StimulusRevisionRow.code)).all()


def list_hanging(session: Session, organisation_id: UUID, qualification: str) -> Sequence[tuple[str, str, str]]:
    """Case, item and status for every item whose current revision hangs on a shared case, by both codes."""
    query = (
        select(STIMULUS, ItemRow.code, ItemRow.status)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification, STIMULUS != "")
    )
    return [(case, code, status) for case, code, status in session.execute(query.order_by(STIMULUS, ItemRow.code))]
