"""Queries over windows of enrolment, who enrolled, and what was decided."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import EnrolmentDecisionRow, EnrolmentRow, EnrolmentWindowRow

Entry = tuple[EnrolmentRow, EnrolmentDecisionRow | None]


def list_windows(session: Session, organisation_id: UUID) -> Sequence[EnrolmentWindowRow]:
    """All windows, the one that closes last first."""
    query = select(EnrolmentWindowRow).where(EnrolmentWindowRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(EnrolmentWindowRow.closes_at.desc(), EnrolmentWindowRow.id)).all()


class Taken(NamedTuple):
    """How many places of a window are taken: by who waits, and by who was confirmed."""

    waiting: int = 0
    confirmed: int = 0


def count_taken(session: Session, window_ids: Collection[UUID]) -> dict[UUID, Taken]:
    """By window; one at which nobody enrolled isn't there."""
    verdict = EnrolmentDecisionRow.verdict
    query = (
        select(EnrolmentRow.window_id, func.count() - func.count(verdict), func.count(verdict))
        .outerjoin(EnrolmentDecisionRow, EnrolmentDecisionRow.enrolment_id == EnrolmentRow.id)
        .where(EnrolmentRow.window_id.in_(window_ids), or_(verdict.is_(None), verdict == "confirmed"))
        .group_by(EnrolmentRow.window_id)
    )
    return {window_id: Taken(waiting, confirmed) for window_id, waiting, confirmed in session.execute(query)}


def list_entries(session: Session, window_id: UUID) -> Sequence[Entry]:
    """Who enrolled within a window, in their order."""
    return _entries(session, EnrolmentRow.window_id == window_id)


def list_entries_of_person(session: Session, person_id: UUID) -> Sequence[Entry]:
    """What somebody enrolled for with their account, in their order."""
    return _entries(session, EnrolmentRow.person_id == person_id)


def _entries(session: Session, which: ColumnElement[bool]) -> Sequence[Entry]:
    query = (
        select(EnrolmentRow, EnrolmentDecisionRow)
        .outerjoin(EnrolmentDecisionRow, EnrolmentDecisionRow.enrolment_id == EnrolmentRow.id)
        .where(which)
        .order_by(EnrolmentRow.made_at, EnrolmentRow.id)
    )
    return [(row, decision) for row, decision in session.execute(query)]


def find_decision(session: Session, enrolment_id: UUID) -> EnrolmentDecisionRow | None:
    query = select(EnrolmentDecisionRow).where(EnrolmentDecisionRow.enrolment_id == enrolment_id)
    return session.scalars(query).first()
