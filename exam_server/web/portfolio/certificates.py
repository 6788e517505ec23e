"""The candidate's own certificates: as files, and as a badge for wallets."""

from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from exam_server.core.former_keys import badge_key_ids
from exam_server.core.register import ENTRY_WORDS, STANDING_WORDS
from exam_server.services.badges import make_own_badge, sign_badge_apart
from exam_server.services.certificate_views import list_own, read_own_file
from exam_server.services.former_keys import find_former
from exam_server.services.own_cases import get_own_case
from exam_server.web.access import allow
from exam_server.web.portfolio.views import portfolio
from exam_server.web.printing import certificate_name, send_file, send_pdf
from exam_server.web.work import house, open_work

CERTIFICATE = "/cases/<uuid:case_id>/certificates"


@portfolio.get(CERTIFICATE)
@allow("portfolio.own")
def show_certificates(case_id: UUID) -> str:
    with open_work() as work:
        own = get_own_case(work, case_id, house().settings.appeal_days)
        certificates = list_own(work, case_id)
    return render_template(
        "portfolio/certificates.html",
        case=own,
        certificates=certificates,
        entry_words=ENTRY_WORDS,
        standing_words=STANDING_WORDS,
    )


@portfolio.get(f"{CERTIFICATE}/files/<uuid:file_id>")
@allow("portfolio.own")
def send_own_certificate(case_id: UUID, file_id: UUID) -> Response:
    with open_work() as work:
        content, cited = read_own_file(work, case_id, file_id)
    return send_pdf(content, certificate_name(cited))


@portfolio.get(f"{CERTIFICATE}/<uuid:certificate_id>/badge")
@allow("portfolio.own")
def send_badge(case_id: UUID, certificate_id: UUID) -> Response:
    """An Open Badge 3.0, signed anew each time: the same key and claims give the same token."""
    settings, seed = house().settings, house().keys.badge_seed()
    with open_work() as work:
        claims, cited = make_own_badge(work, case_id, certificate_id, settings.address)
    key_id = badge_key_ids(f"{settings.address}/badges/keys.json", find_former(settings.instance))[-1]
    token, _ = sign_badge_apart(seed, claims, key_id)
    return send_file(token.encode(), "application/vc+jwt", f"{certificate_name(cited)}.jwt")
