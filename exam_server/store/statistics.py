"""Queries over marked sittings: the newest marking of each, what was given, and when it was saved."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from exam_server.store.tables import (
    EditionRow,
    ExamRow,
    MarkingRow,
    ResponseEventRow,
    ResponseRow,
    SittingRow,
    TestFormRow,
)

A_TIME = 500
"""Sittings of one statement: both databases bound the number of its values."""
MANY = 8
"""Places of a sitting, on average, from which on all of its responses are read."""


def list_newest_markings(
    session: Session, organisation_id: UUID, qualification: str = "", exam_id: UUID | None = None
) -> Sequence[Row[Any]]:
    """sitting_id, exam_id, test_form_id and marks of every marked sitting of a qualification or an exam."""
    newer = aliased(MarkingRow)
    newest = select(func.max(newer.number)).where(newer.sitting_id == MarkingRow.sitting_id).scalar_subquery()
    query = (
        select(MarkingRow.sitting_id, SittingRow.exam_id, SittingRow.test_form_id, MarkingRow.marks)
        .join(SittingRow, SittingRow.id == MarkingRow.sitting_id)
        .join(ExamRow, ExamRow.id == SittingRow.exam_id)
        .where(
            MarkingRow.organisation_id == organisation_id,
            ExamRow.rehearsal.is_(False),
            MarkingRow.number == newest,
        )
        .order_by(MarkingRow.sitting_id)
    )
    if qualification:
        query = query.join(EditionRow, EditionRow.id == ExamRow.edition_id).where(EditionRow.code == qualification)
    if exam_id is not None:
        query = query.where(SittingRow.exam_id == exam_id)
    return session.execute(query).all()


def list_given(session: Session, places: Sequence[tuple[UUID, int]]) -> Iterator[Row[UUID, int, str]]:
    """sitting_id, position and response (JSON) at these places of sittings; nothing where nothing was saved.

    Where they're most of what the sittings gave, all of that is read, which is much quicker than asking for each.
    """
    query = select(ResponseRow.sitting_id, ResponseRow.position, ResponseRow.response)
    sittings = list(dict.fromkeys(id for id, _ in places))
    if len(places) > MANY * len(sittings):
        for start in range(0, len(sittings), A_TIME):
            part = query.where(ResponseRow.sitting_id.in_(sittings[start : start + A_TIME]))
            yield from session.connection().execute(part)
        return
    for start in range(0, len(places), A_TIME):
        asked = places[start : start + A_TIME]
        yield from session.execute(query.where(tuple_(ResponseRow.sitting_id, ResponseRow.position).in_(asked)))


def list_saves(session: Session, sittings: Sequence[UUID]) -> Iterator[Row[UUID, datetime, int]]:
    """sitting_id, received_at and position of everything that these sittings saved."""
    for start in range(0, len(sittings), A_TIME):
        part = sittings[start : start + A_TIME]
        query = select(ResponseEventRow.sitting_id, ResponseEventRow.received_at, ResponseEventRow.position)
        yield from session.execute(query.where(ResponseEventRow.sitting_id.in_(part)))


def list_starts(session: Session, sittings: Sequence[UUID]) -> dict[UUID, datetime]:
    """When these sittings began; those that never did (a paper) are missing."""
    found: dict[UUID, datetime] = {}
    for start in range(0, len(sittings), A_TIME):
        part = sittings[start : start + A_TIME]
        query = select(SittingRow.id, SittingRow.started_at).where(SittingRow.id.in_(part))
        found |= {id: started for id, started in session.execute(query) if started is not None}
    return found


def list_drawn(session: Session, forms: Sequence[UUID]) -> dict[UUID, list[tuple[str, ...]]]:
    """For each form, the order in which it shows every item's choices, by position."""
    found: dict[UUID, list[tuple[str, ...]]] = {}
    for start in range(0, len(forms), A_TIME):
        query = select(TestFormRow.id, TestFormRow.items).where(TestFormRow.id.in_(forms[start : start + A_TIME]))
        found |= {id: [tuple(entry["options"]) for entry in items] for id, items in session.execute(query)}
    return found
