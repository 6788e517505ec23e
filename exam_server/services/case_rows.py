"""What the use cases of a case share: its row, its plan, and whose it is."""

from uuid import UUID

from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound
from exam_server.services.qualification import get_plan, get_plan_revision
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store.tables import CaseRow, ExamRow


def get_row(work: Work, case_id: UUID) -> CaseRow:
    """The row, locked against other writers once the work is recording (PostgreSQL; SQLite has one writer)."""
    row = work.session.get(CaseRow, case_id, with_for_update=work.recording or None)
    if row is None or row.organisation_id != work.organisation_id or row.rehearsal:
        raise NotFound(str(case_id))
    return row


def get_own_row(work: Work, case_id: UUID) -> CaseRow:
    """A case of the actor's own person. Raises NotFound for anybody else's."""
    row = get_row(work, case_id)
    if work.actor.person_id is None or row.person_id != work.actor.person_id:
        raise NotFound(str(case_id))
    return row


def get_plan_of(work: Work, case: CaseRow) -> Plan:
    """The plan of the case's newest exam, else the edition's current one (L23: bound to what was in force)."""
    planned = [stage.exam_id for stage in store.list_stages(work.session, case.id) if stage.exam_id is not None]
    if planned:
        return get_plan_revision(work, work.session.get_one(ExamRow, planned[-1]).plan_id)
    return get_plan(work, case.edition_id).content
