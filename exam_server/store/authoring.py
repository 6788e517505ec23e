"""Queries of the author's room: items as lists show them, and who made a revision."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccountRow, ItemRevisionRow, ItemRow, PersonRow


def list_item_lines(session: Session, organisation_id: UUID, qualification: str) -> Sequence[Row[Any]]:
    """Columns of all items by code, without loading their whole content."""
    query = (
        select(
            ItemRow.code,
            ItemRevisionRow.content["stem"].as_string().label("stem"),
            ItemRow.kind,
            ItemRow.level,
            ItemRow.criteria,
            ItemRow.status,
            ItemRow.difficulty,
            ItemRow.seconds,
            ItemRevisionRow.number,
            ItemRevisionRow.content["practice"].as_boolean().label("practice"),
        )
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification)
        .order_by(ItemRow.code)
    )
    return session.execute(query).all()


def list_names(session: Session, accounts: Sequence[UUID]) -> dict[UUID, str]:
    """Names of accounts' people."""
    query = (
        select(AccountRow.id, PersonRow.given_names, PersonRow.family_name)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(AccountRow.id.in_(accounts))
    )
    return {account_id: f"{given} {family}" for account_id, given, family in session.execute(query)}
