"""Whether a certificate is valid, for anybody: by its number and the holder's day of birth, or by its QR code."""

from datetime import date

from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.former_keys import badge_key_ids
from exam_server.core.register import STANDING_WORDS
from exam_server.formats.badge_key import as_jwk
from exam_server.services.badges import find_badge_key
from exam_server.services.former_keys import find_former
from exam_server.services.people import find_organisation_name
from exam_server.services.throttling import Door
from exam_server.services.verifying import Confirmed, Doors, TooMany, verify_token
from exam_server.services.verifying import verify_certificate as verify
from exam_server.web.access import allow
from exam_server.web.client import client_text
from exam_server.web.public.views import public
from exam_server.web.typed import typed_day
from exam_server.web.work import house, open_work

NUMBER_FAILURES, NUMBER_SECONDS, UNLIMITED = 20, 24 * 3600, 10**9


@public.get("/certificates")
@allow("public")
def show_verification() -> str:
    return _show()


@public.post("/certificates")
@allow("public")
def verify_certificate() -> tuple[str, int]:
    """The same answer for a number that there isn't and for a day that isn't its holder's."""
    given, born_on = request.form.get("number", ""), _day(request.form.get("born_on", ""))
    try:
        with open_work() as work:
            found = verify(work, house().keys, _doors(), client_text(request.environ, house().proxies), given, born_on)
    except TooMany:
        return _show(given=given, is_closed=True), 429
    return _show(found, given=given, is_wrong=found is None), 200 if found else 422


@public.get("/certificates/<token>")
@allow("public")
def confirm_certificate(token: str) -> str:
    """Where a QR code leads; the token can't be guessed, and the page names nobody."""
    with open_work() as work:
        found = verify_token(work, token)
    return _show(found)


@public.get("/badges/issuer.json")
@allow("public")
def read_badge_issuer() -> Response:
    """The awarding body as an issuer of badges."""
    with open_work() as work:
        name = find_organisation_name(work)
    address = house().settings.address
    profile = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address + url_for("public.read_badge_issuer"),
        "type": ["Profile"],
        "name": name,
        "url": f"{address}/",
    }
    return jsonify(profile)


@public.get("/badges/keys.json")
@allow("public")
def read_badge_keys() -> Response:
    """The keys that badges are and were signed with, as a JSON Web Key Set: the one in force first."""
    former = find_former(house().settings.instance)
    *earlier, current = badge_key_ids(f"{house().settings.address}{url_for('public.read_badge_keys')}", former)
    signed = [as_jwk(each.badge, key_id) for each, key_id in zip(former, earlier, strict=True)]
    return jsonify(keys=[find_badge_key(house().keys.badge_seed(), current), *reversed(signed)])


def _doors() -> Doors:
    """A number has more time than an address: whoever knows one may guess at its holder's birthday for years."""
    settings = house().settings
    asking = Door("certificate", settings.login_failures, settings.global_failures, settings.login_window_seconds)
    return Doors(asking, Door("certificate-number", NUMBER_FAILURES, UNLIMITED, NUMBER_SECONDS))


def _show(found: Confirmed | None = None, given: str = "", *, is_wrong: bool = False, is_closed: bool = False) -> str:
    return render_template(
        "public/certificate.html",
        found=found,
        given=given,
        is_wrong=is_wrong,
        is_closed=is_closed,
        standing_words=STANDING_WORDS,
    )


def _day(written: str) -> date | None:
    try:
        return typed_day(written)
    except ValueError:
        return None
