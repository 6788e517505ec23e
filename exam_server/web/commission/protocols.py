"""Protocols of a case: making them, handing them out, and taking them back signed."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.signatures import describe
from exam_server.core.text import text
from exam_server.services import protocols, signed_protocols
from exam_server.services.deciding_view import show_deciding
from exam_server.services.legal_day import legal_day
from exam_server.services.papers.case_protocol import print_protocol
from exam_server.services.policies import get_value
from exam_server.web.access import allow
from exam_server.web.commission.views import WORDS, commission
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.printing import current_reader, send_file, send_pdf
from exam_server.web.typed import number_or
from exam_server.web.work import house, open_work

KINDS = {
    "pades": ("application/pdf", "pdf"),
    signed_protocols.PAPER: ("application/pdf", "pdf"),
    "enveloping": ("application/pkcs7-mime", "p7m"),
}
"""The last is no longer taken, since nothing here verifies it; files of it may have been kept."""


@commission.get("/cases/<uuid:case_id>/protocols")
@allow("case.read")
def list_protocols(case_id: UUID) -> str:
    with open_work() as work:
        made = protocols.list_protocols(work, case_id)
        view = show_deciding(work, case_id)
    current = {each.scope for each in made}
    return render_template(
        "commission/protocols.html", view=view, case=view.case, made=made, current=current, say_signed=describe, **WORDS
    )


@commission.post("/cases/<uuid:case_id>/protocols")
@allow("case.protocol")
def make_protocol(case_id: UUID) -> Response:
    """The file is made between two transactions, so that nobody waits for it."""
    form, reader = request.form, current_reader()
    observers = tuple(line.strip()[:200] for line in form.get("observers", "").splitlines() if line.strip())
    try:
        with open_work() as work:
            draft = protocols.prepare_protocol(
                work,
                case_id,
                number_or(form.get("scope", ""), 0, 999, otherwise=0),
                get_value(work, "appeal_days", legal_day(work), house().settings.appeal_days),
                observers,
                form.get("reason", "")[:2000],
            )
        content = print_protocol(draft.record, draft.record_hash, reader, draft.made_at)
        with open_work() as work:
            protocols.keep_protocol(work, draft, content, reader.language)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("Protocol {number} is made; it isn't changed any more.", number=draft.record.number))
    return redirect(url_for("commission.list_protocols", case_id=case_id))


@commission.get("/cases/<uuid:case_id>/protocols/<uuid:protocol_id>/protocol.pdf")
@allow("case.read")
def send_protocol(case_id: UUID, protocol_id: UUID) -> Response:
    with open_work() as work:
        content, cited = protocols.read_protocol(work, case_id, protocol_id)
    return send_pdf(content, _name(cited))


@commission.post("/cases/<uuid:case_id>/protocols/<uuid:protocol_id>/signed")
@allow("case.protocol")
def bring_signed(case_id: UUID, protocol_id: UUID) -> Response:
    """The file is verified between two transactions, so that nobody waits for it."""
    file = request.files.get("file")
    given = file.read() if file else b""
    roots = signed_protocols.list_roots(house().settings.trusted_issuers)
    try:
        with open_work() as work:
            question = signed_protocols.ask_signed(work, case_id, protocol_id, given, roots)
        reading = signed_protocols.verify_signed(given, question)
        with open_work() as work:
            signed_protocols.keep_signed(work, case_id, protocol_id, given, reading)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("The signed file is verified, and kept beside the protocol."))
    return redirect(url_for("commission.list_protocols", case_id=case_id))


@commission.post("/cases/<uuid:case_id>/protocols/<uuid:protocol_id>/paper")
@allow("case.protocol")
def bring_paper(case_id: UUID, protocol_id: UUID) -> Response:
    """A scan of what all members signed on paper; the file is checked before the transaction."""
    file = request.files.get("file")
    try:
        with open_work() as work:
            protocols.get_row(work, case_id, protocol_id)
        read = signed_protocols.check_paper(file.filename or "" if file else "", file.read() if file else b"")
        with open_work() as work:
            signed_protocols.keep_paper(work, case_id, protocol_id, read)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("The scan is kept beside the protocol, with your name."))
    return redirect(url_for("commission.list_protocols", case_id=case_id))


@commission.get("/cases/<uuid:case_id>/signed/<uuid:signed_id>")
@allow("case.read")
def send_signed(case_id: UUID, signed_id: UUID) -> Response:
    with open_work() as work:
        content, kind, cited = signed_protocols.read_signed(work, case_id, signed_id)
    content_type, ending = KINDS[kind]
    return send_file(content, content_type, f"{_name(cited)}-signed.{ending}")


def _name(cited: str) -> str:
    return f"protocol-{cited.replace('/', '-')}"
