"""The audit trail: events inserted with their transaction, and the chain that a sealer puts behind the commits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class AuditEventRow(Owned, Base):
    """`facts` holds ids, counts and commitments; never responses or names, so that erasure leaves the chain whole."""

    __tablename__ = "audit_event"

    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    tag: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]


class AuditSealRow(Base):
    """One link: the hash over the previous hash and the event, in the order in which committed events were found."""

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("event_id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("audit_event.id"))
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHeadRow(Base):
    """A day's head of a chain with the installation's signature; append-only."""

    __tablename__ = "audit_head"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str]
    key: Mapped[str]
    signature: Mapped[str]
