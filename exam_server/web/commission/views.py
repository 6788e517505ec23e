"""Cases as the commission, the office and the auditor read them."""

from uuid import UUID

from flask import Blueprint, g, make_response, render_template, request
from werkzeug.wrappers import Response

from exam_server.core.agenda import AgendaPolicy
from exam_server.core.appeal_ruling import OUTCOME_WORDS
from exam_server.core.case_words import METHOD_WORDS, REASON_WORDS, VERDICT_WORDS
from exam_server.core.judging import ASPECT_WORDS, ASPECTS
from exam_server.core.people import may
from exam_server.core.portfolio import DOCUMENT_WORDS
from exam_server.core.qualification import Method
from exam_server.core.recognition import BASIS_WORDS
from exam_server.core.stages import STAGE_WORDS
from exam_server.services import case as cases
from exam_server.services.case_list import list_cases as find_cases
from exam_server.services.sources import show_evidence as find_source
from exam_server.web.access import allow
from exam_server.web.event_words import say_event
from exam_server.web.result_files import send_grid, send_result_sheet
from exam_server.web.traces import say_whose, shows_nobody, shows_people
from exam_server.web.work import house, open_work

commission = Blueprint("commission", __name__, url_prefix="/commission")
WORDS = {
    "method_words": METHOD_WORDS,
    "verdict_words": VERDICT_WORDS,
    "reason_words": REASON_WORDS,
    "stage_words": STAGE_WORDS,
}
PIECE_WORDS = {
    "aspects": ASPECTS,
    "aspect_words": ASPECT_WORDS,
    "document_words": DOCUMENT_WORDS,
    "basis_words": BASIS_WORDS,
}


@commission.get("/cases")
@allow("case.read")
@shows_people
def list_cases() -> str:
    with open_work() as work:
        lines = find_cases(work)
    return render_template("commission/cases.html", lines=lines, watches=may(g.actor.roles, "agreement.read"))


@commission.get("/cases/<uuid:case_id>")
@allow("case.read")
def show_case(case_id: UUID) -> str:
    """The evidence grid, which keeps itself up to date; `?show=open` keeps only what is open."""
    with open_work() as work:
        view = cases.get_case(work, case_id, agenda_policy())
    return render_template("commission/case.html", case=view, only_open=_only_open(), **WORDS)


@commission.get("/cases/<uuid:case_id>/live")
@allow("case.read")
@shows_nobody("the page that it keeps up to date left its trace")
def refresh_case(case_id: UUID) -> Response:
    """The grid and agenda alone; no content while they are what `?seen=` names."""
    with open_work() as work:
        view = cases.get_case(work, case_id, agenda_policy())
    if request.args.get("seen") == view.state_hash:
        return make_response("", 204)
    return make_response(render_template("commission/_live.html", case=view, only_open=_only_open(), **WORDS))


def agenda_policy() -> AgendaPolicy:
    """Minutes and budget as the installation sets them."""
    settings = house().settings
    minutes: dict[Method, int] = {
        "conversation_with_simulation": settings.agenda_conversation_minutes,
        "evidence_analysis": settings.agenda_evidence_minutes,
        "theory_test": settings.agenda_test_minutes,
    }
    return AgendaPolicy(minutes, settings.agenda_budget_minutes)


def _only_open() -> bool:
    return request.args.get("show") == "open"


@commission.get("/cases/<uuid:case_id>/result.pdf")
@allow("case.read")
def print_case(case_id: UUID) -> Response:
    with open_work() as work:
        view, made_at = cases.get_case(work, case_id), work.now
    return send_result_sheet(view, made_at)


@commission.get("/cases/<uuid:case_id>/grid.csv")
@allow("case.read")
def export_grid(case_id: UUID) -> Response:
    with open_work() as work:
        view = cases.get_case(work, case_id)
    return send_grid(view)


@commission.get("/evidence/<uuid:evidence_id>")
@allow("case.read")
@shows_people
def show_evidence(evidence_id: UUID) -> str:
    """What a record rests on, down to the saves and taps."""
    with open_work() as work:
        view = find_source(work, evidence_id)
    say_whose(view.case_id)
    return render_template(
        "commission/evidence.html",
        view=view,
        outcome_words=OUTCOME_WORDS,
        say_event=say_event,
        **WORDS,
        **PIECE_WORDS,
    )
