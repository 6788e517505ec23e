"""The candidate's own result, once it's released."""

from flask import g, render_template
from werkzeug.wrappers import Response

from exam_server.core.case_words import OWN_REASON_WORDS, OWN_SOURCE_WORDS
from exam_server.core.problems import NotFound
from exam_server.core.stages import STAGE_WORDS
from exam_server.services import delivery
from exam_server.services.appeals import guide_case_appeals
from exam_server.services.results import find_own_case, to_own_result
from exam_server.web.access import allow
from exam_server.web.candidate.views import candidate
from exam_server.web.result_files import send_result_sheet
from exam_server.web.work import house, open_work


@candidate.get("/sitting/result")
@allow("result.own")
def show_result() -> str:
    """What was confirmed and what is open, per criterion; before the release it says so."""
    with open_work() as work:
        released = find_own_case(work)
        result = to_own_result(work, released) if released else None
        appeals = guide_case_appeals(work, released.id, house().settings.appeal_days) if released else None
        view = delivery.show_candidate(work, g.actor.sitting_id)
    return render_template(
        "candidate/result.html",
        result=result,
        appeals=appeals,
        candidate=view,
        stage_words=STAGE_WORDS,
        source_words=OWN_SOURCE_WORDS,
        reason_words=OWN_REASON_WORDS,
    )


@candidate.get("/sitting/result.pdf")
@allow("result.own")
def print_result() -> Response:
    with open_work() as work:
        view, made_at = find_own_case(work), work.now
    if view is None:
        raise NotFound("result")
    return send_result_sheet(view, made_at)
