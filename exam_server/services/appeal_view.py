"""Appeals as staff sees them: the queue with its terms, one appeal with its steps, who decides, views and ruling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.appeal_ruling import Course, Opinion, Outcome, RulingKind
from exam_server.core.appeals import Ground, State, is_open
from exam_server.core.case import Verdict
from exam_server.core.problems import Refused
from exam_server.core.stages import StageKind
from exam_server.services.appeal_panel import AppealPanel, panel_of
from exam_server.services.appeal_rows import Enclosed, get_appeal_row, get_seated_row, list_enclosed
from exam_server.services.hearing_appeals import read_opinions, weigh_course
from exam_server.services.legal_day import day_of
from exam_server.services.people import Names
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store.tables import (
    AppealPointRow,
    AppealRow,
    AppealStepRow,
    CaseRow,
    ExamRow,
    StageRow,
)


@dataclass(frozen=True)
class AppealLine:
    """An appeal in a list, the candidate by code. `cited` is its number as letters name it."""

    id: UUID
    cited: str
    case_id: UUID
    case_code: str
    kind: StageKind
    state: State
    received_on: date
    until: date

    @property
    def is_late(self) -> bool:
        return self.received_on > self.until

    @property
    def is_open(self) -> bool:
        return is_open(self.state)


@dataclass(frozen=True)
class StepView:
    step: str
    reason: str
    rule: str
    at: datetime
    by: str


@dataclass(frozen=True)
class PointView:
    """A criterion in a ruling; `decision_id`: the decision that it made, where there had been one."""

    criterion: str
    before: Verdict
    after: Verdict
    outcome: Outcome
    reason: str
    decision_id: UUID | None


@dataclass(frozen=True)
class RulingView:
    kind: RulingKind
    outcome: Outcome
    words: str
    points: tuple[PointView, ...]
    proposed_by: str
    proposed_by_id: UUID


@dataclass(frozen=True)
class AppealView:
    """One appeal with everything that staff may see of it; views are there once all are sealed.

    `criteria`: code and text of each that it's about. `seats`: name, whether they lead, whether they have sealed.
    `course`: what the views come to, while the ruling isn't proposed. `repeat_at`: the exam that repeats it.
    """

    line: AppealLine
    stage_id: UUID
    criteria: tuple[tuple[str, str], ...]
    whole: bool
    position: int | None
    grounds: tuple[Ground, ...]
    words: str
    days: int
    told_on: date
    on_paper: bool
    filed_at: datetime
    documents: tuple[Enclosed, ...]
    steps: tuple[StepView, ...]
    seats: tuple[tuple[str, bool, bool], ...]
    opinions: tuple[tuple[str, Opinion], ...]
    course: Course | None
    ruling: RulingView | None
    repeat_at: str
    own_sealed: bool = False

    @property
    def is_ruled(self) -> bool:
        return self.line.state in ("confirmed", "told")


def list_queue(work: Work) -> list[AppealLine]:
    """Every appeal of the organisation, those that wait first, by their last day."""
    lines = [line_of(work, row) for row in store.list_appeals(work.session, work.organisation_id)]
    return sorted(lines, key=lambda each: not each.is_open)


def list_own_hearings(work: Work) -> list[AppealLine]:
    """The appeals for which the actor was assigned and still sits."""
    account_id = work.actor.account_id
    rows = store.list_appeals_for(work.session, account_id) if account_id else ()
    own = [
        row
        for row in rows
        if row.organisation_id == work.organisation_id
        and account_id in {each.account_id for each in store.list_seats(work.session, row.id)}
    ]
    return [line_of(work, row) for row in own]


def line_of(work: Work, row: AppealRow) -> AppealLine:
    case, stage = work.session.get_one(CaseRow, row.case_id), work.session.get_one(StageRow, row.stage_id)
    kind, state = cast(StageKind, stage.kind), cast(State, row.state)
    return AppealLine(row.id, cite(row), case.id, case.code, kind, state, row.received_on, row.until)


def cite(row: AppealRow) -> str:
    return f"O/{row.number}/{day_of(row.filed_at).year}"


def show_appeal(work: Work, appeal_id: UUID) -> AppealView:
    """For the office and the auditor: the caller's permission says that. Raises NotFound."""
    row = get_appeal_row(work, appeal_id)
    seats = store.list_seats(work.session, row.id)
    return _show(work, row, panel_of(work, row, seats) if seats else None)


def show_hearing(work: Work, appeal_id: UUID) -> AppealView:
    """For who decides on it. Raises NotFound for anybody else."""
    row, seats = get_seated_row(work, appeal_id)
    return _show(work, row, panel_of(work, row, seats))


def _show(work: Work, row: AppealRow, panel: AppealPanel | None) -> AppealView:
    names, case = Names(work), work.session.get_one(CaseRow, row.case_id)
    texts = {each.code: each.text for each in get_edition(work, case.edition_id).content.criteria()}
    opinions = store.list_opinions(work.session, row.id)
    sealed = {each.account_id for each in opinions}
    shown = row.state in ("heard", "proposed", "confirmed", "told")
    repeat = store.find_repeat(work.session, row.id)
    members: Mapping[UUID, str] = panel.members if panel else {}
    return AppealView(
        line=line_of(work, row),
        stage_id=row.stage_id,
        criteria=tuple((code, texts.get(code, "")) for code in row.criteria),
        whole=row.whole,
        position=row.position,
        grounds=tuple(cast(Ground, each) for each in row.grounds),
        words=row.words,
        days=row.days,
        told_on=row.told_on,
        on_paper=row.on_paper,
        filed_at=row.filed_at,
        documents=list_enclosed(work, row.id),
        steps=tuple(_step(each, names) for each in store.list_steps(work.session, [row.id])),
        seats=tuple((name, panel is not None and id == panel.chair, id in sealed) for id, name in members.items()),
        opinions=tuple((names.of(UUID(each.member)), each) for each in read_opinions(opinions)) if shown else (),
        course=_course(work, panel) if panel and row.state == "heard" else None,
        ruling=find_ruling(work, row),
        repeat_at=work.session.get_one(ExamRow, repeat.exam_id).title if repeat else "",
        own_sealed=work.actor.account_id in sealed,
    )


def find_ruling(work: Work, row: AppealRow) -> RulingView | None:
    """The newest ruling unless it was sent back; whether it may be seen the caller has checked."""
    found = store.find_ruling(work.session, row.id) if row.state in ("proposed", "confirmed", "told") else None
    if found is None:
        return None
    points = {each.criterion: _point(each) for each in store.list_points(work.session, found.id)}
    return RulingView(
        cast(RulingKind, found.kind),
        cast(Outcome, found.outcome),
        found.words,
        tuple(points[code] for code in row.criteria if code in points),
        Names(work).of(found.proposed_by),
        found.proposed_by,
    )


def _point(row: AppealPointRow) -> PointView:
    return PointView(
        row.criterion,
        cast(Verdict, row.before),
        cast(Verdict, row.after),
        cast(Outcome, row.outcome),
        row.reason,
        row.decision_id,
    )


def _course(work: Work, panel: AppealPanel) -> Course | None:
    try:
        return weigh_course(work, panel)
    except Refused:
        return None


def _step(row: AppealStepRow, names: Names) -> StepView:
    return StepView(row.step, row.reason, row.rule, row.at, names.of(row.by))
