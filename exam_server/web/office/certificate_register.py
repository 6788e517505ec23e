"""The register of certificates and its export (L4, L6), and the announcements that bind qualifications."""

from datetime import date
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services import binding_sources
from exam_server.services.certificate_views import list_register as list_entries
from exam_server.services.legal_day import legal_day
from exam_server.services.qualification import list_editions
from exam_server.services.register_export import export_register
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.office.certification import WORDS, may_issue
from exam_server.web.office.views import office
from exam_server.web.printing import send_file
from exam_server.web.step_up import asks_proof
from exam_server.web.traces import shows_people
from exam_server.web.typed import typed_day
from exam_server.web.work import open_work


@office.get("/certificates/register")
@allow("certificate.read")
@shows_people
def show_certificate_register() -> str:
    with open_work() as work:
        entries = list_entries(work)
    return render_template("office/certificate_register.html", entries=entries, issues=may_issue(), **WORDS)


@office.post("/certificates/register/export")
@allow("certificate.issue")
@asks_proof
def export_certificate_register() -> Response:
    """The trail keeps who took the register out, and when."""
    with open_work() as work:
        content, _ = export_register(work)
        name = f"rejestr-certyfikatow-{legal_day(work):%Y-%m-%d}.xml"
    return send_file(content, "application/xml", name)


@office.get("/certificates/sources")
@allow("certificate.read")
def list_binding_sources() -> str:
    with open_work() as work:
        editions = list_editions(work)
        confirmed = {each.id: binding_sources.list_confirmations(work, each.id) for each in editions}
        today = legal_day(work)
    return render_template(
        "office/binding_sources.html", editions=editions, confirmed=confirmed, today=today, issues=may_issue()
    )


@office.post("/certificates/sources/<uuid:edition_id>")
@allow("certificate.issue")
@asks_proof
def confirm_binding_source(edition_id: UUID) -> Response:
    given = request.form
    with acting(text("The source is confirmed with your name and the time.")) as work:
        binding_sources.confirm_source(
            work,
            edition_id,
            given.get("title", ""),
            given.get("number", ""),
            _day(given.get("published_on", "")),
            given.get("note", "")[:2000],
        )
    return redirect(url_for("office.list_binding_sources"))


def _day(written: str) -> date | None:
    try:
        return typed_day(written)
    except ValueError:
        return None
