"""The candidate's own released result, as a type of its own: nobody else's data and no keys reach that page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.grid import GridCell, GridRow, OutcomeGroup
from exam_server.core.problems import NotFound
from exam_server.core.qualification import Method
from exam_server.core.simulation.script import Anchor
from exam_server.services.case import CaseView, find_released_result
from exam_server.services.simulation import get_scenario
from exam_server.services.sittings import get_row
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import simulation as simulation_store


@dataclass(frozen=True)
class OwnFinding:
    """What one method showed of a criterion, and when that was recorded."""

    method: Method
    verdict: Verdict
    open_reason: OpenReason | None
    recorded_at: datetime


@dataclass(frozen=True)
class OwnDecision:
    """What the commission decided, and when it was confirmed; by whom is the protocol's."""

    verdict: Verdict
    open_reason: OpenReason | None
    confirmed_at: datetime


@dataclass(frozen=True)
class OwnLevel:
    """The level that the commission agreed on (None: no opportunity), and what the next one would have looked like."""

    agreed: int | None
    following: Anchor | None


@dataclass(frozen=True)
class OwnCriterion:
    """A criterion as its candidate sees it; without a decision it's met or open by the evidence (P9)."""

    code: str
    text: str
    standing: Verdict
    open_reason: OpenReason | None
    findings: tuple[OwnFinding, ...]
    decision: OwnDecision | None
    level: OwnLevel | None


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
    decided: int
    all_met: bool
    agenda_minutes: int


def find_own_result(work: Work) -> OwnResult | None:
    """The result of the actor's own case; None while nothing of it is released."""
    view = find_own_case(work)
    return to_own_result(work, view) if view else None


def to_own_result(work: Work, view: CaseView) -> OwnResult:
    """What a candidate may see of their released case."""
    levels = list_levels(work, view.id)
    return OwnResult(
        qualification=view.qualification.name,
        sets=tuple(
            OwnSet(
                each.outcomes.number,
                each.outcomes.name,
                each.confirmed,
                tuple(_outcome(view, group, levels) for group in each.groups),
            )
            for each in view.sets
        ),
        met=view.met,
        criteria=len(view.rows),
        decided=len(view.held),
        all_met=view.all_met,
        agenda_minutes=view.agenda.minutes,
    )


def find_own_case(work: Work) -> CaseView | None:
    """The released case of the actor's sitting, for the printed sheet; NotFound for whoever has no seat."""
    if work.actor.sitting_id is None:
        raise NotFound("sitting")
    return find_released_result(work, get_row(work, work.actor.sitting_id).case_id)


def list_levels(work: Work, case_id: UUID) -> dict[str, OwnLevel]:
    """By criterion the agreed level of the case's released simulations, with the next level's behaviour."""
    found: dict[str, OwnLevel] = {}
    for stage in case_store.list_stages(work.session, case_id):
        row = simulation_store.find_encounter_of_stage(work.session, stage.id) if stage.released_at else None
        if row is None or row.state != "agreed":
            continue
        anchors = {each.criterion: each.levels for each in get_scenario(work, row).anchors}
        for agreed in simulation_store.list_agreed(work.session, row.id):
            following = None if agreed.level is None else agreed.level + 1
            behaviour = (each for each in anchors.get(agreed.criterion, ()) if each.level == following)
            found[agreed.criterion] = OwnLevel(agreed.level, next(behaviour, None))
    return found


def _outcome(view: CaseView, group: OutcomeGroup, levels: Mapping[str, OwnLevel]) -> OwnOutcome:
    criteria = tuple(_criterion(view, row, levels.get(row.criterion)) for row in group.rows)
    return OwnOutcome(group.outcome.code, group.outcome.text, group.confirmed, criteria)


def _criterion(view: CaseView, row: GridRow, level: OwnLevel | None) -> OwnCriterion:
    findings = tuple(_finding(view, cell) for cell in row.cells if cell.planned and cell.evidence)
    held = view.held.get(row.criterion)
    decision = OwnDecision(held.verdict, held.open_reason, held.confirmed_at) if held else None
    return OwnCriterion(row.criterion, row.text, row.standing, row.open_reason, findings, decision, level)


def _finding(view: CaseView, cell: GridCell) -> OwnFinding:
    recorded_at = view.recorded_at[cell.evidence[-1].id]
    return OwnFinding(cell.method, cell.verdict, cell.open_reason, recorded_at)
