"""Queries of the author's room: who made what."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccountRow, PersonRow


def list_names(session: Session, accounts: Collection[UUID]) -> dict[UUID, str]:
    """Names of accounts' people."""
    query = (
        select(AccountRow.id, PersonRow.given_names, PersonRow.family_name)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(AccountRow.id.in_(accounts))
    )
    return {account_id: f"{given} {family}" for account_id, given, family in session.execute(query)}
