"""The log of views of personal data: who of the staff opened whose page or file, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.services.work import Work
from exam_server.store import traces as store
from exam_server.store.people import list_names
from exam_server.store.tables import PersonalViewRow
from exam_server.store.traces import TraceQuery

PAGE = 50
MOST_IN_EXPORT = 5_000


@dataclass(frozen=True)
class Trace:
    """One view: `page` names it, `kind` and `subject_id` whose it was (None: a list of several people)."""

    at: datetime
    account_id: UUID
    name: str
    page: str
    kind: str
    subject_id: UUID | None


@dataclass(frozen=True)
class TracePage:
    """Views newest first; `page` counts from 1."""

    traces: tuple[Trace, ...]
    total: int
    page: int
    pages: int


def leave_trace(work: Work, page: str, kind: str, subject_id: UUID | None) -> None:
    """Log that the actor opened a page; it's no act, and nothing of it goes into the audit trail."""
    if work.actor.account_id is None:
        return
    work.record()
    work.session.add(
        PersonalViewRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            at=work.now,
            account_id=work.actor.account_id,
            page=page,
            kind=kind,
            subject_id=subject_id,
        )
    )


def list_traces(work: Work, account_id: UUID | None = None, subject_id: UUID | None = None, page: int = 1) -> TracePage:
    """One page of the organisation's log; a page beyond the end gives the last one."""
    subjects = None if subject_id is None else frozenset({subject_id})
    query = TraceQuery(work.organisation_id, account_id, subjects)
    total = store.count_views(work.session, query)
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = store.list_views(work.session, query, PAGE, (page - 1) * PAGE)
    names = list_names(work.session, work.organisation_id, {row.account_id for row in rows})
    traces = (Trace(row.at, row.account_id, names.get(row.account_id, ""), *_what(row)) for row in rows)
    return TracePage(tuple(traces), total, page, pages)


def _what(row: PersonalViewRow) -> tuple[str, str, UUID | None]:
    return row.page, row.kind, row.subject_id


def list_traces_of(work: Work, person_id: UUID) -> list[tuple[datetime, str, str, tuple[str, ...]]]:
    """Who looked at a person's data, newest first, without names: when, which page, of what kind, in which roles."""
    subjects = store.list_subjects_of(work.session, person_id)
    rows = store.list_views(work.session, TraceQuery(work.organisation_id, None, subjects), MOST_IN_EXPORT)
    roles = store.list_roles_of(work.session, {row.account_id for row in rows})
    return [(row.at, row.page, row.kind, tuple(roles.get(row.account_id, ()))) for row in rows]
