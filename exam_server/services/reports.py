"""Reports as they were sent or closed: kept with the hash of their record, read again, and never changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.reports import ReportKind
from exam_server.formats.plain import content_hash
from exam_server.services.legal_day import POLAND
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import reporting as store
from exam_server.store.tables import ReportRow

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Report:
    """A report in lists; a higher `number` of the same span took the place of the ones before."""

    id: UUID
    subject: str
    since: date
    until: date
    number: int
    record_hash: str
    reason: str
    made_at: datetime
    made_by: str


def keep_report(
    work: Work, kind: ReportKind, subject: str, days: tuple[date, date], record: Record, reason: str
) -> UUID:
    """Freeze a record as the next report of its span; within `record()`."""
    since, until = days
    before = [each for each in list_reports(work, kind) if (each.subject, each.since, each.until) == (subject, *days)]
    row = ReportRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        kind=kind,
        subject=subject,
        since=since,
        until=until,
        number=len(before) + 1,
        record=json.dumps(record, ensure_ascii=False, sort_keys=True),
        record_hash=content_hash(record),
        reason=reason,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    tag = "report.quarterly.kept" if kind == "quarterly" else "report.evaluation.kept"
    work.note(tag, row.id, number=row.number, until=until.isoformat(), record=row.record_hash)
    return row.id


def list_reports(work: Work, kind: ReportKind) -> list[Report]:
    """The newest first."""
    names = Names(work)
    return [
        Report(
            row.id,
            row.subject,
            row.since,
            row.until,
            row.number,
            row.record_hash,
            row.reason,
            row.made_at,
            names.of(row.made_by),
        )
        for row in store.list_reports(work.session, work.organisation_id, kind)
    ]


def get_record(work: Work, report_id: UUID, kind: ReportKind) -> tuple[Record, str, datetime]:
    """A kept record, its hash, and when it was kept. Raises NotFound."""
    row = store.find_report(work.session, report_id)
    if row is None or row.organisation_id != work.organisation_id or row.kind != kind:
        raise NotFound(str(report_id))
    return json.loads(row.record), row.record_hash, row.made_at


def span_of(work: Work, since: date, until: date) -> store.Span:
    """The moments of days in Poland, both included."""
    first, after = (datetime.combine(day, time(), POLAND) for day in (since, until + timedelta(days=1)))
    return store.Span(work.organisation_id, first, after)


def newest_of(reports: Sequence[Report]) -> dict[tuple[str, date, date], Report]:
    """By subject and span, the report that holds; and so the first of each says when it was made first."""
    found: dict[tuple[str, date, date], Report] = {}
    for each in reports:
        found.setdefault((each.subject, each.since, each.until), each)
    return found
