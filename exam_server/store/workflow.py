"""Queries over items' ways: steps, reviews, comments, and who is competent to review."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, not_, select
from sqlalchemy.orm import Session, aliased

from exam_server.store.shelf import Shelf, on_shelf
from exam_server.store.tables import (
    ItemCommentRow,
    ItemCriterionRow,
    ItemReviewRow,
    ItemRevisionRow,
    ItemRow,
    ItemStepRow,
    ReviewerOutcomeRow,
)


def lock_items(session: Session, shelf: Shelf, codes: Collection[str]) -> Sequence[tuple[ItemRow, ItemRevisionRow]]:
    """These items with their current revision as they stand once nobody else can write them, by code."""
    query = (
        select(ItemRow, ItemRevisionRow)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(*on_shelf(shelf), ItemRow.code.in_(list(codes)))
        .order_by(ItemRow.code)
    )
    fresh = {"populate_existing": True}
    return session.execute(query.with_for_update(of=ItemRow), execution_options=fresh).all()


def list_item_rows(session: Session, shelf: Shelf, codes: Collection[str]) -> Sequence[tuple[ItemRow, ItemRevisionRow]]:
    """These items with their current revision, by code."""
    query = (
        select(ItemRow, ItemRevisionRow)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(*on_shelf(shelf), ItemRow.code.in_(list(codes)))
    )
    return session.execute(query.order_by(ItemRow.code)).all()


def list_current_reviews(session: Session, items: Collection[UUID]) -> Sequence[ItemReviewRow]:
    """The reviews whose revision has the very content that is current for its item, the oldest first."""
    current = aliased(ItemRevisionRow)
    query = (
        select(ItemReviewRow)
        .join(ItemRow, ItemRow.id == ItemReviewRow.item_id)
        .join(current, current.id == ItemRow.revision_id)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemReviewRow.revision_id)
        .where(ItemReviewRow.item_id.in_(list(items)), ItemRevisionRow.content_hash == current.content_hash)
    )
    return session.scalars(query.order_by(ItemReviewRow.made_at, ItemReviewRow.id)).all()


def list_writers(session: Session, items: Collection[UUID]) -> Sequence[Row[UUID, UUID]]:
    """Item and account, for everybody who made a revision of it."""
    query = select(ItemRevisionRow.item_id, ItemRevisionRow.made_by).distinct()
    query = query.where(ItemRevisionRow.item_id.in_(list(items)), ItemRevisionRow.made_by.is_not(None))
    return session.execute(query).all()  # type: ignore[return-value]


def count_open_comments(session: Session, items: Collection[UUID]) -> dict[UUID, int]:
    query = select(ItemCommentRow.item_id, func.count()).where(ItemCommentRow.item_id.in_(list(items)))
    query = query.where(ItemCommentRow.settled_at.is_(None)).group_by(ItemCommentRow.item_id)
    return {item: count for item, count in session.execute(query)}


def list_reviews(session: Session, item_id: UUID) -> Sequence[tuple[ItemReviewRow, int]]:
    """All reviews of an item with the number of the revision that was reviewed, the newest first."""
    query = (
        select(ItemReviewRow, ItemRevisionRow.number)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemReviewRow.revision_id)
        .where(ItemReviewRow.item_id == item_id)
    )
    return session.execute(query.order_by(ItemReviewRow.made_at.desc(), ItemReviewRow.id.desc())).all()


def list_comments(session: Session, item_id: UUID) -> Sequence[tuple[ItemCommentRow, int]]:
    """All comments on an item with the number of the revision that they were made on, open ones first."""
    query = (
        select(ItemCommentRow, ItemRevisionRow.number)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemCommentRow.revision_id)
        .where(ItemCommentRow.item_id == item_id)
    )
    order = (ItemCommentRow.settled_at.is_not(None), ItemCommentRow.made_at, ItemCommentRow.id)
    return session.execute(query.order_by(*order)).all()


def list_steps(session: Session, item_id: UUID) -> Sequence[ItemStepRow]:
    """The newest first."""
    query = select(ItemStepRow).where(ItemStepRow.item_id == item_id)
    return session.scalars(query.order_by(ItemStepRow.made_at.desc(), ItemStepRow.id.desc())).all()


def list_act(session: Session, organisation_id: UUID, act_id: UUID) -> Sequence[tuple[ItemStepRow, ItemRow]]:
    """The steps of one act with their items, by code."""
    query = (
        select(ItemStepRow, ItemRow)
        .join(ItemRow, ItemRow.id == ItemStepRow.item_id)
        .where(ItemStepRow.organisation_id == organisation_id, ItemStepRow.act_id == act_id)
    )
    return session.execute(query.order_by(ItemRow.code)).all()


def is_undone(session: Session, act_id: UUID) -> bool:
    return session.scalar(select(exists().where(ItemStepRow.undoes == act_id))) or False


def find_last_step(session: Session, shelf: Shelf, account_id: UUID) -> ItemStepRow | None:
    """What this account did last to items of the bank."""
    query = select(ItemStepRow).join(ItemRow, ItemRow.id == ItemStepRow.item_id)
    query = query.where(*on_shelf(shelf), ItemStepRow.made_by == account_id)
    return session.scalars(query.order_by(ItemStepRow.made_at.desc(), ItemStepRow.id.desc()).limit(1)).first()


def moved_items(session: Session, items: Collection[UUID]) -> set[UUID]:
    """Those of the items that somebody has moved in the room."""
    return set(session.scalars(select(ItemStepRow.item_id).where(ItemStepRow.item_id.in_(list(items))).distinct()))


def list_outcomes(session: Session, organisation_id: UUID, qualification: str) -> Sequence[Row[UUID, str]]:
    """Reviewers' accounts with the outcomes that they're competent in."""
    query = select(ReviewerOutcomeRow.account_id, ReviewerOutcomeRow.outcome).where(
        ReviewerOutcomeRow.organisation_id == organisation_id, ReviewerOutcomeRow.qualification == qualification
    )
    return session.execute(query.order_by(ReviewerOutcomeRow.outcome)).all()


def remove_outcomes(session: Session, organisation_id: UUID, qualification: str, account_id: UUID) -> None:
    session.execute(
        delete(ReviewerOutcomeRow).where(
            ReviewerOutcomeRow.organisation_id == organisation_id,
            ReviewerOutcomeRow.qualification == qualification,
            ReviewerOutcomeRow.account_id == account_id,
        )
    )


def list_to_review(
    session: Session, shelf: Shelf, account_id: UUID, codes: Collection[str], limit: int
) -> Sequence[UUID]:
    """Items in review whose criteria are all among `codes`, without those that this account wrote, by code."""
    foreign = exists().where(ItemCriterionRow.item_id == ItemRow.id, ItemCriterionRow.criterion.not_in(list(codes)))
    query = select(ItemRow.id).where(*on_shelf(shelf), ItemRow.status == "review", not_(foreign))
    return session.scalars(query.where(not_(_wrote(account_id))).order_by(ItemRow.code).limit(limit)).all()


def list_own(
    session: Session, shelf: Shelf, account_id: UUID, condition: ColumnElement[bool], limit: int
) -> Sequence[UUID]:
    """The items that this account wrote a revision of and that meet a condition, by code."""
    query = select(ItemRow.id).where(*on_shelf(shelf), _wrote(account_id), condition)
    return session.scalars(query.order_by(ItemRow.code).limit(limit)).all()


def sent_back() -> ColumnElement[bool]:
    """Drafts whose newest review wanted changes."""
    later = aliased(ItemReviewRow)
    newest = not_(exists().where(later.item_id == ItemReviewRow.item_id, later.made_at > ItemReviewRow.made_at))
    wanted = and_(ItemReviewRow.item_id == ItemRow.id, ItemReviewRow.verdict == "change", newest)
    return and_(ItemRow.status == "draft", exists().where(wanted))


def commented() -> ColumnElement[bool]:
    """Items with comments that aren't settled."""
    return exists().where(ItemCommentRow.item_id == ItemRow.id, ItemCommentRow.settled_at.is_(None))


def accepted() -> ColumnElement[bool]:
    """Items in the pilot whose current revision was accepted in a review."""
    review = and_(ItemReviewRow.revision_id == ItemRow.revision_id, ItemReviewRow.verdict == "accept")
    return and_(ItemRow.status == "pilot", exists().where(review))


def _wrote(account_id: UUID) -> ColumnElement[bool]:
    return exists().where(ItemRevisionRow.item_id == ItemRow.id, ItemRevisionRow.made_by == account_id)
