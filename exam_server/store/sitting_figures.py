"""Queries over what is kept of marked sittings, and over those of which nothing is kept yet."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, and_, bindparam, select, text
from sqlalchemy.orm import Session

from exam_server.store.tables import EditionRow, ExamRow, MarkingRow, SittingFiguresRow, SittingRow

AnySelect = Select[*tuple[Any, ...]]
KEEP = """
insert into sitting_figures (sitting_id, exam_id, organisation_id, version, packed)
values (:sitting_id, :exam_id, :organisation_id, :version, :packed)
on conflict (sitting_id) do update set version = excluded.version, packed = excluded.packed
"""
UNLESS_KEPT = "where sitting_figures.version < excluded.version"
IDS = ("sitting_id", "exam_id", "organisation_id")


def keep_sittings(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep these, in the place of what was kept of the same sittings."""
    _keep(session, KEEP, rows)


def fill_sittings(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep these where nothing of their version is kept: whoever marks meanwhile knows better."""
    _keep(session, KEEP + UNLESS_KEPT, rows)


def _keep(session: Session, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        ids = [bindparam(name, type_=Uuid()) for name in IDS]
        session.execute(text(statement).bindparams(*ids), list(rows))


def find_kept(session: Session, sittings: Sequence[UUID]) -> dict[UUID, str]:
    """What is kept of these sittings, as it's packed."""
    query = select(SittingFiguresRow.sitting_id, SittingFiguresRow.packed)
    rows = session.execute(query.where(SittingFiguresRow.sitting_id.in_(sittings)))
    return {sitting: packed for sitting, packed in rows}


def list_kept(
    session: Session, organisation_id: UUID, version: int, *, qualification: str = "", exam_id: UUID | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """sitting_id, exam_id and packed of a qualification's or an exam's sittings of which this version is kept."""
    query = select(SittingFiguresRow.sitting_id, SittingFiguresRow.exam_id, SittingFiguresRow.packed)
    query = query.join(ExamRow, ExamRow.id == SittingFiguresRow.exam_id).where(SittingFiguresRow.version == version)
    return session.connection().execute(_of(query, organisation_id, qualification, exam_id)).all()


def list_unkept(
    session: Session,
    organisation_id: UUID,
    version: int,
    *,
    qualification: str = "",
    exam_id: UUID | None = None,
    most: int | None = None,
) -> Sequence[UUID]:
    """The marked sittings of which this version isn't kept, `most` of them at a time."""
    kept = and_(SittingFiguresRow.sitting_id == MarkingRow.sitting_id, SittingFiguresRow.version == version)
    query = (
        select(MarkingRow.sitting_id)
        .join(SittingRow, SittingRow.id == MarkingRow.sitting_id)
        .join(ExamRow, ExamRow.id == SittingRow.exam_id)
        .outerjoin(SittingFiguresRow, kept)
        .where(MarkingRow.number == 1, SittingFiguresRow.sitting_id.is_(None))
        .order_by(MarkingRow.sitting_id)
    )
    return session.scalars(_of(query, organisation_id, qualification, exam_id).limit(most)).all()


def _of(query: AnySelect, organisation_id: UUID, qualification: str, exam_id: UUID | None) -> AnySelect:
    query = query.where(ExamRow.organisation_id == organisation_id, ExamRow.rehearsal.is_(False))
    if qualification:
        query = query.join(EditionRow, EditionRow.id == ExamRow.edition_id).where(EditionRow.code == qualification)
    return query if exam_id is None else query.where(ExamRow.id == exam_id)
