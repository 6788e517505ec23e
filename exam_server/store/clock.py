"""Queries over the server's line of time."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.core.clock import Anchor
from exam_server.store.tables import AuditEventRow, ClockRow, ExamRow, SittingRow

ONLY = 1
MICROSECOND, MILLISECOND = timedelta(microseconds=1), timedelta(milliseconds=1)


def find_line(session: Session) -> tuple[Anchor, timedelta] | None:
    """The anchor that is kept, and the offset of the wall clock that was noted last."""
    row = session.get(ClockRow, ONLY)
    if row is None:
        return None
    return Anchor(row.at, row.since_boot * MICROSECOND, row.boot_id), row.noted * MILLISECOND


def keep_line(session: Session, anchor: Anchor, noted: timedelta) -> None:
    row = session.get(ClockRow, ONLY) or ClockRow(id=ONLY)
    row.at, row.since_boot, row.boot_id = anchor.at, anchor.since_boot // MICROSECOND, anchor.boot_id
    row.noted = noted // MILLISECOND
    session.add(row)
    session.flush()


def is_exam_open(session: Session) -> bool:
    return session.scalar(select(ExamRow.id).where(ExamRow.state == "open").limit(1)) is not None


def last_recorded(session: Session) -> datetime | None:
    """The newest moment that the trail or a seat's contact bears."""
    events = session.scalar(select(AuditEventRow.at).order_by(AuditEventRow.id.desc()).limit(1))
    found = [each for each in (events, session.scalar(select(func.max(SittingRow.contact_at)))) if each]
    return max(found, default=None)
