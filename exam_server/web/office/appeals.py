"""Appeals at the office: the queue with its terms, admission, who decides, telling the ruling, planning a repeat."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.commission import GROUND_RULES
from exam_server.core.commission import GROUND_WORDS as BARRED_WORDS
from exam_server.core.people import may
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import handling_appeals as handling
from exam_server.services.appeal_panel import assign_members, list_choices, may_assign
from exam_server.services.appeal_rows import get_appeal_row
from exam_server.services.appeal_subject import list_appealable
from exam_server.services.appeal_view import list_queue, show_appeal
from exam_server.services.appealing import file_from_paper
from exam_server.services.case_rows import get_row
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.appeal_files import send_enclosed, send_letter
from exam_server.web.appeal_filing import APPEAL_WORDS, as_id, choose_stage, read_enclosed, read_filing
from exam_server.web.flashes import flash_done, refusal_words
from exam_server.web.office.views import office
from exam_server.web.step_up import asks_proof
from exam_server.web.typed import typed_day
from exam_server.web.work import house, open_work

APPEAL = "/appeals/<uuid:appeal_id>"
FROM_PAPER = "/cases/<uuid:case_id>/appeals"


@office.get("/appeals")
@allow("appeal.read")
def list_appeals() -> str:
    with open_work() as work:
        lines, today = list_queue(work), legal_day(work)
    return render_template("office/appeals.html", lines=lines, today=today, **APPEAL_WORDS)


@office.get(APPEAL)
@allow("appeal.read")
def show_one_appeal(appeal_id: UUID) -> str:
    """One appeal with what may be done next; who could decide on it, and who not and why."""
    with open_work() as work:
        view, row = show_appeal(work, appeal_id), get_appeal_row(work, appeal_id)
        choices = list_choices(work, row) if may_assign(work, row) else ()
        repeated = view.line.state == "told" and view.ruling is not None and view.ruling.kind == "repeat"
        repeats = repeated and not view.repeat_at
        exams = handling.list_repeat_exams(work, row) if repeats else ()
    return render_template(
        "office/appeal.html",
        view=view,
        choices=choices,
        repeats=repeats,
        exams=exams,
        manages=may(g.actor.roles, "appeal.manage"),
        barred_words=BARRED_WORDS,
        barred_rules=GROUND_RULES,
        **APPEAL_WORDS,
    )


@office.post(f"{APPEAL}/admission")
@allow("appeal.manage")
@asks_proof
def admit_one_appeal(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        handling.admit_appeal(work, appeal_id, request.form.get("reason", ""))
        return text("The appeal is admitted. Assign now who decides.")

    return _act(appeal_id, act)


@office.post(f"{APPEAL}/refusal")
@allow("appeal.manage")
@asks_proof
def refuse_one_appeal(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        form = request.form
        handling.refuse_appeal(work, appeal_id, form.get("reason", ""), as_late=form.get("why") == "late")
        return text("The appeal isn't admitted; the candidate reads why.")

    return _act(appeal_id, act)


@office.post(f"{APPEAL}/members")
@allow("appeal.manage")
def assign_deciders(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        chosen = [as_id(each) for each in request.form.getlist("member")]
        chair, reason = as_id(request.form.get("chair", "")), request.form.get("reason", "")[:2000]
        assign_members(work, appeal_id, chosen, chair, reason)
        return text("Assigned. They find the appeal in their room.")

    return _act(appeal_id, act)


@office.post(f"{APPEAL}/telling")
@allow("appeal.manage")
@asks_proof
def tell_one_ruling(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        handling.tell_ruling(work, appeal_id)
        return text("The candidate sees the ruling now. Print the letter.")

    return _act(appeal_id, act)


@office.post(f"{APPEAL}/repeat")
@allow("appeal.manage")
def plan_one_repeat(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        handling.plan_repeat(work, appeal_id, as_id(request.form.get("exam", "")))
        return text("The repeat is planned at that exam.")

    return _act(appeal_id, act)


@office.get(f"{APPEAL}/<kind>.pdf")
@allow("appeal.manage")
def print_one_letter(appeal_id: UUID, kind: str) -> Response:
    return send_letter(lambda work: get_appeal_row(work, appeal_id).id, kind)


@office.get(f"{APPEAL}/files/<uuid:document_id>")
@allow("appeal.read")
def download_appeal_file(appeal_id: UUID, document_id: UUID) -> Response:
    return send_enclosed(lambda work: get_appeal_row(work, appeal_id).id, document_id)


@office.get(FROM_PAPER)
@allow("appeal.manage")
def begin_paper_appeal(case_id: UUID) -> str:
    """The form for an appeal that came on paper."""
    return _paper_page(case_id)


def _paper_page(case_id: UUID, refused: Refused | None = None) -> str:
    with open_work() as work:
        case = get_row(work, case_id)
        stages, today = list_appealable(work, case, house().settings.appeal_days), legal_day(work)
        code = case.code
    return render_template(
        "office/paper_appeal.html",
        case_id=case_id,
        code=code,
        stages=stages,
        stage=choose_stage(stages),
        today=today,
        refused=refusal_words(refused) if refused else "",
        typed=request.form,
        **APPEAL_WORDS,
    )


@office.post(FROM_PAPER)
@allow("appeal.manage")
def file_paper_appeal(case_id: UUID) -> Response | tuple[str, int]:
    try:
        with open_work() as work:
            get_row(work, case_id)
        filing, received_on = read_filing(), _day(request.form.get("received_on", ""))
        documents = read_enclosed()
        with open_work() as work:
            days = house().settings.appeal_days
            appeal_id = file_from_paper(work, case_id, filing, received_on, documents, days)
    except Refused as refused:
        return _paper_page(case_id, refused), 422
    flash_done(text("The appeal is filed. Print the acknowledgement."))
    return redirect(url_for("office.show_one_appeal", appeal_id=appeal_id))


def _day(written: str) -> date:
    """The day on which it came; what isn't one lies ahead, where nothing can have come."""
    try:
        return typed_day(written)
    except ValueError:
        return date.max


def _act(appeal_id: UUID, do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("office.show_one_appeal", appeal_id=appeal_id))
