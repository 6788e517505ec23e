"""What a ruling on an appeal decided isn't decided over by the commission that was appealed against (S9)."""

from exam_server.core.appeal_ruling import require_shown_since
from exam_server.services.decisions import Standing
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store.appeals import list_made
from exam_server.store.tables import CaseRow


def require_not_ruled(work: Work, case: CaseRow, standing: Standing | None) -> None:
    """Whether the commission may decide on the criterion, though something holds. Raises Refused (S9)."""
    held = standing.holds if standing else None
    if held is None or held.id not in list_made(work.session, case.id).decisions:
        return
    exams = {each.id: str(each.exam_id or each.id) for each in case_store.list_stages(work.session, case.id)}
    records = case_store.list_evidence(work.session, case.id)
    shown = [(row.criterion, exams[row.stage_id], row.recorded_at) for row in records]
    require_shown_since(held.criterion, held.confirmed_at, shown)
