"""Queries over the use of items in frozen forms."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from exam_server.store.shelf import Shelf
from exam_server.store.tables import EditionRow, ExamRow, ItemRevisionRow, ItemRow, ItemUseRow


def uses() -> Select[UUID, int]:
    """By item: how many frozen forms of exams hold it; items that none holds aren't there, rehearsals don't count.

    A grouping over all uses: PostgreSQL takes several times as long to count item by item.
    """
    return (
        select(ItemUseRow.item_id, func.sum(ItemUseRow.forms).label("forms"))
        .join(ExamRow, ExamRow.id == ItemUseRow.exam_id)
        .where(ExamRow.rehearsal.is_(False))
        .group_by(ItemUseRow.item_id)
        .having(func.sum(ItemUseRow.forms) > 0)
    )


def held_by(fewest: int) -> ColumnElement[bool]:
    """For an item row: at least so many forms hold it; 0: none does."""
    if fewest == 0:
        return ItemRow.id.not_in(uses().with_only_columns(ItemUseRow.item_id))
    return ItemRow.id.in_(uses().with_only_columns(ItemUseRow.item_id).having(func.sum(ItemUseRow.forms) >= fewest))


def count_forms(session: Session, items: Collection[UUID]) -> dict[UUID, int]:
    """How many forms hold each of these items; those that none holds aren't there."""
    found = session.execute(uses().where(ItemUseRow.item_id.in_(list(items))))
    return {item: int(forms) for item, forms in found}


def list_items_of(session: Session, revisions: Collection[UUID]) -> dict[UUID, UUID]:
    """The item of each revision."""
    query = select(ItemRevisionRow.id, ItemRevisionRow.item_id).where(ItemRevisionRow.id.in_(list(revisions)))
    return {revision: item for revision, item in session.execute(query)}


def remove_uses(session: Session, exam_id: UUID) -> None:
    session.execute(delete(ItemUseRow).where(ItemUseRow.exam_id == exam_id))


def list_uses_of(session: Session, item_id: UUID) -> list[tuple[ExamRow, int]]:
    """The exams whose forms hold any revision of an item, with how many do, the latest first."""
    query = (
        select(ExamRow, func.sum(ItemUseRow.forms))
        .join(ItemUseRow, ItemUseRow.exam_id == ExamRow.id)
        .where(ItemUseRow.item_id == item_id, ExamRow.rehearsal.is_(False))
        .group_by(ExamRow.id)
    )
    rows = [(exam, int(forms)) for exam, forms in session.execute(query)]
    return sorted(rows, key=lambda each: each[0].planned_at, reverse=True)


def count_forms_by_code(session: Session, shelf: Shelf) -> dict[str, int]:
    """By item's code: how many frozen forms hold it."""
    query = uses().add_columns(ItemRow.code).join(ItemRow, ItemRow.id == ItemUseRow.item_id)
    query = query.where(ItemRow.organisation_id == shelf.organisation_id, ItemRow.qualification == shelf.qualification)
    return {code: int(forms) for _, forms, code in session.execute(query.group_by(ItemRow.code))}


def list_past_exams(session: Session, shelf: Shelf, most: int) -> Sequence[ExamRow]:
    """The latest exams of a qualification that nobody sits any more; rehearsals don't count."""
    query = (
        select(ExamRow)
        .join(EditionRow, EditionRow.id == ExamRow.edition_id)
        .where(ExamRow.organisation_id == shelf.organisation_id, EditionRow.code == shelf.qualification)
        .where(ExamRow.rehearsal.is_(False), ExamRow.state.in_(("closed", "released")))
    )
    return session.scalars(query.order_by(ExamRow.planned_at.desc()).limit(most)).all()
