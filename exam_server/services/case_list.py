"""The list of cases: how much of each is met, for as many queries as one case takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.grid import count_met
from exam_server.core.plan import Plan
from exam_server.core.qualification import Qualification
from exam_server.services.case import exam_of, knows_names, plan_of
from exam_server.services.exam import COMMISSION
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import CaseRow, EncounterRow, PersonRow, StageRow


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


def list_cases(work: Work) -> list[CaseLine]:
    """Cases that the actor may see: the office and the auditor all; a commission's members those of their exams."""
    lister = _Lister(work)
    return [
        lister.line(case, person)
        for case, person in store.list_cases(work.session, work.organisation_id)
        if lister.may_see(case)
    ]


class _Lister:
    """Everything that the lines need of all cases, read once."""

    def __init__(self, work: Work) -> None:
        session, account_id = work.session, work.actor.account_id
        self._work = work
        self._stages = store.list_all_stages(session, work.organisation_id)
        self._encounters = simulation_store.list_all_encounters(session, work.organisation_id)
        self._own = exam_store.list_exams_of(session, account_id, COMMISSION) if account_id else set()
        self._sealed = simulation_store.list_sealed(session, account_id) if account_id else set()
        self._met: dict[UUID, list[store.MetRecord]] = defaultdict(list)
        for record in store.list_met(session, work.organisation_id):
            self._met[record.case_id].append(record)
        self._frames: dict[tuple[UUID, UUID | None], tuple[Qualification, Plan]] = {}

    def may_see(self, case: CaseRow) -> bool:
        if self._work.actor.has("office", "auditor"):
            return True
        return any(stage.exam_id in self._own for stage in self._of(case))

    def line(self, case: CaseRow, person: PersonRow) -> CaseLine:
        work, stages = self._work, self._of(case)
        hidden = is_unsealed(stages, self._encounters, self._own, self._sealed)
        exam = exam_of(work, stages)
        key = (case.edition_id, exam.plan_id if exam else None)
        if key not in self._frames:
            self._frames[key] = (get_edition(work, case.edition_id).content, plan_of(work, case, exam)[1])
        qualification, plan = self._frames[key]
        records = [record for record in self._met[case.id] if not (hidden and record.method == "theory_test")]
        return CaseLine(
            case.id,
            case.code,
            f"{person.given_names} {person.family_name}" if knows_names(work) else "",
            count_met(qualification, plan, records),
            len(qualification.codes()),
            exam.title if exam else "",
            hidden,
        )

    def _of(self, case: CaseRow) -> Sequence[StageRow]:
        return self._stages.get(case.id, [])


def is_unsealed(
    stages: Sequence[StageRow], encounters: Mapping[UUID, EncounterRow], own: set[UUID], sealed: set[UUID]
) -> bool:
    """Whether the actor still has, or may still get, a sheet of a case to seal (P5).

    `encounters`: by stage; `own`: exams in whose commission the actor is; `sealed`: encounters that they have sealed.
    """

    def has_to_seal(stage: StageRow) -> bool:
        encounter = encounters.get(stage.id)
        if encounter is None:
            return stage.exam_id in own
        return encounter.state != "agreed" and encounter.id not in sealed and encounter.exam_id in own

    return any(stage.kind == "simulation" and has_to_seal(stage) for stage in stages)
