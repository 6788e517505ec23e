"""The candidate's own released result, as a type of its own: nobody else's data and no keys reach that page."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.grid import GridCell, GridRow, OutcomeGroup
from exam_server.core.problems import NotFound
from exam_server.core.qualification import Method
from exam_server.services.case import CaseView, find_released_result
from exam_server.services.sittings import get_row
from exam_server.services.work import Work


@dataclass(frozen=True)
class OwnFinding:
    """What one method showed of a criterion, and when that was recorded."""

    method: Method
    verdict: Verdict
    open_reason: OpenReason | None
    recorded_at: datetime


@dataclass(frozen=True)
class OwnCriterion:
    code: str
    text: str
    standing: Verdict
    open_reason: OpenReason | None
    findings: tuple[OwnFinding, ...]


@dataclass(frozen=True)
class OwnOutcome:
    code: str
    text: str
    confirmed: bool
    criteria: tuple[OwnCriterion, ...]


@dataclass(frozen=True)
class OwnSet:
    number: int
    name: str
    confirmed: bool
    outcomes: tuple[OwnOutcome, ...]


@dataclass(frozen=True)
class OwnResult:
    """A released result in the order of the register form."""

    qualification: str
    sets: tuple[OwnSet, ...]
    met: int
    criteria: int
    all_met: bool
    agenda_minutes: int


def find_own_result(work: Work) -> OwnResult | None:
    """The result of the actor's own case; None while nothing of it is released."""
    view = find_own_case(work)
    return to_own_result(view) if view else None


def to_own_result(view: CaseView) -> OwnResult:
    """What a candidate may see of their released case."""
    return OwnResult(
        qualification=view.qualification.name,
        sets=tuple(
            OwnSet(
                each.outcomes.number,
                each.outcomes.name,
                each.confirmed,
                tuple(_outcome(view, group) for group in each.groups),
            )
            for each in view.sets
        ),
        met=view.met,
        criteria=len(view.rows),
        all_met=view.all_met,
        agenda_minutes=view.agenda.minutes,
    )


def find_own_case(work: Work) -> CaseView | None:
    """The released case of the actor's sitting, for the printed sheet; NotFound for whoever has no seat."""
    if work.actor.sitting_id is None:
        raise NotFound("sitting")
    return find_released_result(work, get_row(work, work.actor.sitting_id).case_id)


def _outcome(view: CaseView, group: OutcomeGroup) -> OwnOutcome:
    criteria = tuple(_criterion(view, row) for row in group.rows)
    return OwnOutcome(group.outcome.code, group.outcome.text, group.confirmed, criteria)


def _criterion(view: CaseView, row: GridRow) -> OwnCriterion:
    findings = tuple(_finding(view, cell) for cell in row.cells if cell.planned and cell.evidence)
    return OwnCriterion(row.criterion, row.text, row.standing, row.open_reason, findings)


def _finding(view: CaseView, cell: GridCell) -> OwnFinding:
    recorded_at = view.recorded_at[cell.evidence[-1].id]
    return OwnFinding(cell.method, cell.verdict, cell.open_reason, recorded_at)
