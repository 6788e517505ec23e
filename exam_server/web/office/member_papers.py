"""What a member hands to the office: scans of their documents, and their declaration, which may be withdrawn."""

from datetime import date
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, validators

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import declaring
from exam_server.services.credential_files import NOT_TAKEN, add_scan, get_scan
from exam_server.services.credentials import get_person_id
from exam_server.services.documents import keep_document
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.document_files import folder, send_document
from exam_server.web.flashes import flash_refusal
from exam_server.web.forms import DayField, PageForm
from exam_server.web.office.register import MEMBER, act_on_member, edition_asked, require_form
from exam_server.web.office.views import office
from exam_server.web.work import open_work


class DeclarationForm(PageForm):
    signed_on = DayField(validators=[validators.InputRequired()])


class WithdrawalForm(PageForm):
    withdrawn_on = DayField(validators=[validators.InputRequired()])
    reason = StringField()


@office.post(f"{MEMBER}/documents/<uuid:document_id>/scans")
@allow("member.write")
def bring_scan(account_id: UUID, document_id: UUID) -> Response:
    file = request.files.get("file")
    with open_work() as work:
        get_person_id(work, account_id)
    try:
        if file is None or not file.filename:
            raise Refused(NOT_TAKEN, text("No file was chosen."), text("Choose a file."))
        read = keep_document(folder(), file.filename, file.read(), NOT_TAKEN)
    except Refused as refused:
        flash_refusal(refused)
        asked = request.args.get("qualification")
        return redirect(url_for("office.show_member", account_id=account_id, qualification=asked))

    def do(work: Work, person_id: UUID) -> Text:
        add_scan(work, person_id, document_id, read)
        return text("The file is kept with its document.")

    return act_on_member(account_id, do)


@office.get(f"{MEMBER}/scans/<uuid:scan_id>")
@allow("member.read")
def download_scan(account_id: UUID, scan_id: UUID) -> Response:
    with open_work() as work:
        found = get_scan(work, folder(), get_person_id(work, account_id), scan_id)
    return send_document(*found)


@office.post(f"{MEMBER}/declaration")
@allow("member.write")
def declare(account_id: UUID) -> Response:
    form = DeclarationForm.from_request()

    def do(work: Work, person_id: UUID) -> Text:
        signed_on: date = require_form(form).data["signed_on"]
        declaring.declare(work, person_id, edition_asked(work).code, signed_on)
        return text("The declaration is recorded.")

    return act_on_member(account_id, do)


@office.post(f"{MEMBER}/declarations/<uuid:declaration_id>/withdrawal")
@allow("member.write")
def withdraw_declaration(account_id: UUID, declaration_id: UUID) -> Response:
    form = WithdrawalForm.from_request()

    def do(work: Work, person_id: UUID) -> Text:
        given = require_form(form).data
        withdrawn_on: date = given["withdrawn_on"]
        declaring.withdraw_declaration(work, person_id, declaration_id, withdrawn_on, given["reason"] or "")
        return text("The declaration is withdrawn from that day on; it stays on record.")

    return act_on_member(account_id, do)
