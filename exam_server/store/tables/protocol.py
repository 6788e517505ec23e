"""Protocols of a case, immutable once made, and the signed files that were handed in for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ProtocolRow(Owned, Base):
    """One protocol: its record as JSON with its hash, and the file that was made of it. `scope`: a set, 0 for all.

    A change is a further row that names the one it takes the place of.
    """

    __tablename__ = "protocol"
    __table_args__ = (UniqueConstraint("organisation_id", "number"), UniqueConstraint("supersedes"))

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[int]
    cited: Mapped[str]
    scope: Mapped[int]
    record: Mapped[str] = mapped_column(deferred=True)
    record_hash: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    file_hash: Mapped[str]
    language: Mapped[str]
    reason: Mapped[str]
    supersedes: Mapped[UUID | None] = mapped_column(ForeignKey("protocol.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]


class SignedProtocolRow(Owned, Base):
    """A signed file that holds a protocol's own bytes; `kind` says how.

    `reading`: what its signatures showed, as JSON; None where it was brought before they were verified.
    """

    __tablename__ = "signed_protocol"
    __table_args__ = (UniqueConstraint("protocol_id", "file_hash"),)

    protocol_id: Mapped[UUID] = mapped_column(ForeignKey("protocol.id"))
    kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    file_hash: Mapped[str]
    reading: Mapped[str | None]
    brought_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    brought_at: Mapped[datetime]
