"""Until when a candidate may appeal: from the day on which they were told that very decision (S9, P3)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import cast
from uuid import UUID

from exam_server.core.appeals import APPEAL_MOVES, AppealTerm, appeal_until, last_told
from exam_server.core.stages import StageKind
from exam_server.services.case import list_told
from exam_server.services.legal_day import day_of
from exam_server.services.policies import get_value
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import release as store
from exam_server.store.appeals import list_told_rulings
from exam_server.store.tables import StageRow


def last_day(work: Work, told_on: date, days: int) -> date:
    """The last day of a term from a day of telling, by what the body had decided by then (P3)."""
    return appeal_until(told_on, days, moves=bool(get_value(work, "appeal_moves", told_on, APPEAL_MOVES)))


def make_term(
    work: Work, stage: StageRow, told_on: date, default_days: int, criteria: tuple[str, ...] = ()
) -> AppealTerm:
    """The term that began on a day, by the policy that held then."""
    days = get_value(work, "appeal_days", told_on, default_days)
    return AppealTerm(cast(StageKind, stage.kind), told_on, days, last_day(work, told_on, days), criteria)


def find_term(
    work: Work, stage: StageRow, later: Mapping[str, date], named: Collection[str], default_days: int
) -> AppealTerm:
    """The term to appeal about these criteria of a released stage; `later` as `list_told_later` has it."""
    return make_term(work, stage, last_told(day_of(stage.released_at or work.now), later, named), default_days)


def list_told_later(work: Work, case_id: UUID) -> dict[UUID, dict[str, date]]:
    """By released stage the criteria decided on its evidence of which the candidate was told after its own release.

    A release tells newer decisions alone where nothing new came of the stage, and a ruling is told by its letter.
    """
    stages = case_store.list_stages(work.session, case_id)
    released = {each.id: day_of(each.released_at) for each in stages if each.released_at}
    found: dict[UUID, dict[str, date]] = {each: {} for each in released}
    if not released:
        return found
    stage_of = {str(row.id): row.stage_id for row in case_store.list_evidence(work.session, case_id)}
    releases = store.list_release_times(
        work.session,
        {each.exam_id for each in stages if each.exam_id},
        {each.id for each in stages if not each.exam_id},
    )
    ruled = list_told_rulings(work.session, case_id)
    for criterion, held in list_told(work, case_id).items():
        told_at = ruled.get(held.id) or next((at for at in releases if at >= held.confirmed_at), None)
        for stage_id in {stage_of[each] for each in held.evidence if each in stage_of} & released.keys():
            if told_at is not None and day_of(told_at) > released[stage_id]:
                found[stage_id][criterion] = day_of(told_at)
    return found
