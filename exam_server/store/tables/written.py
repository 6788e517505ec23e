"""Written responses and products that members mark: texts under pseudonyms, each member's share, what they come to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class WrittenPieceRow(Owned, Base):
    """One text that waits for its markers, under a random `code` (P5); another text in its place is another piece.

    It's a response in a sitting (`sitting_id`, `position`, `revision_id`), or a `product_id` of an encounter. `words`
    are what its markers read, whatever becomes of the response. `criteria`: those of its item that its stage is about;
    of a product, element by element of its guide, `thresholds` being the levels that suffice for them.
    `closed_at`: the response is another one by now, or needs no marker any more. `settled_at` projects that there is a
    result that counts.
    """

    __tablename__ = "written_piece"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position", "response_hash"),
        UniqueConstraint("organisation_id", "code"),
        UniqueConstraint("product_id"),
    )

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    sitting_id: Mapped[UUID | None] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int] = mapped_column(default=0)
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_revision.id"))
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id"))
    words: Mapped[str]
    criteria: Mapped[list[Any]]
    thresholds: Mapped[list[Any]] = mapped_column(default=list)
    response_hash: Mapped[str]
    code: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class MarkingShareRow(Owned, Base):
    """One member's part in a piece: taken, put back (`left_at`) or sealed. `draft` holds levels and reasons until then.

    `sheet_hash` covers what was sealed, which stands in `mark_given`.
    """

    __tablename__ = "marking_share"
    __table_args__ = (UniqueConstraint("piece_id", "account_id"),)

    piece_id: Mapped[UUID] = mapped_column(ForeignKey("written_piece.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    draft: Mapped[list[Any]] = mapped_column(JSON)
    taken_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    sheet_hash: Mapped[str] = mapped_column(default="")


class MarkGivenRow(Owned, Base):
    """Append-only: the sealed level of one element of the guide (from 0), and why."""

    __tablename__ = "mark_given"
    __table_args__ = (UniqueConstraint("share_id", "element"),)

    share_id: Mapped[UUID] = mapped_column(ForeignKey("marking_share.id"))
    element: Mapped[int]
    level: Mapped[int]
    reason: Mapped[str]


class WrittenResultRow(Owned, Base):
    """Append-only: the levels that a piece's sealed shares come to, which ones they were, and by what rule.

    Where a marker was recused later, the piece may be settled again: the highest `number` counts.
    """

    __tablename__ = "written_result"
    __table_args__ = (UniqueConstraint("piece_id", "number"),)

    piece_id: Mapped[UUID] = mapped_column(ForeignKey("written_piece.id"))
    number: Mapped[int]
    levels: Mapped[list[Any]]
    by_rule: Mapped[str]
    shares: Mapped[list[Any]]
    rule_version: Mapped[str]
    content_hash: Mapped[str]
    settled_at: Mapped[datetime]


class ProductRow(Owned, Base):
    """What a candidate writes in a simulation: `product` names it in the script. A draft until it's `taken_in_at`.

    `typed_by`: the account of whoever typed it in from paper; None: the candidate wrote it at their own seat.
    """

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("encounter_id", "product"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    product: Mapped[str]
    words: Mapped[str]
    typed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]
    taken_in_at: Mapped[datetime | None]
