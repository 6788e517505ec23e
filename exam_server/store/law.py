"""Queries over sources and amendments."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from exam_server.store.shelf import Shelf, on_shelf
from exam_server.store.tables import (
    AmendmentItemRow,
    AmendmentRow,
    DrawRow,
    ExamRow,
    ItemRevisionRow,
    ItemRow,
    ItemUseRow,
    SourceRow,
)


def list_sources(session: Session, shelf: Shelf) -> Sequence[SourceRow]:
    """The current revision of each source, by code."""
    query = select(SourceRow).where(
        SourceRow.organisation_id == shelf.organisation_id, SourceRow.qualification == shelf.qualification
    )
    newest = {row.code: row for row in session.scalars(query.order_by(SourceRow.number))}
    return [newest[code] for code in sorted(newest)]


def list_citations(session: Session, shelf: Shelf) -> list[tuple[UUID, tuple[str, ...]]]:
    """Each item in use with the sources that its current revision cites, by code."""
    query = (
        select(ItemRow.id, ItemRevisionRow.content["sources"])
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(*on_shelf(shelf), ItemRow.status != "retired")
        .order_by(ItemRow.code)
    )
    return [(item, tuple(sources)) for item, sources in session.execute(query)]


def list_amendments(session: Session, shelf: Shelf) -> Sequence[AmendmentRow]:
    """The latest day first."""
    query = select(AmendmentRow).where(
        AmendmentRow.organisation_id == shelf.organisation_id, AmendmentRow.qualification == shelf.qualification
    )
    return session.scalars(query.order_by(AmendmentRow.effective_on.desc(), AmendmentRow.id)).all()


def find_due(session: Session, today: date) -> AmendmentRow | None:
    """The earliest amendment, of whatever organisation, whose day has come and that nobody has carried out."""
    query = select(AmendmentRow).where(AmendmentRow.carried_out_at.is_(None), AmendmentRow.effective_on <= today)
    return session.scalars(query.order_by(AmendmentRow.effective_on, AmendmentRow.id).limit(1)).first()


def lock_due(session: Session, amendment_id: UUID) -> AmendmentRow | None:
    """The amendment as it stands once nobody else can write it; None where it was carried out meanwhile."""
    row = session.get(AmendmentRow, amendment_id, populate_existing=True, with_for_update=True)
    return row if row is not None and row.carried_out_at is None else None


def list_switched(session: Session, shelf: Shelf) -> Sequence[str]:
    """The codes of items of which an amendment that was carried out made another text than they had."""
    query = (
        select(ItemRow.code)
        .join(AmendmentItemRow, AmendmentItemRow.item_id == ItemRow.id)
        .join(AmendmentRow, AmendmentRow.id == AmendmentItemRow.amendment_id)
        .where(*on_shelf(shelf), AmendmentItemRow.act != "keep", AmendmentRow.carried_out_at.is_not(None))
    )
    return session.scalars(query.distinct()).all()


def list_amended(session: Session, amendment_id: UUID) -> Sequence[tuple[AmendmentItemRow, ItemRow]]:
    """What an amendment does, with the items, by code."""
    query = (
        select(AmendmentItemRow, ItemRow)
        .join(ItemRow, ItemRow.id == AmendmentItemRow.item_id)
        .where(AmendmentItemRow.amendment_id == amendment_id)
    )
    return session.execute(query.order_by(ItemRow.code)).all()


def list_touched(session: Session, items: Collection[UUID]) -> Sequence[Row[ExamRow, str, datetime]]:
    """The exams, frozen or running, whose forms hold some of these items, with an item's code and the draw; by day."""
    query = (
        select(ExamRow, ItemRow.code, DrawRow.drawn_at)
        .join(DrawRow, DrawRow.exam_id == ExamRow.id)
        .join(ItemUseRow, ItemUseRow.exam_id == ExamRow.id)
        .join(ItemRow, ItemRow.id == ItemUseRow.item_id)
        .where(ItemUseRow.item_id.in_(list(items)), ExamRow.state.in_(("frozen", "open")))
        .where(ExamRow.rehearsal.is_(False))
        .distinct()
    )
    return session.execute(query.order_by(ExamRow.planned_at, ExamRow.id, ItemRow.code)).all()
