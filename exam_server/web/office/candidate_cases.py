"""Candidates: a case before any exam, its stages on days of their own, and the invitation to an account."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.conditions import POLICY_WORDS
from exam_server.core.consents import CONSENT_WORDS
from exam_server.core.notice_words import NOTICE_WORDS, STATE_WORDS
from exam_server.core.problems import Refused
from exam_server.core.stages import OPENED_BY_OFFICE, STAGE_WORDS, StageKind
from exam_server.core.text import Text, text
from exam_server.services import candidate_cases, qualification, stages
from exam_server.services.advisors import list_advisors
from exam_server.services.candidate_file import check_case_conditions, get_condition_decision, list_consents
from exam_server.services.invitations import invite
from exam_server.services.legal_day import legal_day
from exam_server.services.outbox import ask_to_complete, list_case_notices
from exam_server.services.payments import get_account
from exam_server.services.stage_release import list_stage_releases, release_stage
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.language import speak
from exam_server.web.office.fees import payment_words
from exam_server.web.office.forms import LABELS, CandidateForm, StageForm, uuid_or_abort
from exam_server.web.office.views import office
from exam_server.web.step_up import asks_proof
from exam_server.web.traces import shows_people
from exam_server.web.work import house, open_work

ACCOUNT_WORDS: dict[str, Text] = {
    "none": text("no account"),
    "invited": text("invited"),
    "usable": text("has an account"),
}
CASE = "/candidates/<uuid:case_id>"


@office.route("/candidates", methods=["GET", "POST"])
@allow("candidate.manage")
@shows_people
def list_candidates() -> Response | str | tuple[str, int]:
    """Everybody with a case, and a form for one more."""
    form = CandidateForm.from_request()
    refused = None
    if form.submitted():
        try:
            with open_work() as work:
                edition_id = uuid_or_abort(request.form.get("edition", ""))
                made = candidate_cases.make_case(work, edition_id, form.entry())
        except Refused as error:
            refused = error
        else:
            flash_done(text("The candidate's case is there."))
            return redirect(url_for("office.show_candidate_case", case_id=made))
    with open_work() as work:
        lines = candidate_cases.list_candidates(work)
        editions = qualification.list_editions(work)
    page = render_template(
        "office/candidates.html",
        lines=lines,
        form=form,
        refused=refused,
        labels={name: speak(label) for name, label in LABELS.items()},
        editions=[(each.id, f"{each.content.name} ({each.code}, {each.number})") for each in editions],
        account_words=ACCOUNT_WORDS,
    )
    return (page, 422) if request.method == "POST" else page


@office.get(CASE)
@allow("candidate.manage")
def show_candidate_case(case_id: UUID) -> str:
    return _show(case_id, StageForm())


def _show(case_id: UUID, form: StageForm, link: str = "") -> str:
    with open_work() as work:
        view = candidate_cases.get_candidate_case(work, case_id)
        advising = list_advisors(work, case_id)
        edition = qualification.get_edition(work, candidate_cases.get_edition_id(work, case_id))
        file = {
            "consents": list_consents(work, case_id),
            "condition": check_case_conditions(work, case_id),
            "decision": get_condition_decision(work, edition.id),
            "releases": list_stage_releases(work, case_id),
            "notices": list_case_notices(work, case_id),
            "payments": get_account(work, case_id),
            "today": legal_day(work),
        }
    return render_template(
        "office/candidate_case.html",
        case=view,
        advising=advising,
        prerequisites=view.prerequisites,
        consent_words=CONSENT_WORDS,
        policy_words=POLICY_WORDS,
        policies=[(policy, speak(word)) for policy, word in POLICY_WORDS.items()],
        **file,
        form=form,
        link=link,
        kinds=[(kind, speak(STAGE_WORDS[kind])) for kind in OPENED_BY_OFFICE],
        stage_words=STAGE_WORDS,
        account_words=ACCOUNT_WORDS,
        notice_words=NOTICE_WORDS,
        state_words=STATE_WORDS,
        **payment_words(edition),
    )


@office.post(f"{CASE}/stages")
@allow("candidate.manage")
def open_stage(case_id: UUID) -> Response | tuple[str, int]:
    form = StageForm.from_request()
    if not form.submitted():
        return _show(case_id, form), 422
    kind = cast(StageKind, form.data["kind"])
    with acting(text("The stage is open.")) as work:
        stages.open_stage(work, case_id, kind, form.data["planned_on"], form.data["place"] or "")
    return _back(case_id)


@office.post(f"{CASE}/stages/<uuid:stage_id>/close")
@allow("candidate.manage")
def close_stage(case_id: UUID, stage_id: UUID) -> Response:
    with open_work() as work:
        stages.close_stage(work, case_id, stage_id)
    flash_done(text("The stage is closed."))
    return _back(case_id)


@office.post(f"{CASE}/stages/<uuid:stage_id>/reopen")
@allow("candidate.manage")
def reopen_stage(case_id: UUID, stage_id: UUID) -> Response:
    with acting(text("The stage is open.")) as work:
        stages.reopen_stage(work, case_id, stage_id)
    return _back(case_id)


@office.post(f"{CASE}/stages/<uuid:stage_id>/release")
@allow("case.release")
@asks_proof
def release_one_stage(case_id: UUID, stage_id: UUID) -> Response:
    """One of the office asks, another one confirms (P7)."""
    try:
        with open_work() as work:
            released = release_stage(work, case_id, stage_id)
    except Refused as refused:
        flash_refusal(refused)
    else:
        done = text("The result of the stage is released.")
        flash_done(done if released else text("Asked. Somebody else of the office confirms the release (P7)."))
    return _back(case_id)


@office.post(f"{CASE}/to-complete")
@allow("candidate.manage")
def ask_to_complete_case(case_id: UUID) -> Response:
    with open_work() as work:
        ask_to_complete(work, case_id)
    flash_done(text("A message is on its way that something is needed; what it is, the candidate reads or asks here."))
    return _back(case_id)


@office.post(f"{CASE}/invitation")
@allow("candidate.manage")
def invite_candidate(case_id: UUID) -> Response | str:
    """The one-time link is shown once; the office sends it."""
    try:
        with open_work() as work:
            token = invite(work, case_id, timedelta(hours=house().settings.setup_link_hours))
    except Refused as refused:
        flash_refusal(refused)
        return _back(case_id)
    return _show(case_id, StageForm(), house().settings.address + url_for("account.set_password", token=token))


def _back(case_id: UUID) -> Response:
    return redirect(url_for("office.show_candidate_case", case_id=case_id))
