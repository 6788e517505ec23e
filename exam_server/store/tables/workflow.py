"""An item's way: its steps, the reviews of its revisions, comments at their places, and who may review what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ItemStepRow(Owned, Base):
    """Append-only: a change of status or of what is current, by a person in the room; `act_id` groups those of one act.

    `undoes`: the act that this one took back. Loading files leaves no step.
    """

    __tablename__ = "item_step"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    act_id: Mapped[UUID] = mapped_column(index=True)
    undoes: Mapped[UUID | None] = mapped_column(index=True)
    before: Mapped[str]
    after: Mapped[str]
    before_revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"))
    after_revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"))
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class ItemReviewRow(Owned, Base):
    """Append-only: one reviewer's verdict on one revision; `answers` by point of the checklist, `angoff` 0–1."""

    __tablename__ = "item_review"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"), index=True)
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    answers: Mapped[dict[str, Any]]
    verdict: Mapped[str]
    angoff: Mapped[float | None]
    note: Mapped[str]
    made_at: Mapped[datetime]


class ItemCommentRow(Owned, Base):
    """A comment at a place of a revision (`options.b`); it's settled once, and never changed."""

    __tablename__ = "item_comment"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"))
    place: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]


class ReviewerOutcomeRow(Base):
    """An outcome of a qualification in which the office has found an account competent to review."""

    __tablename__ = "reviewer_outcome"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    qualification: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
