"""The rulings on keys that hold: for each item revision the one that was confirmed last."""

from collections.abc import Collection
from uuid import UUID

from exam_server.core.rekeying import Ruling
from exam_server.services.work import Work
from exam_server.store import rekeying as store


def confirmed_rulings(work: Work, revisions: Collection[UUID]) -> dict[UUID, Ruling]:
    """By item revision; most have none."""
    rows = [row for row in store.list_rulings(work.session, revisions) if row.confirmed_at is not None]
    rows.sort(key=lambda row: (row.confirmed_at, row.id))
    return {row.revision_id: Ruling(tuple(row.keys), row.everybody) for row in rows}
