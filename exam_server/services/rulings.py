"""Rulings on keys as they're kept, and those that hold: for each item revision the one that was confirmed last."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.rekeying import Ruling, apply_ruling, right_choices
from exam_server.core.scoring import key
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.bank import get_revisions
from exam_server.services.work import Work
from exam_server.store import rekeying as store
from exam_server.store.tables import KeyRulingRow


class RuledItem(NamedTuple):
    """An item as it's marked, and what a right response chooses, under the ruling that holds."""

    item: Item
    key: frozenset[str]


def list_ruled(work: Work, revisions: Collection[UUID]) -> dict[str, RuledItem]:
    """Item revisions as they're marked today, by id."""
    rulings = confirmed_rulings(work, revisions)
    return {str(id): _ruled(each.item, rulings.get(id)) for id, each in get_revisions(work, revisions).items()}


def _ruled(item: Item, ruling: Ruling | None) -> RuledItem:
    if ruling is None or ruling.everybody:
        return RuledItem(item, key(item))
    return RuledItem(apply_ruling(item, ruling), frozenset().union(*right_choices(item, ruling)))


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
