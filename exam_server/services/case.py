"""Cases as the commission, the office and the candidate see them: grid, agenda, evidence, what is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.agenda import Agenda, AgendaPolicy, build_agenda
from exam_server.core.grid import GridRow, SetGroup, all_met, build_grid, group_rows
from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound
from exam_server.core.qualification import Method, Qualification
from exam_server.formats.plain import content_hash
from exam_server.services.decisions import Held, list_held, list_history
from exam_server.services.evidence import to_evidence
from exam_server.services.exam import COMMISSION
from exam_server.services.qualification import get_edition, get_plan, get_plan_revision
from exam_server.services.shown_days import ShownDay, list_days
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.appeals import list_made
from exam_server.store.release import last_release, last_stage_release
from exam_server.store.tables import CaseRow, EvidenceRow, ExamRow, OrganisationRow, StageRow

POLICY = AgendaPolicy()


@dataclass(frozen=True)
class Shown:
    """What a viewer may see of a case: evidence records, methods kept from them (P5), decisions that hold."""

    records: Sequence[EvidenceRow]
    hidden: tuple[Method, ...]
    held: Mapping[str, Held]


@dataclass(frozen=True)
class CaseView:
    """A case with its grid, ordered by the register form, and what is still open.

    `held`: the decisions that hold, by criterion; `simulated_at`: when the newest simulation was agreed, which a
    conversation has to follow (S1); `days`: where and when something was shown. `recorded_at` and `record_hash` are of
    the evidence that the viewer may see; the hash covers every such record.
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
    held: Mapping[str, Held]
    plan_id: UUID
    simulated_at: datetime | None
    all_met: bool
    days: tuple[ShownDay, ...]
    hidden_methods: tuple[Method, ...]
    recorded_at: Mapping[str, datetime]
    record_hash: str

    @property
    def met(self) -> int:
        return sum(row.standing == "met" for row in self.rows)

    @property
    def state_hash(self) -> str:
        """Of everything that the grid's page shows and that may change while somebody looks at it."""
        return content_hash([self.record_hash, sorted(str(each.id) for each in self.held.values())])


def get_case(work: Work, case_id: UUID, policy: AgendaPolicy = POLICY) -> CaseView:
    """The grid as the actor may see it now: a rater sees no test result before their ratings of it are sealed (P5)."""
    case = work.session.get(CaseRow, case_id)
    stages = store.list_stages(work.session, case_id)
    if case is None or case.organisation_id != work.organisation_id or not may_see(work, stages):
        raise NotFound(str(case_id))
    hidden: tuple[Method, ...] = ("theory_test",) if is_unsealed_rater(work, stages) else ()
    records = [row for row in store.list_evidence(work.session, case_id) if not is_kept_back(row, hidden)]
    held = list_held(work, [case_id]).get(case_id, {}) if not hidden else {}
    return _view(work, case, stages, Shown(records, hidden, held), policy)


def view_whole(work: Work, case: CaseRow) -> CaseView:
    """Everything that was recorded and decided of a case; the caller has checked who asks."""
    records = store.list_evidence(work.session, case.id)
    held = list_held(work, [case.id]).get(case.id, {})
    return _view(work, case, store.list_stages(work.session, case.id), Shown(records, (), held))


def _view(
    work: Work,
    case: CaseRow,
    stages: Sequence[StageRow],
    shown: Shown,
    policy: AgendaPolicy = POLICY,
) -> CaseView:
    qualification = get_edition(work, case.edition_id).content
    exam, records = exam_of(work, stages), shown.records
    plan_id, plan = plan_of(work, case, exam)
    rows = build_grid(qualification, plan, [to_evidence(row) for row in records])
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
        agenda=build_agenda(sets, policy, settled_by(shown.held, rows)),
        held=shown.held,
        plan_id=plan_id,
        simulated_at=max((row.recorded_at for row in records if row.source_kind == "encounter"), default=None),
        all_met=all_met(rows),
        days=list_days(work, stages, rows, records),
        hidden_methods=shown.hidden,
        recorded_at={str(row.id): row.recorded_at for row in records},
        record_hash=content_hash([asdict(to_evidence(row)) for row in records]),
    )


def is_kept_back(row: EvidenceRow, hidden: Sequence[Method]) -> bool:
    """Whether a record is kept from a rater who still has to seal (P5): tests, and what others read of a product."""
    return row.method in hidden or (bool(hidden) and row.source_kind == "product")


def settled_by(held: Mapping[str, Held], rows: Sequence[GridRow]) -> set[str]:
    """Criteria that were decided not met over all their evidence: nothing is open about them until there is more."""
    seen = {row.criterion: {record.id for record in row.evidence} for row in rows}
    return {code for code, each in held.items() if each.verdict == "not_met" and seen.get(code) == set(each.evidence)}


def find_released_result(work: Work, case_id: UUID) -> CaseView | None:
    """A case from what was recorded and decided before its stages' release (P7); None while nothing is released."""
    case = work.session.get(CaseRow, case_id)
    stages = store.list_stages(work.session, case_id)
    released = {each.id: each for each in stages if each.released_at is not None}
    if case is None or case.organisation_id != work.organisation_id or not released:
        return None
    records = _list_shown(work, case_id, released)
    held = list_tellable(work, case_id, _released_until(work, stages), {str(row.id) for row in records})
    return _view(work, case, stages, Shown(records, (), held))


def list_told(work: Work, case_id: UUID) -> dict[str, Held]:
    """By criterion the decision that the candidate was told (P7)."""
    stages = store.list_stages(work.session, case_id)
    records = _list_shown(work, case_id, {each.id: each for each in stages if each.released_at is not None})
    return list_tellable(work, case_id, _released_until(work, stages), {str(row.id) for row in records})


def _list_shown(work: Work, case_id: UUID, released: Mapping[UUID, StageRow]) -> list[EvidenceRow]:
    made = list_made(work.session, case_id)
    return [
        row
        for row in store.list_evidence(work.session, case_id)
        if (row.id in made.told_evidence if row.id in made.evidence else _is_shown(row, released.get(row.stage_id)))
    ]


def _is_shown(row: EvidenceRow, stage: StageRow | None) -> bool:
    """What a stage came to after its release (a reading, a ruling, a settlement anew) waits for the next one (P7)."""
    return stage is not None and stage.released_at is not None and row.recorded_at <= stage.released_at


def _released_until(work: Work, stages: Sequence[StageRow]) -> datetime | None:
    """When two people last released something of a case: an exam's results, or a stage without one."""
    exams = last_release(work.session, {stage.exam_id for stage in stages if stage.exam_id})
    alone = last_stage_release(work.session, {stage.id for stage in stages if not stage.exam_id})
    return max((each for each in (exams, alone) if each is not None), default=None)


def list_tellable(work: Work, case_id: UUID, until: datetime | None, shown: set[str]) -> dict[str, Held]:
    """By criterion the newest decision up to `until` that rests on nothing but evidence that is `shown`: the release of
    a portfolio says nothing of a test that isn't released, nor an exam's of a portfolio that stays back (P7).

    What a ruling on an appeal decided is tellable once the ruling is told, whenever that is.
    """
    made = list_made(work.session, case_id)
    return {
        each.criterion: each
        for each in (list_history(work, case_id) if until else ())
        if until
        and shown.issuperset(each.evidence)
        and (each.id in made.told_decisions if each.id in made.decisions else each.confirmed_at <= until)
    }


def exam_of(work: Work, stages: Sequence[StageRow]) -> ExamRow | None:
    """The case's newest exam."""
    planned = [stage.exam_id for stage in stages if stage.exam_id is not None]
    return work.session.get_one(ExamRow, planned[-1]) if planned else None


def plan_of(work: Work, case: CaseRow, exam: ExamRow | None) -> tuple[UUID, Plan]:
    """The plan of the case's newest exam, else the edition's current one, with its id (L23: what was in force)."""
    if exam:
        return exam.plan_id, get_plan_revision(work, exam.plan_id)
    current = get_plan(work, case.edition_id)
    return current.id, current.content


def _name(work: Work, case: CaseRow) -> str:
    person = store.get_person(work.session, case.person_id)
    return f"{person.given_names} {person.family_name}" if knows_names(work) or work.actor.sitting_id else ""


def knows_names(work: Work) -> bool:
    return work.actor.has("office", "auditor")


def may_see(work: Work, stages: Sequence[StageRow]) -> bool:
    if work.actor.has("office", "auditor"):
        return True
    account_id = work.actor.account_id
    return account_id is not None and any(
        stage.exam_id and exam_store.is_member(work.session, stage.exam_id, account_id, COMMISSION) for stage in stages
    )


def is_unsealed_rater(work: Work, stages: Sequence[StageRow]) -> bool:
    """Whether the actor still has, or may still get, a sheet of this case to seal (P5)."""
    account_id = work.actor.account_id
    return account_id is not None and any(
        stage.kind == "simulation" and _has_to_seal(work, stage, account_id) for stage in stages
    )


def _has_to_seal(work: Work, stage: StageRow, account_id: UUID) -> bool:
    """An encounter that was agreed once gives nobody a sheet any more, also while its members have to agree anew."""
    if stage.exam_id is None or not exam_store.is_member(work.session, stage.exam_id, account_id, COMMISSION):
        return False
    encounters = simulation_store.list_encounters_of_stage(work.session, stage.id)
    sealed = simulation_store.list_sealed(work.session, account_id)
    return not encounters or any(
        each.state != "agreed" and each.round == 1 and each.id not in sealed for each in encounters
    )
