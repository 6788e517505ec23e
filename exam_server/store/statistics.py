"""Queries over marked sittings in full: the newest marking of each, what was given, and when it was saved."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from exam_server.store.tables import MarkingRow, ResponseEventRow, ResponseRow, SittingRow, TestFormRow

AnyRow = Row[*tuple[Any, ...]]
A_TIME = 500
"""Sittings of one statement: both databases bound the number of its values."""


def list_newest_markings(session: Session, sittings: Sequence[UUID]) -> list[AnyRow]:
    """sitting_id, exam_id, organisation_id, test_form_id, started_at and marks of those sittings that are marked."""
    newer = aliased(MarkingRow)
    newest = select(func.max(newer.number)).where(newer.sitting_id == MarkingRow.sitting_id).scalar_subquery()
    query = (
        select(
            MarkingRow.sitting_id,
            SittingRow.exam_id,
            SittingRow.organisation_id,
            SittingRow.test_form_id,
            SittingRow.started_at,
            MarkingRow.marks,
        )
        .join(SittingRow, SittingRow.id == MarkingRow.sitting_id)
        .where(MarkingRow.number == newest)
    )
    return list(_by_part(session, query, MarkingRow.sitting_id, sittings))


def list_marked_with(session: Session, organisation_id: UUID, revision_id: UUID) -> Sequence[UUID]:
    """The marked sittings whose form holds an item revision; marks are searched as the text that they're kept as."""
    holds = cast(MarkingRow.marks, String).contains(str(revision_id))
    query = select(MarkingRow.sitting_id).where(MarkingRow.organisation_id == organisation_id, MarkingRow.number == 1)
    return session.scalars(query.where(holds)).all()


def list_given(session: Session, sittings: Sequence[UUID]) -> Iterator[AnyRow]:
    """sitting_id, position and response (JSON) of everything that these sittings gave."""
    query = select(ResponseRow.sitting_id, ResponseRow.position, ResponseRow.response)
    return _by_part(session, query, ResponseRow.sitting_id, sittings)


def list_saves(session: Session, sittings: Sequence[UUID]) -> Iterator[AnyRow]:
    """sitting_id, received_at and position of everything that these sittings saved."""
    query = select(ResponseEventRow.sitting_id, ResponseEventRow.received_at, ResponseEventRow.position)
    return _by_part(session, query, ResponseEventRow.sitting_id, sittings)


def list_drawn(session: Session, forms: Sequence[UUID]) -> dict[UUID, list[tuple[str, ...]]]:
    """For each form, the order in which it shows every item's choices, by position."""
    rows = _by_part(session, select(TestFormRow.id, TestFormRow.items), TestFormRow.id, forms)
    return {id: [tuple(entry["options"]) for entry in items] for id, items in rows}


def _by_part(
    session: Session, query: Select[*tuple[Any, ...]], column: InstrumentedAttribute[UUID], ids: Sequence[UUID]
) -> Iterator[AnyRow]:
    for start in range(0, len(ids), A_TIME):
        yield from session.connection().execute(query.where(column.in_(ids[start : start + A_TIME])))
