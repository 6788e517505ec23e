"""Planning an exam: place, time, people, blueprint, candidates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import cast
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.people import Role
from exam_server.core.problems import NotFound, Refused
from exam_server.core.stages import StageKind, require_method
from exam_server.core.text import text
from exam_server.services.bank import (
    get_blueprint,
    list_blueprints,
    list_scenarios,
)
from exam_server.services.candidate_file import require_case_conditions
from exam_server.services.case_files import open_cases
from exam_server.services.exam_rows import get_row, refuse_rehearsal, require_state
from exam_server.services.notices import queue_notices
from exam_server.services.payments import require_fees_paid
from exam_server.services.people import list_holders
from exam_server.services.qualification import get_edition, get_plan
from exam_server.services.resitting import Scopes, scope_cases
from exam_server.services.scenario_reviewing import require_plannable
from exam_server.services.stations import add_station, simulates
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import delivery as store
from exam_server.store.base import add_rows
from exam_server.store.stations import list_simulating
from exam_server.store.tables import CaseRow, ExamMemberRow, ExamRow, StageRow

COMMISSION: tuple[Role, ...] = ("assessor", "chair")


@dataclass(frozen=True)
class ExamPlan:
    """What the office fills in; the scenario makes the first station.

    `members` maps a role at this exam to accounts.
    """

    edition_id: UUID
    title: str
    place: str
    planned_at: datetime
    blueprint_id: UUID | None
    scenario_revision_id: UUID | None
    members: dict[Role, list[UUID]]


@dataclass(frozen=True)
class Exam:
    """An exam as pages show it; `state`: planned, frozen, open, closed, released."""

    id: UUID
    edition_id: UUID
    plan_id: UUID
    blueprint_id: UUID | None
    simulates: bool
    title: str
    place: str
    planned_at: datetime
    base_seconds: int
    state: str
    pool_digest: str
    announcement: str
    rehearsal: bool


@dataclass(frozen=True)
class Member:
    account_id: UUID
    name: str
    role: Role


def make_exam(work: Work, plan: ExamPlan, *, rehearsal: bool = False) -> UUID:
    """Plan an exam on the edition's current plan. Raises Refused for a plan that can't be used, and for a test or a
    simulation where the form doesn't allow it (S1).

    Only a rehearsal, which counts for nobody, may draw from the practice pool (L15: learning is kept apart) and play a
    scenario that nobody has reviewed.
    """
    edition = get_edition(work, plan.edition_id)
    current = get_plan(work, edition.id)
    if not current.is_usable:
        raise Refused(
            text("The exam wasn't made."),
            text("The plan can't be used because of: {codes}.", codes=", ".join(current.wrong)),
            text("Let an author mend the plan of verification; these criteria are marked in it."),
            rule="S1",
        )
    _require_content(work, plan, edition.code, tried=rehearsal)
    for kind in _stage_kinds(plan.blueprint_id is not None, plan.scenario_revision_id is not None):
        require_method(edition.content, kind, text("The exam wasn't made."))
    blueprint = get_blueprint(work, plan.blueprint_id).blueprint if plan.blueprint_id else None
    if blueprint and blueprint.pool == "practice" and not rehearsal:
        raise Refused(
            text("The exam wasn't made."),
            text("The test “{title}” draws items that were given away for practice.", title=blueprint.title),
            text("Choose a blueprint that draws from the exam's pool."),
            rule="S1",
        )
    work.record()
    exam = ExamRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        edition_id=edition.id,
        plan_id=current.id,
        blueprint_id=plan.blueprint_id,
        title=plan.title,
        place=plan.place,
        planned_at=plan.planned_at,
        base_seconds=blueprint.minutes * 60 if blueprint else 0,
        rehearsal=rehearsal,
        created_at=work.now,
    )
    work.session.add(exam)
    work.session.flush()
    if plan.scenario_revision_id:
        add_station(work, exam.id, [plan.scenario_revision_id])
    add_members(work, exam.id, plan.members)
    work.note("exam.planned", exam.id)
    return exam.id


def _require_content(work: Work, plan: ExamPlan, code: str, *, tried: bool) -> None:
    """Blueprint and scenario are the edition's, there is one of them at least, and the scenario may be planned, unless
    it's only tried.
    """
    blueprints = [each.id for each in list_blueprints(work, code)] if plan.blueprint_id else []
    scenarios = [each.id for each in list_scenarios(work, code)] if plan.scenario_revision_id else []
    if plan.blueprint_id and plan.blueprint_id not in blueprints:
        raise NotFound(str(plan.blueprint_id))
    if plan.scenario_revision_id and plan.scenario_revision_id not in scenarios:
        raise NotFound(str(plan.scenario_revision_id))
    if not blueprints and not scenarios:
        raise Refused(
            text("The exam wasn't made."),
            text("It has neither a test nor a simulation."),
            text("Choose a blueprint, a scenario or both."),
        )
    if plan.scenario_revision_id and not tried:
        require_plannable(work, plan.scenario_revision_id)


def add_members(work: Work, exam_id: UUID, members: Mapping[Role, Sequence[UUID]]) -> None:
    """Add people to an exam within `record()`. Raises Refused for somebody who doesn't have the role."""
    for role, accounts in members.items():
        holders = {each.account_id for each in list_holders(work, role) if not each.disabled}
        if not holders.issuperset(accounts):
            raise Refused(
                text("The members weren't saved."),
                text("Somebody among them doesn't have the role any more."),
                text("Reload the page and choose again."),
            )
        for account_id in dict.fromkeys(accounts):
            work.session.add(
                ExamMemberRow(exam_id=exam_id, account_id=account_id, role=role, organisation_id=work.organisation_id)
            )
    work.session.flush()


def get_exam(work: Work, exam_id: UUID) -> Exam:
    return _exam(get_row(work, exam_id), simulates(work, exam_id))


def list_exams(work: Work) -> list[Exam]:
    """All exams, the latest first."""
    simulating = list_simulating(work.session, work.organisation_id)
    return [_exam(row, row.id in simulating) for row in store.list_exams(work.session, work.organisation_id)]


def list_members(work: Work, exam_id: UUID) -> list[Member]:
    rows = store.list_members(work.session, exam_id)
    return [Member(row.account_id, f"{p.given_names} {p.family_name}", cast(Role, row.role)) for row, _, p in rows]


def add_candidates(work: Work, exam_id: UUID, entries: Sequence[CandidateEntry]) -> int:
    """Give each person a case (or take theirs) and a stage per method of this exam; gives how many are new here.

    Of who has something behind them only what is open is checked; Refused where nothing is, or a closed set would be
    asked about (L8, L9), for who began under another edition (L23), for who lacks what the body made a condition
    (S13), and where it decided so for who owes a fee (P3).
    """
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, "planned")
    case_ids = [case.id for case in open_cases(work, exam.edition_id, entries)]
    new = set(case_ids) - _list_present(work, exam_id)
    added = add_cases(work, exam_id, case_ids)
    queue_notices(work, "planned", new)
    return added


def _list_present(work: Work, exam_id: UUID) -> set[UUID]:
    return {stage.case_id for stage in store.list_exam_stages(work.session, exam_id)}


def add_cases(work: Work, exam_id: UUID, case_ids: Sequence[UUID]) -> int:
    """As `add_candidates`, for cases on the way to the exam's edition; call it within `record()`, and tell them."""
    exam = get_row(work, exam_id)
    refuse_rehearsal(exam)
    require_state(exam, "planned")
    present = _list_present(work, exam_id)
    added = [case_id for case_id in dict.fromkeys(case_ids) if case_id not in present]
    require_case_conditions(work, exam.edition_id, added)
    require_fees_paid(work, added)
    add_stages(work, exam, added, scope_cases(work, exam, added))
    work.note("exam.candidates.added", exam.id, count=len(added))
    return len(added)


def add_stages(
    work: Work, exam: ExamRow, case_ids: Sequence[UUID], scopes: Scopes = MappingProxyType({})
) -> dict[str, list[UUID]]:
    """The exam's stages of these cases: by kind, in their order, the ids. `scopes`: of whom it checks less (L8)."""
    shared = {"organisation_id": work.organisation_id, "exam_id": exam.id, "created_at": work.now}
    made: dict[str, list[UUID]] = {}
    for kind in _stage_kinds(exam.blueprint_id is not None, simulates(work, exam.id)):
        about = {case_id: scopes.get(case_id, {kind: None}) for case_id in case_ids}
        rows = [
            shared | {"id": work.new_id(), "case_id": case_id, "kind": kind, "criteria": scope[kind]}
            for case_id, scope in about.items()
            if kind in scope
        ]
        add_rows(work.session, StageRow, rows)
        made[kind] = [UUID(str(row["id"])) for row in rows]
    return made


def _stage_kinds(tested: bool, simulated: bool) -> Iterator[StageKind]:
    if tested:
        yield "theory_test"
    if simulated:
        yield "simulation"


def name_of(work: Work, case: CaseRow) -> str:
    person = case_store.get_person(work.session, case.person_id)
    return f"{person.given_names} {person.family_name}"


def _exam(row: ExamRow, simulated: bool) -> Exam:
    return Exam(
        row.id,
        row.edition_id,
        row.plan_id,
        row.blueprint_id,
        simulated,
        row.title,
        row.place,
        row.planned_at,
        row.base_seconds,
        row.state,
        row.pool_digest,
        row.announcement,
        row.rehearsal,
    )
