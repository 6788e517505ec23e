"""Queries of the item's check: reasons for leaving findings, and the words of all items to compare with."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import FindingWaiverRow, ItemRow


def list_waivers(session: Session, items: Collection[UUID]) -> Sequence[FindingWaiverRow]:
    """All reasons for findings on these items, oldest first."""
    query = select(FindingWaiverRow).where(FindingWaiverRow.item_id.in_(items))
    return session.scalars(query.order_by(FindingWaiverRow.made_at, FindingWaiverRow.id)).all()


def list_searched(session: Session, organisation_id: UUID, qualification: str) -> list[tuple[str, str]]:
    """Code and folded words of every item of a bank that isn't retired."""
    query = select(ItemRow.code, ItemRow.searched).where(
        ItemRow.organisation_id == organisation_id,
        ItemRow.qualification == qualification,
        ItemRow.status != "retired",
    )
    return [(code, words) for code, words in session.execute(query)]
