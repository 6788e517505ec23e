"""Cases as the commission, the office and the candidate see them: grid, agenda, evidence, release."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.agenda import Agenda, AgendaPolicy, build_agenda
from exam_server.core.case import Evidence, OpenReason, SourceKind, Verdict
from exam_server.core.grid import GridRow, SetGroup, all_met, build_grid, group_rows
from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Method, Qualification
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.exam import COMMISSION
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import refuse_rehearsal
from exam_server.services.paper_use import list_tests
from exam_server.services.qualification import get_edition, get_plan, get_plan_revision
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import CaseRow, EvidenceRow, ExamRow, OrganisationRow, PersonRow, StageRow

POLICY = AgendaPolicy()
# Qualification and plan by edition and plan, read once for a whole list: reading them is most of its work.
Frames = dict[tuple[UUID, UUID | None], tuple[Qualification, Plan]]


@dataclass(frozen=True)
class CaseLine:
    """A case in a list; `name` is empty for whoever works by code alone (P5)."""

    id: UUID
    code: str
    name: str
    met: int
    criteria: int
    exam_title: str
    test_hidden: bool


@dataclass(frozen=True)
class CaseView:
    """A case with its grid, ordered by the register form, and what is still open.

    `recorded_at` and `record_hash` are of the evidence that the viewer may see; the hash covers every such record.
    """

    id: UUID
    code: str
    name: str
    organisation: str
    qualification: Qualification
    exam_title: str
    exam_place: str
    exam_at: datetime | None
    rows: tuple[GridRow, ...]
    sets: tuple[SetGroup, ...]
    agenda: Agenda
    all_met: bool
    hidden_methods: tuple[Method, ...]
    recorded_at: Mapping[str, datetime]
    record_hash: str

    @property
    def met(self) -> int:
        return sum(row.standing == "met" for row in self.rows)


def list_cases(work: Work) -> list[CaseLine]:
    """Cases that the actor may see: the office and the auditor all; a commission's members those of their exams."""
    frames: Frames = {}
    stages = store.list_all_stages(work.session, work.organisation_id)
    return [
        _line(work, case, person, stages.get(case.id, []), frames)
        for case, person in store.list_cases(work.session, work.organisation_id)
        if _may_see(work, stages.get(case.id, []))
    ]


def get_case(work: Work, case_id: UUID, policy: AgendaPolicy = POLICY) -> CaseView:
    """The grid as the actor may see it now: a rater sees no test result before their ratings of it are sealed (P5)."""
    case = work.session.get(CaseRow, case_id)
    stages = store.list_stages(work.session, case_id)
    if case is None or case.organisation_id != work.organisation_id or not _may_see(work, stages):
        raise NotFound(str(case_id))
    hidden: tuple[Method, ...] = ("theory_test",) if _is_unsealed_rater(work, stages) else ()
    records = [row for row in store.list_evidence(work.session, case_id) if row.method not in hidden]
    return _view(work, case, records, hidden, policy)


def _view(
    work: Work, case: CaseRow, records: Sequence[EvidenceRow], hidden: tuple[Method, ...], policy: AgendaPolicy
) -> CaseView:
    qualification = get_edition(work, case.edition_id).content
    exam = _exam_of(work, store.list_stages(work.session, case.id))
    rows = build_grid(qualification, _plan_of(work, case, exam), [to_evidence(row) for row in records])
    sets = group_rows(qualification, rows)
    return CaseView(
        id=case.id,
        code=case.code,
        name=_name(work, case),
        organisation=work.session.get_one(OrganisationRow, case.organisation_id).name,
        qualification=qualification,
        exam_title=exam.title if exam else "",
        exam_place=exam.place if exam else "",
        exam_at=exam.planned_at if exam else None,
        rows=rows,
        sets=sets,
        agenda=build_agenda(sets, policy),
        all_met=all_met(rows),
        hidden_methods=hidden,
        recorded_at={str(row.id): row.recorded_at for row in records},
        record_hash=content_hash([asdict(to_evidence(row)) for row in records]),
    )


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
        part=row.part,
    )


def release_results(work: Work, exam_id: UUID) -> int:
    """Let candidates see their results of an exam; gives for how many candidates something is new.

    A simulation that isn't agreed yet stays back: what is concluded later needs a release of its own.
    """
    work.record()
    exam = get_exam_row(work, exam_id)
    refuse_rehearsal(exam)
    if exam.state not in ("closed", "released"):
        raise Refused(
            text("The results weren't released."), text("The exam isn't closed."), text("Close and mark it first.")
        )
    if unmarked := _count_unmarked(work, exam_id):
        raise Refused(
            text("The results weren't released."),
            text("Tests that aren't marked yet: {count}.", count=unmarked),
            text("Mark the tests first."),
        )
    ready = list_releasable(work, exam_id)
    for stage in ready:
        stage.released_at = work.now
    exam.state, exam.released_at = "released", exam.released_at or work.now
    work.note("exam.results.released", exam_id, stages=len(ready))
    return len({stage.case_id for stage in ready})


def list_releasable(work: Work, exam_id: UUID) -> list[StageRow]:
    """The stages of an exam whose results are there and not released: agreed simulations, and tests."""
    encounters = [row for row, _ in simulation_store.list_encounters(work.session, exam_id)]
    unsettled = {row.stage_id for row in encounters if row.state != "agreed"}
    stages = exam_store.list_exam_stages(work.session, exam_id)
    return [stage for stage in stages if stage.released_at is None and stage.id not in unsettled]


def _count_unmarked(work: Work, exam_id: UUID) -> int:
    """Tests that somebody sat and that have no marking: their candidates would see everything as not yet taken."""
    return sum(not test.is_marked for test in list_tests(work, exam_id))


def find_released_result(work: Work, case_id: UUID) -> CaseView | None:
    """A case from the evidence of released stages alone; None while nothing is released."""
    case = work.session.get(CaseRow, case_id)
    released = {each.id for each in store.list_stages(work.session, case_id) if each.released_at is not None}
    if case is None or case.organisation_id != work.organisation_id or not released:
        return None
    records = [row for row in store.list_evidence(work.session, case_id) if row.stage_id in released]
    return _view(work, case, records, (), POLICY)


def _exam_of(work: Work, stages: Sequence[StageRow]) -> ExamRow | None:
    """The case's newest exam."""
    planned = [stage.exam_id for stage in stages if stage.exam_id is not None]
    return work.session.get_one(ExamRow, planned[-1]) if planned else None


def _plan_of(work: Work, case: CaseRow, exam: ExamRow | None) -> Plan:
    """The plan of the case's newest exam, else the edition's current one (L23: bound to what was in force)."""
    return get_plan_revision(work, exam.plan_id) if exam else get_plan(work, case.edition_id).content


def _line(work: Work, case: CaseRow, person: PersonRow, stages: Sequence[StageRow], frames: Frames) -> CaseLine:
    hidden = _is_unsealed_rater(work, stages)
    records = [
        row for row in store.list_evidence(work.session, case.id) if not (hidden and row.method == "theory_test")
    ]
    exam = _exam_of(work, stages)
    key = (case.edition_id, exam.plan_id if exam else None)
    if key not in frames:
        frames[key] = (get_edition(work, case.edition_id).content, _plan_of(work, case, exam))
    rows = build_grid(*frames[key], [to_evidence(row) for row in records])
    return CaseLine(
        case.id,
        case.code,
        f"{person.given_names} {person.family_name}" if _knows_names(work) else "",
        sum(row.standing == "met" for row in rows),
        len(rows),
        exam.title if exam else "",
        hidden,
    )


def _name(work: Work, case: CaseRow) -> str:
    person = store.get_person(work.session, case.person_id)
    return f"{person.given_names} {person.family_name}" if _knows_names(work) or work.actor.sitting_id else ""


def _knows_names(work: Work) -> bool:
    return work.actor.has("office", "auditor")


def _may_see(work: Work, stages: Sequence[StageRow]) -> bool:
    if work.actor.has("office", "auditor"):
        return True
    account_id = work.actor.account_id
    return account_id is not None and any(
        stage.exam_id and exam_store.is_member(work.session, stage.exam_id, account_id, COMMISSION) for stage in stages
    )


def _is_unsealed_rater(work: Work, stages: Sequence[StageRow]) -> bool:
    """Whether the actor still has, or may still get, a sheet of this case to seal (P5)."""
    account_id = work.actor.account_id
    return account_id is not None and any(
        stage.kind == "simulation" and _has_to_seal(work, stage, account_id) for stage in stages
    )


def _has_to_seal(work: Work, stage: StageRow, account_id: UUID) -> bool:
    encounter = simulation_store.find_encounter_of_stage(work.session, stage.id)
    if encounter is None:
        return stage.exam_id is not None and exam_store.is_member(work.session, stage.exam_id, account_id, COMMISSION)
    if encounter.state == "agreed":
        return False
    sealed = any(each.account_id == account_id for each in simulation_store.list_seals(work.session, encounter.id))
    return not sealed and exam_store.is_member(work.session, encounter.exam_id, account_id, COMMISSION)
