"""What authors type before it's saved."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class FormDraftRow(Owned, Base):
    """The fields of one open form as its author left them; nobody else reads it, and saving the form ends it.

    `subject` is item, stimulus or scenario, `code` is empty for a new one, `based_on` is the revision that the form
    began with.
    """

    __tablename__ = "form_draft"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    qualification: Mapped[str]
    subject: Mapped[str]
    code: Mapped[str]
    based_on: Mapped[int]
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
