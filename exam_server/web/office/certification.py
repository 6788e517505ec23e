"""Certificates: who may get one and what is missing, what one person prepares and another carries out (P7)."""

from typing import cast, get_args
from uuid import UUID

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.case_words import METHOD_WORDS, VERDICT_WORDS
from exam_server.core.people import may
from exam_server.core.problems import Refused
from exam_server.core.register import ACT_WORDS, ENTRY_WORDS, STANDING_WORDS, ActKind
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import Text, text
from exam_server.services import certificate_views as views
from exam_server.services import certifying
from exam_server.services.certifying import Asked
from exam_server.services.papers.certification import print_certificate
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.views import office
from exam_server.web.printing import certificate_name, send_pdf
from exam_server.web.step_up import asks_proof
from exam_server.web.traces import shows_people
from exam_server.web.work import house, open_work

CASE = "/certificates/<uuid:case_id>"
DONE: dict[ActKind, Text] = {
    "issue": text("The certificate is issued and entered in the register."),
    "duplicate": text("The duplicate is issued and entered in the register."),
    "replace": text("The certificate is replaced; the register has both."),
    "revoke": text("The certificate is revoked; the register says why."),
}
WORDS = {
    "act_words": ACT_WORDS,
    "entry_words": ENTRY_WORDS,
    "standing_words": STANDING_WORDS,
    "stage_words": STAGE_WORDS,
    "method_words": METHOD_WORDS,
    "verdict_words": VERDICT_WORDS,
}


def may_issue() -> bool:
    return may(g.actor.roles, "certificate.issue")


@office.get("/certificates")
@allow("certificate.read")
@shows_people
def list_certification() -> str:
    with open_work() as work:
        lines = views.list_certification(work)
    return render_template("office/certification_list.html", lines=lines, issues=may_issue(), **WORDS)


@office.get(CASE)
@allow("certificate.read")
def show_certification(case_id: UUID) -> str:
    with open_work() as work:
        view = views.show_certification(work, case_id)
    return render_template("office/certification.html", view=view, issues=may_issue(), **WORDS)


@office.post(f"{CASE}/acts")
@allow("certificate.issue")
@asks_proof
def prepare_certificate_act(case_id: UUID) -> Response:
    """The first person's part; nothing is issued yet."""
    given = request.form
    kind = given.get("kind", "")
    if kind not in get_args(ActKind):
        abort(400)
    asked = Asked(cast(ActKind, kind), given.get("place", ""), given.get("signatory", ""), given.get("reason", ""))
    with acting(text("Prepared. Somebody else of the office looks at it and confirms it (P7).")) as work:
        certifying.prepare_act(work, case_id, asked)
    return _back(case_id)


@office.post(f"{CASE}/acts/confirmation")
@allow("certificate.issue")
@asks_proof
def issue_certificate(case_id: UUID) -> Response:
    """The second person's part; the file is made between two transactions, so that nobody waits for it."""
    settings = house().settings
    address = settings.address + url_for("public.show_verification")
    try:
        with open_work() as work:
            draft = certifying.draft_act(work, case_id, settings.certificate_number)
        content = print_certificate(draft.printable, address, draft.made_at) if draft else b""
        with open_work() as work:
            certifying.carry_out(work, case_id, draft, content)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(DONE[draft.kind if draft else "revoke"])
    return _back(case_id)


@office.post(f"{CASE}/acts/drop")
@allow("certificate.issue")
def drop_certificate_act(case_id: UUID) -> Response:
    with open_work() as work:
        certifying.drop_act(work, case_id)
    flash_done(text("What was prepared is dropped."))
    return _back(case_id)


@office.get(f"{CASE}/files/<uuid:file_id>")
@allow("certificate.read")
def send_certificate(case_id: UUID, file_id: UUID) -> Response:
    with open_work() as work:
        content, cited = views.read_file(work, case_id, file_id)
    return send_pdf(content, certificate_name(cited))


def _back(case_id: UUID) -> Response:
    return redirect(url_for("office.show_certification", case_id=case_id))
