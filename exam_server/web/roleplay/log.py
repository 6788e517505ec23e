"""What the tablet of a role-player or prompter posts of its log: its taps, and what its card showed and when."""

from typing import Any
from uuid import UUID

from exam_server.services import run_log
from exam_server.web.access import allow
from exam_server.web.roleplay.views import milliseconds, roleplay
from exam_server.web.tablet_log import LogBatch, explain, read_body, tell
from exam_server.web.work import open_work


@roleplay.put("/encounters/<uuid:encounter_id>/log")
@allow("encounter.play")
def post_log(encounter_id: UUID) -> dict[str, Any]:
    """Each entry once, however often it's sent; a tap counts at the second at which it was made."""
    batch = read_body(LogBatch).as_batch()
    with open_work() as work:
        answer, declined = run_log.post_log(work, encounter_id, batch)
        now = work.now
    said = [{"sequence": each.sequence, "why": explain(each.refusal)} for each in declined]
    return tell(answer, milliseconds(now)) | {"declined": said}
