"""The inspection of an own case with an account: a look takes a button, since each one is logged."""

from uuid import UUID

from flask import render_template

from exam_server.core.case_words import METHOD_WORDS, VERDICT_WORDS
from exam_server.core.problems import Refused
from exam_server.services.inspecting import Inspected, inspect_own_case
from exam_server.services.own_cases import get_own_case
from exam_server.web.access import allow
from exam_server.web.flashes import flash_refusal
from exam_server.web.portfolio.views import portfolio
from exam_server.web.work import open_work

INSPECTION = "/cases/<uuid:case_id>/inspection"


@portfolio.get(INSPECTION)
@allow("portfolio.own")
def ask_inspection(case_id: UUID) -> str:
    return _page(case_id, None)


@portfolio.post(INSPECTION)
@allow("portfolio.own")
def show_inspection(case_id: UUID) -> str:
    """The case under control, or why not now."""
    try:
        with open_work() as work:
            found = inspect_own_case(work, case_id)
    except Refused as refused:
        flash_refusal(refused)
        return _page(case_id, None)
    return _page(case_id, found)


def _page(case_id: UUID, inspected: Inspected | None) -> str:
    with open_work() as work:
        own = get_own_case(work, case_id)
    return render_template(
        "portfolio/inspection.html",
        case=own,
        inspected=inspected,
        method_words=METHOD_WORDS,
        verdict_words=VERDICT_WORDS,
    )
