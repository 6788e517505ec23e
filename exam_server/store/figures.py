"""Queries over kept statistics: which banks wait to be measured, and what lists narrow and order by."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, false, select
from sqlalchemy.orm import Session

from exam_server.core.psychometrics import TRAITS
from exam_server.store.base import add_rows
from exam_server.store.shelf import Shelf, on_shelf
from exam_server.store.tables import FiguresDueRow, ItemFiguresRow, ItemRow, SittingRow


def list_due(session: Session) -> Sequence[FiguresDueRow]:
    """What waits, of all organisations, the first that was asked for first."""
    return session.scalars(select(FiguresDueRow).order_by(FiguresDueRow.id)).all()


def is_anybody_sitting(session: Session) -> bool:
    """Whether a test is open at any seat, of any organisation, rehearsals included."""
    return bool(session.scalar(select(exists().where(SittingRow.state == "open"))))


def take_due(session: Session, ids: Collection[UUID]) -> bool:
    """Remove these; False where all were gone: another process has measured since."""
    gone = delete(FiguresDueRow).where(FiguresDueRow.id.in_(list(ids))).returning(FiguresDueRow.id)
    return bool(session.scalars(gone).all())


def replace_figures(session: Session, shelf: Shelf, rows: Sequence[Mapping[str, Any]]) -> None:
    """The figures of all of a bank's revisions."""
    own = select(ItemRow.id).where(*on_shelf(shelf))
    session.execute(delete(ItemFiguresRow).where(ItemFiguresRow.item_id.in_(own)))
    add_rows(session, ItemFiguresRow, rows)


def has_trait(trait: str) -> ColumnElement[bool]:
    """For an item row: its current revision has it. Nothing is known of what nobody sat, which is too few as well.

    Nobody's items for what is none of `TRAITS`.
    """
    kept = select(ItemFiguresRow.revision_id)
    if trait not in TRAITS:
        return false()
    if trait == "too_few":
        return ItemRow.revision_id.not_in(kept.where(ItemFiguresRow.too_few.is_(False)))
    return ItemRow.revision_id.in_(kept.where(getattr(ItemFiguresRow, trait).is_(True)))
