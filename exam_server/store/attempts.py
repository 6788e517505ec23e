"""Queries over attempts that failed, of the last day, and over how often each name was tried."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import FailedAttemptRow, ThrottleRow


def drop_older(session: Session, than: datetime) -> None:
    session.execute(delete(FailedAttemptRow).where(FailedAttemptRow.at < than))


def count_since(session: Session, moment: datetime) -> dict[str, int]:
    """How many attempts failed, by door."""
    query = select(FailedAttemptRow.door, func.count()).where(FailedAttemptRow.at >= moment)
    return {door: count for door, count in session.execute(query.group_by(FailedAttemptRow.door))}


def list_tried(session: Session, door: str, since: datetime) -> Sequence[tuple[str, UUID | None, int, datetime]]:
    """By the keys tried at a door: the account where there is one, the failures, and since when they count."""
    query = (
        select(ThrottleRow.key, FailedAttemptRow.account_id, ThrottleRow.failures, ThrottleRow.window_started_at)
        .join(ThrottleRow, ThrottleRow.key == FailedAttemptRow.key)
        .where(FailedAttemptRow.door == door, FailedAttemptRow.at >= since)
        .distinct()
    )
    return session.execute(query).all()
