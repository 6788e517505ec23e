"""Law and other sources that items cite, and amendments: what a day does to the items that cite what it changes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class SourceRow(Owned, Base):
    """One revision of an entry in a bank's closed list of sources; the highest number of a code counts."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("organisation_id", "qualification", "code", "number"),)

    qualification: Mapped[str]
    code: Mapped[str]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    made_at: Mapped[datetime]


class AmendmentRow(Owned, Base):
    """A day from which a source says something else; it's carried out once, on that day or as soon after it."""

    __tablename__ = "amendment"

    qualification: Mapped[str]
    source: Mapped[str]
    effective_on: Mapped[date]
    note: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    carried_out_at: Mapped[datetime | None]


class AmendmentItemRow(Base):
    """What an amendment does to one item: retire, keep, or switch to the revision that was prepared for it."""

    __tablename__ = "amendment_item"

    amendment_id: Mapped[UUID] = mapped_column(ForeignKey("amendment.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    act: Mapped[str]
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_revision.id"))
