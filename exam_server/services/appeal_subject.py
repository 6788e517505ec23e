"""What a stage's result says, so that an appeal can name it: criteria with how they stand, and a test's questions."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from exam_server.core.appeals import APPEAL_DAYS, State, is_open
from exam_server.core.grid import current_evidence
from exam_server.core.stages import STAGE_METHODS, StageKind
from exam_server.services.appeal_terms import find_term, list_told_later
from exam_server.services.case import find_released_result
from exam_server.services.evidence import to_evidence
from exam_server.services.legal_day import legal_day
from exam_server.services.presenting import list_frozen_items
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store import case as case_store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import CaseRow, SittingRow, StageRow


@dataclass(frozen=True)
class Appealable:
    """A stage whose result is told. `criteria`: code, text, and whether it's met; `items`: how many its test has.

    `until`: the last day to appeal against what was told last, by the policy of that day (P3); `is_over`: it's past.
    `under_way`: an appeal against it is open, so that another one has to wait.
    """

    stage_id: UUID
    kind: StageKind
    until: date
    is_over: bool
    under_way: bool
    criteria: tuple[tuple[str, str, bool], ...]
    items: int


def list_known(work: Work, case: CaseRow, stage: StageRow) -> dict[str, bool]:
    """The criteria of which the stage's released result says something, in the form's order; True: the case met it."""
    view = find_released_result(work, case.id)
    if view is None:
        return {}
    records = current_evidence([to_evidence(row) for row in case_store.list_evidence(work.session, case.id)])
    of_stage = {row.id for row in case_store.list_evidence(work.session, case.id) if row.stage_id == stage.id}
    said = {each.criterion for each in records if UUID(each.id) in of_stage and each.id in view.recorded_at}
    held = {code: each.verdict for code, each in view.held.items()}
    method = STAGE_METHODS.get(cast(StageKind, stage.kind))
    # What the plan doesn't count for a criterion couldn't change it either.
    counted = {row.criterion for row in view.rows for cell in row.cells if cell.planned and cell.method == method}
    return {
        row.criterion: held.get(row.criterion, row.standing) == "met"
        for row in view.rows
        if row.criterion in said & counted
    }


def list_appealable(work: Work, case: CaseRow, default_days: int = APPEAL_DAYS) -> list[Appealable]:
    """Every stage of the case with a released result; the caller has checked who asks."""
    found = []
    rows = store.list_appeals_of(work.session, case.id)
    under_way = {row.stage_id for row in rows if is_open(cast(State, row.state))}
    texts = {each.code: each.text for each in get_edition(work, case.edition_id).content.criteria()}
    later = list_told_later(work, case.id)
    for stage in case_store.list_stages(work.session, case.id):
        if stage.released_at is not None:
            known = list_known(work, case, stage)
            criteria = tuple((code, texts.get(code, ""), met) for code, met in known.items())
            until = find_term(work, stage, later[stage.id], known, default_days).until
            kind, is_over = cast(StageKind, stage.kind), legal_day(work) > until
            found.append(
                Appealable(stage.id, kind, until, is_over, stage.id in under_way, criteria, _count_items(work, stage))
            )
    return found


def _count_items(work: Work, stage: StageRow) -> int:
    for sitting_id in delivery_store.list_case_sittings(work.session, stage.case_id):
        sitting = work.session.get_one(SittingRow, sitting_id)
        if sitting.stage_id == stage.id:
            return len(list_frozen_items(work, sitting.test_form_id))
    return 0
