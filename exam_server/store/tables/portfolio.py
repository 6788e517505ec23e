"""What candidates hand in: documents, declarations, and the criteria that each of them is said to show."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class Piece:
    """What documents, declarations and mappings share. Nothing is changed; a draft may be taken back."""

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]


class DocumentRow(Owned, Piece, Base):
    """A file; its bytes lie under `content_hash` in the instance's folder of evidence. `source_hash`: as it came."""

    __tablename__ = "document"

    title: Mapped[str]
    file_name: Mapped[str]
    kind: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    content_hash: Mapped[str]
    source_hash: Mapped[str]


class DeclarationRow(Owned, Piece, Base):
    """What a candidate declares in their own words."""

    __tablename__ = "declaration"

    title: Mapped[str]
    words: Mapped[str]
    content_hash: Mapped[str]


class MappingRow(Owned, Piece, Base):
    """One piece is said to show one criterion, or one part of it; `why`: how it shows that."""

    __tablename__ = "mapping"
    __table_args__ = (CheckConstraint("(document_id is null) <> (declaration_id is null)", name="one_source"),)

    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    declaration_id: Mapped[UUID | None] = mapped_column(ForeignKey("declaration.id"), index=True)
    criterion: Mapped[str]
    part: Mapped[str] = mapped_column(default="", server_default="")
    why: Mapped[str]
