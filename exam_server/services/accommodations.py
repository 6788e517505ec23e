"""Accommodations of a case: decided by the office before the day, applied to every test that hasn't begun.

They're shown to the office and the desk, and take effect on the candidate's own page; nobody who judges sees them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.accommodation import NONE, Accommodation, check_accommodation
from exam_server.core.delivery import CLOSED
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.sittings import get_row, project
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import AccommodationRow, SittingRow


@dataclass(frozen=True)
class Decision:
    """One decision on a case; the newest counts. `number` counts from 1."""

    number: int
    accommodation: Accommodation
    decided_at: datetime
    decided_by: UUID | None


def get_accommodation(work: Work, case_id: UUID) -> Accommodation:
    """What counts for a case now; `NONE` where nothing was agreed."""
    return list_accommodations(work, [case_id]).get(case_id, NONE)


def list_accommodations(work: Work, case_ids: Collection[UUID]) -> dict[UUID, Accommodation]:
    """What counts now, for those cases for which something was decided."""
    return {row.case_id: as_accommodation(row) for row in store.list_accommodations(work.session, case_ids)}


def list_decisions(work: Work, case_id: UUID) -> list[Decision]:
    """All decisions on a case, the newest first."""
    rows = store.list_accommodations(work.session, [case_id])
    return [Decision(row.number, as_accommodation(row), row.decided_at, row.decided_by) for row in reversed(rows)]


def decide_accommodation(work: Work, exam_id: UUID, case_id: UUID, given: Accommodation) -> bool:
    """Record what was agreed for a candidate of an exam; False where it counts already.

    The time factor reaches every test of the case that hasn't started. Raises Refused for a factor that would change
    a running clock: that takes two people at the desk (P7).
    """
    check_accommodation(given)
    work.record()
    if not any(stage.case_id == case_id for stage in delivery_store.list_exam_stages(work.session, exam_id)):
        raise NotFound(str(case_id))
    rows = store.list_accommodations(work.session, [case_id])
    current = as_accommodation(rows[-1]) if rows else NONE
    if given == current:
        return False
    _apply_factor(work, case_id, given.factor_percent)
    number = rows[-1].number + 1 if rows else 1
    work.session.add(
        AccommodationRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=case_id,
            number=number,
            **given.__dict__,
            decided_at=work.now,
            decided_by=work.actor.account_id,
        )
    )
    work.session.flush()
    work.note("case.accommodation.decided", case_id, number=number)
    return True


def _apply_factor(work: Work, case_id: UUID, percent: int) -> None:
    for sitting_id in delivery_store.list_case_sittings(work.session, case_id):
        row = get_row(work, sitting_id)
        if row.state in CLOSED or row.factor_percent == percent:
            continue
        if row.started_at is not None:
            raise _started(row)
        row.factor_percent = percent
        project(work, row)


def _started(row: SittingRow) -> Refused:
    return Refused(
        text("The time wasn't changed."),
        text("The test at seat {seat} has started.", seat=row.seat),
        text("Propose the extra time at the desk; another person confirms it."),
        rule="P7",
    )


def as_accommodation(row: AccommodationRow) -> Accommodation:
    return Accommodation(row.factor_percent, row.break_seconds, row.larger_type, row.read_aloud, row.without_seb)
