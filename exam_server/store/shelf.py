"""The bank of one qualification in one organisation: what queries over items are about."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement

from exam_server.store.tables import ItemRow


class Shelf(NamedTuple):
    organisation_id: UUID
    qualification: str


def on_shelf(shelf: Shelf) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That an item row is of this bank."""
    return ItemRow.organisation_id == shelf.organisation_id, ItemRow.qualification == shelf.qualification
