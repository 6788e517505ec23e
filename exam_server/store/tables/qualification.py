"""Adopted editions of qualifications and the verification plans on them; both are never changed, only followed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class EditionRow(Owned, Base):
    """`content` is the qualification in the shape of `qualification.yaml`; `code` names it among editions."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("organisation_id", "code", "number"),)

    code: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    source_kind: Mapped[str] = mapped_column(default="application")
    adopted_at: Mapped[datetime]
    adopted_by: Mapped[UUID | None]


class PlanRow(Owned, Base):
    """One revision of an edition's plan; the highest number is the current one."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
