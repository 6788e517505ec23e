"""The cases of whoever is logged in as a candidate: where each stands, what is next, and its released result."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.appeals import APPEAL_DAYS
from exam_server.core.next_steps import NextStep, StageNow, list_next_steps
from exam_server.core.problems import NotFound
from exam_server.services.appeals import AppealGuide, guide_appeals
from exam_server.services.candidate_file import check_case_conditions
from exam_server.services.case import CaseView, find_released_result
from exam_server.services.case_rows import get_own_row
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.qualification import get_edition
from exam_server.services.stages import Stage, list_stages
from exam_server.services.work import Work
from exam_server.store import portfolio as store
from exam_server.store.certification import list_certificates
from exam_server.store.tables import CaseRow


@dataclass(frozen=True)
class OwnCase:
    """One of the actor's cases, with its stages and what is to be done."""

    id: UUID
    code: str
    qualification: str
    appeals: AppealGuide
    stages: tuple[Stage, ...]
    steps: tuple[NextStep, ...]
    has_certificate: bool = False

    @property
    def has_portfolio(self) -> bool:
        return any(stage.kind == "evidence_analysis" for stage in self.stages)

    @property
    def has_result(self) -> bool:
        return any(stage.released for stage in self.stages)


def list_own_cases(work: Work, appeal_days: int = APPEAL_DAYS) -> list[OwnCase]:
    """The newest first. Raises NotFound for whoever isn't logged in."""
    if work.actor.person_id is None:
        raise NotFound("person")
    rows = store.list_cases_of_person(work.session, work.actor.person_id)
    return [_show(work, row, appeal_days) for row in rows]


def get_own_case(work: Work, case_id: UUID, appeal_days: int = APPEAL_DAYS) -> OwnCase:
    """Raises NotFound for somebody else's case."""
    return _show(work, get_own_row(work, case_id), appeal_days)


def find_own_released(work: Work, case_id: UUID) -> CaseView | None:
    """The released result of an own case; None while nothing of it is released."""
    return find_released_result(work, get_own_row(work, case_id).id)


def _show(work: Work, row: CaseRow, appeal_days: int) -> OwnCase:
    content = get_edition(work, row.edition_id).content
    stages = list_stages(work, row.id)
    condition = check_case_conditions(work, row.id)
    lacks = condition is not None and condition.severity == "error"
    certified = bool(list_certificates(work.session, row.id))
    steps = list_next_steps([_now(stage) for stage in stages], legal_day(work), lacks_preceding=lacks)
    appeals = guide_appeals(work, row, appeal_days)
    return OwnCase(row.id, row.code, content.name, appeals, tuple(stages), steps, certified)


def _now(stage: Stage) -> StageNow:
    on = day_of(stage.planned_at) if stage.planned_at else stage.planned_on
    handed_in = stage.standing.handed_in_at is not None
    return StageNow(stage.kind, on, stage.place, stage.standing.is_open, handed_in, stage.released)
