"""Cases as the commission, the office and the candidate see them: grid, agenda, evidence, release."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.case import Evidence, OpenReason, SourceKind, Verdict
from exam_server.core.grid import AgendaPoint, GridRow, agenda, all_met, build_grid
from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Method, Qualification
from exam_server.core.text import text
from exam_server.services.qualification import get_edition, get_plan, get_plan_revision
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import CaseRow, EvidenceRow, ExamRow, PersonRow

COMMISSION_ROLES = ("assessor", "chair")


@dataclass(frozen=True)
class CaseLine:
    """A case in a list; `name` is empty for whoever works by code alone (P5)."""

    id: UUID
    code: str
    name: str
    met: int
    criteria: int
    exam_title: str


@dataclass(frozen=True)
class CaseView:
    """A case with its grid, ordered by the register form, and what is still open."""

    id: UUID
    code: str
    name: str
    qualification: Qualification
    rows: tuple[GridRow, ...]
    agenda: tuple[AgendaPoint, ...]
    all_met: bool
    hidden_methods: tuple[Method, ...]

    @property
    def agenda_minutes(self) -> int:
        return sum(point.minutes for point in self.agenda)


@dataclass(frozen=True)
class EvidenceView:
    """One record with what it points at."""

    evidence: Evidence
    recorded_at: datetime
    superseded: bool
    exam_id: UUID | None
    source_exists: bool


def list_cases(work: Work) -> list[CaseLine]:
    """Cases that the actor may see: the office, desk and auditor all; a commission's members those of their exams."""
    lines = []
    for case, person in store.list_cases(work.session, work.organisation_id):
        if _may_see(work, case):
            lines.append(_line(work, case, person))
    return lines


def get_case(work: Work, case_id: UUID) -> CaseView:
    """The grid as the actor may see it now: a rater sees no test result before their ratings of it are sealed (P5)."""
    case = work.session.get(CaseRow, case_id)
    if case is None or case.organisation_id != work.organisation_id or not _may_see(work, case):
        raise NotFound(str(case_id))
    return _view(work, case, hide_test=_is_unsealed_rater(work, case))


def _view(work: Work, case: CaseRow, hide_test: bool) -> CaseView:
    qualification = get_edition(work, case.edition_id).content
    plan = _plan_of(work, case)
    hidden: tuple[Method, ...] = ("theory_test",) if hide_test else ()
    records = [each for each in list_evidence(work, case.id) if each.method not in hidden]
    rows = build_grid(qualification, plan, records)
    return CaseView(
        id=case.id,
        code=case.code,
        name=_name(work, case),
        qualification=qualification,
        rows=rows,
        agenda=agenda(rows),
        all_met=all_met(rows),
        hidden_methods=hidden,
    )


def list_evidence(work: Work, case_id: UUID) -> list[Evidence]:
    return [to_evidence(row) for row in store.list_evidence(work.session, case_id)]


def to_evidence(row: EvidenceRow) -> Evidence:
    return Evidence(
        id=str(row.id),
        criterion=row.criterion,
        method=cast(Method, row.method),
        source_kind=cast(SourceKind, row.source_kind),
        source_id=str(row.source_id),
        source_hash=row.source_hash,
        verdict=cast(Verdict, row.verdict),
        open_reason=cast(OpenReason | None, row.open_reason),
        rule_version=row.rule_version,
        supersedes=str(row.supersedes) if row.supersedes else None,
    )


def get_evidence(work: Work, evidence_id: UUID) -> EvidenceView:
    """A record and where it leads; NotFound for whoever may not see its case or its method now."""
    row = work.session.get(EvidenceRow, evidence_id)
    if row is None:
        raise NotFound(str(evidence_id))
    view = get_case(work, row.case_id)
    if row.method in view.hidden_methods:
        raise NotFound(str(evidence_id))
    later = {each.supersedes for each in store.list_evidence(work.session, row.case_id)}
    stage = next((each for each in store.list_stages(work.session, row.case_id) if each.id == row.stage_id), None)
    return EvidenceView(to_evidence(row), row.recorded_at, row.id in later, stage.exam_id if stage else None, True)


def release_results(work: Work, exam_id: UUID) -> int:
    """Let candidates see their results of an exam; gives how many stages that releases."""
    work.record()
    exam = work.session.get(ExamRow, exam_id)
    if exam is None or exam.organisation_id != work.organisation_id:
        raise NotFound(str(exam_id))
    if exam.state not in ("closed", "released"):
        raise Refused(
            text("The results weren't released."), text("The exam isn't closed."), text("Close and mark it first.")
        )
    released = 0
    for stage in exam_store.list_exam_stages(work.session, exam_id):
        if stage.released_at is None:
            stage.released_at = work.now
            released += 1
    exam.state, exam.released_at = "released", exam.released_at or work.now
    work.note("exam.results.released", exam_id, stages=released)
    return released


def find_released_result(work: Work, case_id: UUID) -> CaseView | None:
    """The candidate's own result, from evidence of released stages alone; None while nothing is released."""
    case = work.session.get(CaseRow, case_id)
    released = {each.id for each in store.list_stages(work.session, case_id) if each.released_at is not None}
    if case is None or not released:
        return None
    qualification, plan = get_edition(work, case.edition_id).content, _plan_of(work, case)
    rows_of = [row for row in store.list_evidence(work.session, case_id) if row.stage_id in released]
    rows = build_grid(qualification, plan, [to_evidence(row) for row in rows_of])
    return CaseView(case.id, case.code, _name(work, case), qualification, rows, agenda(rows), all_met(rows), ())


def _plan_of(work: Work, case: CaseRow) -> Plan:
    """The plan of the case's newest exam, else the edition's current one (L23: bound to what was in force)."""
    for stage in reversed(store.list_stages(work.session, case.id)):
        if stage.exam_id is not None:
            return get_plan_revision(work, work.session.get_one(ExamRow, stage.exam_id).plan_id)
    return get_plan(work, case.edition_id).content


def _line(work: Work, case: CaseRow, person: PersonRow) -> CaseLine:
    view = _view(work, case, hide_test=_is_unsealed_rater(work, case))
    stages = [stage for stage in store.list_stages(work.session, case.id) if stage.exam_id]
    exam = work.session.get_one(ExamRow, stages[-1].exam_id) if stages else None
    met = sum(row.standing == "met" for row in view.rows)
    name = f"{person.given_names} {person.family_name}" if _knows_names(work) else ""
    return CaseLine(case.id, case.code, name, met, len(view.rows), exam.title if exam else "")


def _name(work: Work, case: CaseRow) -> str:
    person = store.get_person(work.session, case.person_id)
    return f"{person.given_names} {person.family_name}" if _knows_names(work) or work.actor.sitting_id else ""


def _knows_names(work: Work) -> bool:
    return work.actor.has("office", "auditor")


def _may_see(work: Work, case: CaseRow) -> bool:
    if work.actor.has("office", "auditor"):
        return True
    account_id = work.actor.account_id
    return account_id is not None and any(
        stage.exam_id and exam_store.is_member(work.session, stage.exam_id, account_id, COMMISSION_ROLES)
        for stage in store.list_stages(work.session, case.id)
    )


def _is_unsealed_rater(work: Work, case: CaseRow) -> bool:
    """Whether the actor still has to seal a sheet of this case (P5)."""
    account_id = work.actor.account_id
    for stage in store.list_stages(work.session, case.id):
        encounter = simulation_store.find_encounter_of_stage(work.session, stage.id)
        if encounter is None:
            continue
        rates = any(
            each.account_id == account_id for each in simulation_store.list_assessors(work.session, encounter.id)
        )
        sealed = any(each.account_id == account_id for each in simulation_store.list_seals(work.session, encounter.id))
        if rates and not sealed:
            return True
    return False
