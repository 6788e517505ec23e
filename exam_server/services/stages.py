"""Stages of a case that need no exam: opened by the office on any day and place, closed and reopened (L8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.conditions import require_conditions
from exam_server.core.portfolio import Standing, Step, stand
from exam_server.core.problems import NotFound, Refused
from exam_server.core.stages import OPENED_BY_OFFICE, StageKind, require_method
from exam_server.core.text import text
from exam_server.services.candidate_file import check_case_conditions
from exam_server.services.case_rows import get_row
from exam_server.services.notices import queue_notice
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import portfolio as store
from exam_server.store.tables import ExamRow, StageRow, StageStepRow

LONGEST_PLACE = 120


@dataclass(frozen=True)
class Stage:
    """A stage as pages show it; an exam's stages take day and place from it."""

    id: UUID
    kind: StageKind
    planned_on: date | None
    planned_at: datetime | None
    place: str
    exam_title: str
    standing: Standing
    released: bool

    @property
    def is_own(self) -> bool:
        """Whether the office opened it by itself, and so may close it."""
        return self.kind in OPENED_BY_OFFICE


def list_stages(work: Work, case_id: UUID) -> list[Stage]:
    """The stages of a case, oldest first."""
    rows = case_store.list_stages(work.session, case_id)
    steps = store.list_steps(work.session, [row.id for row in rows])
    return [_stage(work, row, [step for step in steps if step.stage_id == row.id]) for row in rows]


def open_stage(work: Work, case_id: UUID, kind: StageKind, planned_on: date | None = None, place: str = "") -> UUID:
    """Open a stage that needs no exam. Raises Refused for a method that the form doesn't allow (S1), while another
    one of its kind is open, and where the body made a condition of what the candidate hasn't shown (S13).
    """
    place = place.strip()
    if kind not in OPENED_BY_OFFICE or len(place) > LONGEST_PLACE:
        raise _refused_kind()
    work.record()
    case = get_row(work, case_id)
    require_method(get_edition(work, case.edition_id).content, kind, text("The stage wasn't opened."))
    require_conditions(check_case_conditions(work, case_id))
    if any(stage.kind == kind and stage.standing.is_open for stage in list_stages(work, case_id)):
        raise Refused(
            text("The stage wasn't opened."),
            text("Another one of this kind is open."),
            text("Close it first; the new one takes only what is still missing."),
            rule="L8",
        )
    row = StageRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        kind=kind,
        planned_on=planned_on,
        place=place,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.stage.opened", row.id, case=str(case_id), kind=kind)
    if planned_on is not None:
        queue_notice(work, "planned", case_id)
    return row.id


def close_stage(work: Work, case_id: UUID, stage_id: UUID) -> None:
    """Take nothing more at a stage."""
    work.record()
    add_step(work, get_stage_row(work, case_id, stage_id), "closed")


def reopen_stage(work: Work, case_id: UUID, stage_id: UUID) -> None:
    """Take pieces again at a closed stage. Raises Refused once its result is released."""
    work.record()
    row = get_stage_row(work, case_id, stage_id)
    if row.released_at is not None:
        raise Refused(
            text("The stage wasn't reopened."),
            text("Its result is released."),
            text("Open another stage: it takes what is still missing."),
            rule="L8",
        )
    add_step(work, row, "reopened")


def get_stage_row(work: Work, case_id: UUID, stage_id: UUID) -> StageRow:
    """A stage of a case that needs no exam. Raises NotFound for any other."""
    get_row(work, case_id)
    row = work.session.get(StageRow, stage_id, with_for_update=work.recording or None)
    if row is None or row.case_id != case_id or row.kind not in OPENED_BY_OFFICE:
        raise NotFound(str(stage_id))
    return row


def standing_of(work: Work, row: StageRow) -> Standing:
    return _stand(row, store.list_steps(work.session, [row.id]))


def add_step(work: Work, row: StageRow, step: Step) -> None:
    """Within `record()`: what happened with a stage is added, never changed."""
    made = StageStepRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        stage_id=row.id,
        step=step,
        at=work.now,
        by=work.actor.account_id,
    )
    work.session.add(made)
    work.session.flush()
    work.note(f"case.stage.{step}", row.id, case=str(row.case_id))


def _stage(work: Work, row: StageRow, steps: Sequence[StageStepRow]) -> Stage:
    exam = work.session.get_one(ExamRow, row.exam_id) if row.exam_id else None
    return Stage(
        id=row.id,
        kind=cast(StageKind, row.kind),
        planned_on=row.planned_on,
        planned_at=exam.planned_at if exam else None,
        place=exam.place if exam else row.place,
        exam_title=exam.title if exam else "",
        standing=_stand(row, steps),
        released=row.released_at is not None,
    )


def _stand(row: StageRow, steps: Sequence[StageStepRow]) -> Standing:
    return stand([(cast(Step, step.step), step.at) for step in steps], row.released_at)


def _refused_kind() -> Refused:
    return Refused(
        text("The stage wasn't opened."),
        text("An exam opens stages of this kind, or the place is too long."),
        text("Choose another kind, and a shorter place."),
    )
