"""Rulings on keys as they're kept, and those that hold: for each item revision the one that was confirmed last."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from exam_server.core.rekeying import Ruling
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.work import Work
from exam_server.store import rekeying as store
from exam_server.store.tables import KeyRulingRow


def confirmed_rulings(work: Work, revisions: Collection[UUID]) -> dict[UUID, Ruling]:
    """By item revision; most have none."""
    rows = [row for row in store.list_rulings(work.session, revisions) if row.confirmed_at is not None]
    rows.sort(key=lambda row: (row.confirmed_at, row.id))
    return {row.revision_id: ruling_of(row) for row in rows}


def ruled_by(work: Work, revisions: Collection[UUID], moment: datetime) -> set[UUID]:
    """The item revisions of which a ruling held at a moment."""
    rows = store.list_rulings(work.session, revisions)
    return {row.revision_id for row in rows if row.confirmed_at is not None and row.confirmed_at <= moment}


def ruling_of(row: KeyRulingRow) -> Ruling:
    return from_plain(Ruling, {"keys": row.keys, "everybody": row.everybody, **row.terms})


def ruling_columns(ruling: Ruling) -> dict[str, Any]:
    """The columns of a row that say what the ruling is."""
    plain = to_plain(ruling)
    return {"keys": plain.pop("keys"), "everybody": plain.pop("everybody"), "terms": plain}
