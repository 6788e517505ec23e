"""Notices go into the outbox with what they tell of: in one transaction, so that neither is there without the other."""

from collections.abc import Collection
from uuid import UUID

from exam_server.core.notices import NoticeKind, put_off, queue
from exam_server.services.notice_rows import columns_of, put, standing_of
from exam_server.services.work import Work
from exam_server.store import notices as store
from exam_server.store.base import add_rows
from exam_server.store.tables import AccountRow, NoticeRow


def queue_notice(work: Work, kind: NoticeKind, case_id: UUID) -> None:
    """Tell a case's candidate that there is news; within `record()`. Nobody is told of a rehearsal's case."""
    queue_notices(work, kind, [case_id])


def queue_notices(work: Work, kind: NoticeKind, case_ids: Collection[UUID]) -> None:
    """As `queue_notice`, for many cases in as few statements; news that waits already isn't told twice."""
    waiting = {row.case_id: row for row in store.list_waiting(work.session, kind, case_ids)}
    for row in waiting.values():
        put(row, put_off(standing_of(row), kind, work.now))
    told = [each for each in store.list_told(work.session, case_ids) if each.case_id not in waiting]
    _add(work, kind, told)


def queue_for_person(work: Work, kind: NoticeKind, person_id: UUID) -> None:
    """Tell a person of what isn't about a case; within `record()`."""
    _add(work, kind, [store.get_told(work.session, person_id)])


def queue_for_account(work: Work, kind: NoticeKind, account_id: UUID) -> None:
    """Tell an account's owner of what happened to it; within `record()`."""
    queue_for_person(work, kind, work.session.get_one(AccountRow, account_id).person_id)


def queue_for_enrolment(work: Work, kind: NoticeKind, enrolment_id: UUID) -> None:
    """Tell who enrolled, by what they typed or by their account; within `record()`."""
    _add(work, kind, [store.get_enrolled(work.session, enrolment_id)])


def _add(work: Work, kind: NoticeKind, told: Collection[store.Told]) -> None:
    rows = [
        {
            "id": work.new_id(),
            "organisation_id": each.organisation_id,
            "kind": kind,
            "person_id": each.person_id,
            "enrolment_id": each.enrolment_id,
            "case_id": each.case_id,
            **columns_of(queue(kind, each.has_address, work.now)),
        }
        for each in told
    ]
    add_rows(work.session, NoticeRow, rows)
