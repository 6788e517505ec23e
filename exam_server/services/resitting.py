"""What an exam checks of each case: all that it asks of a new one, else only what is still open of it (L8, L9)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from exam_server.core.assembly import asked_criteria
from exam_server.core.decision import qualification_verdict
from exam_server.core.grid import build_grid, group_rows
from exam_server.core.plan import Plan
from exam_server.core.qualification import Qualification
from exam_server.core.resitting import find_scope, require_scopes
from exam_server.core.stages import StageKind
from exam_server.services.bank import get_blueprint
from exam_server.services.decisions import list_held, verdicts_of
from exam_server.services.evidence import to_evidence
from exam_server.services.qualification import get_edition, get_plan_revision
from exam_server.services.stations import observed_criteria
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store.tables import CaseRow, EvidenceRow, ExamRow

# By case and kind of stage the criteria that it's about; None: everything that the exam asks.
Scopes = Mapping[UUID, Mapping[StageKind, list[str] | None]]


def scope_cases(work: Work, exam: ExamRow, case_ids: Collection[UUID]) -> Scopes:
    """What an exam checks of these cases, for those that have evidence already.

    Raises Refused where nothing of a case is open to it, or it would ask about a set that is closed (L8, L9).
    """
    records = _list_records(work, case_ids)
    if not records:
        return {}
    content, plan = get_edition(work, exam.edition_id).content, get_plan_revision(work, exam.plan_id)
    asked = dict(_list_asked(work, exam, content, plan))
    held = list_held(work, records)
    found: dict[UUID, dict[StageKind, list[str] | None]] = {}
    for case_id, rows in records.items():
        sets = group_rows(content, build_grid(content, plan, [to_evidence(row) for row in rows]))
        decided = verdicts_of(held.get(case_id, {}))
        scopes = {kind: find_scope(sets, decided, criteria) for kind, criteria in asked.items()}
        require_scopes(work.session.get_one(CaseRow, case_id).code, list(scopes.values()))
        found[case_id] = {
            kind: None if len(scope.open) == len(asked[kind]) else list(scope.open)
            for kind, scope in scopes.items()
            if scope.open
        }
    return found


def find_begun(work: Work, person_ids: Collection[UUID], edition_id: UUID) -> dict[UUID, int]:
    """By person the number of another edition of the same qualification under which they began and aren't through.

    Somebody began once their case has evidence, and is through once the whole qualification was decided met.
    """
    begun: dict[UUID, int] = {}
    for case in store.list_begun_elsewhere(work.session, person_ids, edition_id):
        edition = get_edition(work, case.edition_id)
        decided = verdicts_of(list_held(work, [case.id]).get(case.id, {}))
        if qualification_verdict(decided, edition.content) != "met":
            begun[case.person_id] = edition.number
    return begun


def _list_records(work: Work, case_ids: Collection[UUID]) -> dict[UUID, list[EvidenceRow]]:
    found: dict[UUID, list[EvidenceRow]] = defaultdict(list)
    for row in store.list_evidence_of(work.session, case_ids):
        found[row.case_id].append(row)
    return found


def _list_asked(
    work: Work, exam: ExamRow, content: Qualification, plan: Plan
) -> Iterator[tuple[StageKind, Sequence[str]]]:
    """What the exam's test and simulation ask about, as far as the plan counts them for it."""
    if exam.blueprint_id:
        counted = set(plan.criteria_with("theory_test"))
        blueprint = get_blueprint(work, exam.blueprint_id).blueprint
        yield "theory_test", [code for code in asked_criteria(blueprint, content.codes()) if code in counted]
    observed = observed_criteria(work, exam.id)
    if observed:
        counted = set(plan.criteria_with("conversation_with_simulation"))
        yield "simulation", [code for code in observed if code in counted]
