"""Imports between their report and an author's yes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ImportRow(Owned, Base):
    """What was read from an uploaded file: values that our reader wrote (`intake`), never the file itself."""

    __tablename__ = "bank_import"

    qualification: Mapped[str]
    name: Mapped[str]
    intake: Mapped[bytes] = mapped_column(deferred=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
