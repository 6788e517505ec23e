"""Rulings on wrong keys: proposed by one person, confirmed by another, and never changed after that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class KeyRulingRow(Owned, Base):
    """What counts as right of an item revision: choices (`keys`), or whatever was given (`everybody`).

    `terms` holds what else a ruling says by its kind: orders, accepted texts, scoring; it's empty for older ones.
    The newest confirmed one of a revision counts. Of who decides on a proposal, exactly one is named.
    """

    __tablename__ = "key_ruling"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"), index=True)
    keys: Mapped[list[Any]]
    everybody: Mapped[bool]
    terms: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[UUID | None]
