"""Queries of the list of items: narrowed, ordered and cut to a page in the database, and counted for coverage."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, delete, false, func, select
from sqlalchemy.orm import Session

from exam_server.core.item_list import EXPOSURES, ItemFilter, Order, Sorting
from exam_server.core.words import fold
from exam_server.store.exposure import held_by, uses
from exam_server.store.figures import has_trait
from exam_server.store.shelf import Shelf, on_shelf
from exam_server.store.tables import ItemCriterionRow, ItemFiguresRow, ItemRevisionRow, ItemRow

STATUS_ORDER = {"draft": 0, "review": 1, "pilot": 2, "active": 3, "retired": 4}
LEVEL_ORDER = {"remember": 0, "understand": 1, "apply": 2, "analyse": 3}


def count_items(session: Session, shelf: Shelf, wanted: ItemFilter) -> int:
    return session.scalar(_narrowed(select(func.count()).select_from(ItemRow), shelf, wanted)) or 0


def list_item_ids(
    session: Session, shelf: Shelf, wanted: ItemFilter, sorting: Sorting, limit: int, offset: int = 0
) -> Sequence[UUID]:
    """A page of the items that meet the filter, in order; equal ones by code, what isn't known last."""
    query, column = _ordered(_narrowed(select(ItemRow.id), shelf, wanted), sorting.by)
    query = query.order_by((column.desc() if sorting.descending else column.asc()).nulls_last(), ItemRow.code)
    return session.scalars(query.limit(limit).offset(offset)).all()


def list_lines(session: Session, ids: Sequence[UUID]) -> list[Row[Any]]:
    """Columns of these items in the order of `ids`, without loading their whole content."""
    query = (
        select(
            ItemRow.id,
            ItemRow.code,
            ItemRevisionRow.content["stem"].as_string().label("stem"),
            ItemRow.kind,
            ItemRow.level,
            ItemRow.criteria,
            ItemRow.status,
            ItemRow.difficulty,
            ItemRow.seconds,
            ItemRevisionRow.number,
            ItemRow.practice,
            ItemRow.language,
            ItemRow.changed_at,
            ItemFiguresRow,
        )
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .outerjoin(ItemFiguresRow, ItemFiguresRow.revision_id == ItemRow.revision_id)
        .where(ItemRow.id.in_(ids))
    )
    found = {row.id: row for row in session.execute(query)}
    return [found[each] for each in ids]


def list_counts(session: Session, shelf: Shelf) -> Sequence[Row[str, str, str, bool, int]]:
    """Criterion, level, status, practice and how many items; an item counts for each of its criteria."""
    columns = (ItemCriterionRow.criterion, ItemRow.level, ItemRow.status, ItemRow.practice)
    query = (
        select(*columns, func.count().label("count"))
        .join(ItemRow, ItemRow.id == ItemCriterionRow.item_id)
        .where(*on_shelf(shelf))
        .group_by(*columns)
    )
    return session.execute(query).all()


def list_stock(session: Session, shelf: Shelf, *, practice: bool) -> Sequence[Row[str, str, str, list[Any], str]]:
    """Code, kind, level, criteria and status of every item that is given away for practice, or of every other."""
    query = select(ItemRow.code, ItemRow.kind, ItemRow.level, ItemRow.criteria, ItemRow.status)
    return session.execute(query.where(*on_shelf(shelf), ItemRow.practice.is_(practice))).all()


def list_languages(session: Session, shelf: Shelf) -> Sequence[str]:
    return session.scalars(select(ItemRow.language).where(*on_shelf(shelf)).distinct().order_by(ItemRow.language)).all()


def list_authors(session: Session, shelf: Shelf) -> list[UUID]:
    """The accounts that wrote first revisions."""
    query = select(ItemRow.author_id).where(*on_shelf(shelf), ItemRow.author_id.is_not(None)).distinct()
    return [each for each in session.scalars(query) if each is not None]


def list_known_codes(session: Session, shelf: Shelf, codes: Collection[str]) -> set[str]:
    """Those of the codes that the bank has an item for."""
    return set(session.scalars(select(ItemRow.code).where(*on_shelf(shelf), ItemRow.code.in_(list(codes)))))


def remove_criteria(session: Session, item_id: UUID) -> None:
    session.execute(delete(ItemCriterionRow).where(ItemCriterionRow.item_id == item_id))


def _narrowed(query: Select[Any], shelf: Shelf, wanted: ItemFilter) -> Select[Any]:
    own = {
        ItemRow.kind: wanted.kind,
        ItemRow.level: wanted.level,
        ItemRow.status: wanted.status,
        ItemRow.language: wanted.language,
    }
    query = query.where(*on_shelf(shelf), *(column == asked for column, asked in own.items() if asked))
    if wanted.criterion:
        meeting = select(ItemCriterionRow.item_id).where(ItemCriterionRow.criterion == wanted.criterion)
        query = query.where(ItemRow.id.in_(meeting))
    if wanted.author:
        query = query.where(_is_author(wanted.author))
    if wanted.exposure:
        query = query.where(held_by(int(wanted.exposure)) if wanted.exposure in EXPOSURES else false())
    if wanted.statistics:
        query = query.where(has_trait(wanted.statistics))
    return query.where(*(ItemRow.searched.contains(word, autoescape=True) for word in fold(wanted.words).split()))


def _is_author(asked: str) -> ColumnElement[bool]:
    """Nobody's items for what isn't an account's id."""
    try:
        return ItemRow.author_id == UUID(asked)
    except ValueError:
        return false()


def _ordered(query: Select[Any], by: Order) -> tuple[Select[Any], ColumnElement[Any]]:
    """The query with what an order needs beside the items, and the column to order by."""
    if by == "exposure":
        found = uses().subquery()
        return query.outerjoin(found, found.c.item_id == ItemRow.id), func.coalesce(found.c.forms, 0)
    if by == "revision":
        return query.join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id), ItemRevisionRow.number.expression
    if by in ("seen", "discrimination"):
        figure = ItemFiguresRow.facility if by == "seen" else ItemFiguresRow.discrimination
        return query.outerjoin(ItemFiguresRow, ItemFiguresRow.revision_id == ItemRow.revision_id), figure.expression
    orders: dict[Order, Any] = {
        "code": ItemRow.code,
        "kind": ItemRow.kind,
        "level": case(LEVEL_ORDER, value=ItemRow.level),
        "status": case(STATUS_ORDER, value=ItemRow.status),
        "facility": ItemRow.difficulty,
        "seconds": ItemRow.seconds,
        "changed": ItemRow.changed_at,
    }
    return query, orders[by]
