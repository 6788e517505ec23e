"""The list of cases: how much of each is met, in as many queries and rows as the list has lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.grid import count_met
from exam_server.core.plan import Plan
from exam_server.core.qualification import Qualification
from exam_server.services.case import knows_names
from exam_server.services.exam import COMMISSION
from exam_server.services.qualification import get_edition, get_plan, get_plan_revision
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.case import CaseHead, MetRecord, StageHead
from exam_server.store.simulation import EncounterHead
from exam_server.store.tables import ExamRow


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
class _Frame:
    """What cases of one exam, or of one edition without any, are counted by."""

    qualification: Qualification
    plan: Plan
    criteria: int
    exam_title: str


def list_cases(work: Work) -> list[CaseLine]:
    """Cases that the actor may see: the office and the auditor all; a commission's members those of their exams."""
    lister = _Lister(work)
    heads = store.list_case_heads(work.session, work.organisation_id)
    return [lister.line(case) for case in heads if lister.may_see(case)]


class _Lister:
    """Everything that the lines need of all cases, read once."""

    def __init__(self, work: Work) -> None:
        session, account_id = work.session, work.actor.account_id
        self._work = work
        self._stages = store.list_all_stages(session, work.organisation_id)
        self._encounters = simulation_store.list_all_encounters(session, work.organisation_id)
        self._own = exam_store.list_exams_of(session, account_id, COMMISSION) if account_id else set()
        self._sealed = simulation_store.list_sealed(session, account_id) if account_id else set()
        self._met = store.list_met(session, work.organisation_id)
        self._frames: dict[tuple[UUID, UUID | None], _Frame] = {}
        self._sees_all, self._knows_names = work.actor.has("office", "auditor"), knows_names(work)

    def may_see(self, case: CaseHead) -> bool:
        return self._sees_all or any(stage.exam_id in self._own for stage in self._of(case))

    def line(self, case: CaseHead) -> CaseLine:
        stages = self._of(case)
        hidden = is_unsealed(stages, self._encounters, self._own, self._sealed)
        frame = self._frame_of(case, stages)
        records = [each for each in self._met.get(case.id, ()) if not (hidden and _is_kept_back(each))]
        return CaseLine(
            case.id,
            case.code,
            f"{case.given_names} {case.family_name}" if self._knows_names else "",
            count_met(frame.qualification, frame.plan, records),
            frame.criteria,
            frame.exam_title,
            hidden,
        )

    def _of(self, case: CaseHead) -> Sequence[StageHead]:
        return self._stages.get(case.id, [])

    def _frame_of(self, case: CaseHead, stages: Sequence[StageHead]) -> _Frame:
        """By the plan of the case's newest exam, else the edition's current one (L23)."""
        planned = [stage.exam_id for stage in stages if stage.exam_id is not None]
        key = (case.edition_id, planned[-1] if planned else None)
        if key not in self._frames:
            self._frames[key] = _make_frame(self._work, *key)
        return self._frames[key]


def _make_frame(work: Work, edition_id: UUID, exam_id: UUID | None) -> _Frame:
    content = get_edition(work, edition_id).content
    exam = work.session.get_one(ExamRow, exam_id) if exam_id else None
    plan = get_plan_revision(work, exam.plan_id) if exam else get_plan(work, edition_id).content
    return _Frame(content, plan, len(content.codes()), exam.title if exam else "")


def _is_kept_back(record: MetRecord) -> bool:
    return record.method == "theory_test" or record.source_kind == "product"


def is_unsealed(
    stages: Sequence[StageHead], encounters: Mapping[UUID, Sequence[EncounterHead]], own: set[UUID], sealed: set[UUID]
) -> bool:
    """Whether the actor still has, or may still get, a sheet of a case to seal (P5).

    `encounters`: by stage; `own`: exams in whose commission the actor is; `sealed`: encounters that they have sealed.
    """

    def has_to_seal(stage: StageHead) -> bool:
        found = encounters.get(stage.id)
        if not found:
            return stage.exam_id in own
        return any(each.state != "agreed" and each.id not in sealed and each.exam_id in own for each in found)

    return any(stage.kind == "simulation" and has_to_seal(stage) for stage in stages)
