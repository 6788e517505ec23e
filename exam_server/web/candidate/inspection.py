"""The candidate's inspection of their own case: a look takes a button, since each one is logged."""

from flask import g, render_template

from exam_server.core.case_words import METHOD_WORDS, OWN_REASON_WORDS, VERDICT_WORDS
from exam_server.core.problems import Refused
from exam_server.services import delivery
from exam_server.services.inspecting import Inspected, inspect_own
from exam_server.web.access import allow
from exam_server.web.candidate.views import candidate
from exam_server.web.flashes import flash_refusal
from exam_server.web.work import open_work


@candidate.get("/sitting/inspection")
@allow("result.own")
def ask_inspection() -> str:
    return _page(None)


@candidate.post("/sitting/inspection")
@allow("result.own")
def show_inspection() -> str:
    """The case under control, or why not now."""
    try:
        with open_work() as work:
            found = inspect_own(work)
    except Refused as refused:
        flash_refusal(refused)
        return _page(None)
    return _page(found)


def _page(inspected: Inspected | None) -> str:
    with open_work() as work:
        view = delivery.show_candidate(work, g.actor.sitting_id)
    return render_template(
        "candidate/inspection.html",
        inspected=inspected,
        candidate=view,
        method_words=METHOD_WORDS,
        verdict_words=VERDICT_WORDS,
        reason_words=OWN_REASON_WORDS,
    )
