"""Windows in which candidates enrol by themselves: opened by the office, changed and ended, and shown to everybody."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.enrolment import State, Window, require_terms
from exam_server.core.problems import NotFound, Refused
from exam_server.core.stages import OPENED_BY_OFFICE, StageKind
from exam_server.core.text import text
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import refuse_rehearsal, require_state
from exam_server.services.legal_day import POLAND
from exam_server.services.people import find_organisation_id
from exam_server.services.qualification import get_edition
from exam_server.services.stages import LONGEST_PLACE
from exam_server.services.work import Work
from exam_server.store import enrolment as store
from exam_server.store.tables import EnrolmentWindowRow, ExamRow


@dataclass(frozen=True)
class WindowPlan:
    """What the office opens a window for: an exam, or a stage of `stage_kind` of an edition without one."""

    window: Window
    exam_id: UUID | None = None
    edition_id: UUID | None = None
    stage_kind: str = ""
    planned_on: date | None = None
    place: str = ""


@dataclass(frozen=True)
class EnrolmentWindow:
    """A window as pages show it; an exam gives its title, time and place, and `stage_kind` is None then."""

    id: UUID
    edition_id: UUID
    qualification: str
    exam_id: UUID | None
    exam_title: str
    stage_kind: StageKind | None
    planned_at: datetime | None
    planned_on: date | None
    place: str
    window: Window
    taken: int
    waiting: int
    state: State


def open_window(work: Work, plan: WindowPlan) -> UUID:
    """Let candidates enrol by themselves within a time. Raises Refused for impossible terms (P3), and for an exam that
    takes no candidates any more.
    """
    require_terms(plan.window)
    work.record()
    edition_id = _require_target(work, plan)
    row = EnrolmentWindowRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        edition_id=edition_id,
        exam_id=plan.exam_id,
        stage_kind="" if plan.exam_id else plan.stage_kind,
        planned_on=None if plan.exam_id else plan.planned_on,
        place="" if plan.exam_id else plan.place.strip(),
        opens_at=plan.window.opens_at,
        closes_at=plan.window.closes_at,
        places=plan.window.places,
        conditions=list(plan.window.conditions),
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("enrolment.window.opened", row.id, places=row.places, exam=str(plan.exam_id) if plan.exam_id else None)
    return row.id


def _require_target(work: Work, plan: WindowPlan) -> UUID:
    """The edition. Raises NotFound for another organisation's, and Refused for an exam that is past planning."""
    if plan.exam_id is not None:
        exam = get_exam_row(work, plan.exam_id)
        refuse_rehearsal(exam)
        require_state(exam, "planned")
        return exam.edition_id
    if plan.stage_kind not in OPENED_BY_OFFICE or plan.edition_id is None or len(plan.place) > LONGEST_PLACE:
        raise Refused(
            text("The enrolment wasn't saved."),
            text("It isn't said what people enrol for, or the place is too long."),
            text("Choose an exam or a stage."),
        )
    return get_edition(work, plan.edition_id).id


def change_terms(work: Work, window_id: UUID, closes_at: datetime, places: int) -> None:
    """Move the end, or the number of places. Raises Refused for fewer than are taken, and for an ended window (P3)."""
    work.record()
    row = get_window_row(work, window_id)
    if row.ended_at is not None:
        why = text("The office ended this enrolment.")
        raise Refused(text("The enrolment wasn't saved."), why, text("Open another one."), rule="P3")
    changed = replace(window_of(row), closes_at=closes_at, places=places)
    require_terms(changed, count_taken(work, row))
    row.closes_at, row.places = closes_at, places
    work.note("enrolment.window.changed", row.id, places=places, closes_at=closes_at.isoformat())


def end_window(work: Work, window_id: UUID) -> None:
    """End a window before its time; who enrolled stays in the queue."""
    work.record()
    row = get_window_row(work, window_id)
    if row.ended_at is None:
        row.ended_at = work.now
        work.note("enrolment.window.ended", row.id)


def list_windows(work: Work) -> list[EnrolmentWindow]:
    """All of the actor's organisation, the one that closes last first."""
    rows = store.list_windows(work.session, work.organisation_id)
    taken = store.count_taken(work.session, [row.id for row in rows])
    return [_show(work, row, taken.get(row.id, store.Taken())) for row in rows]


def get_window(work: Work, window_id: UUID) -> EnrolmentWindow:
    row = get_window_row(work, window_id)
    return _show(work, row, _taken(work, row))


def list_public_windows(work: Work) -> list[EnrolmentWindow]:
    """What anybody may enrol for now or soon, the one that closes first at the top."""
    enter_organisation(work)
    shown = [each for each in list_windows(work) if each.state in ("not_yet", "open", "full")]
    return sorted(shown, key=lambda each: each.window.closes_at)


def enter_organisation(work: Work) -> None:
    """A visitor without an account belongs to nobody: they see what the installation's body offers."""
    if work.actor.account_id is None:
        work.organisation_id = find_organisation_id(work) or work.organisation_id


def get_window_row(work: Work, window_id: UUID) -> EnrolmentWindowRow:
    """The row, locked against other writers once the work is recording: places are counted and taken behind it."""
    row = work.session.get(EnrolmentWindowRow, window_id, with_for_update=work.recording or None)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(window_id))
    return row


def count_taken(work: Work, row: EnrolmentWindowRow) -> int:
    return sum(_taken(work, row))


def _taken(work: Work, row: EnrolmentWindowRow) -> store.Taken:
    return store.count_taken(work.session, [row.id]).get(row.id, store.Taken())


def window_of(row: EnrolmentWindowRow) -> Window:
    """Its terms, in the time of the place where exams are held."""
    times = (row.opens_at.astimezone(POLAND), row.closes_at.astimezone(POLAND))
    return Window(*times, row.places, tuple(row.conditions), row.ended_at is not None)


def _show(work: Work, row: EnrolmentWindowRow, taken: store.Taken) -> EnrolmentWindow:
    exam = work.session.get_one(ExamRow, row.exam_id) if row.exam_id else None
    window = window_of(row)
    return EnrolmentWindow(
        id=row.id,
        edition_id=row.edition_id,
        qualification=get_edition(work, row.edition_id).content.name,
        exam_id=row.exam_id,
        exam_title=exam.title if exam else "",
        stage_kind=None if exam else cast(StageKind, row.stage_kind),
        planned_at=exam.planned_at if exam else None,
        planned_on=row.planned_on,
        place=exam.place if exam else row.place,
        window=window,
        taken=sum(taken),
        waiting=taken.waiting,
        state=window.state(sum(taken), work.now),
    )
