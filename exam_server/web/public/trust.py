"""How a computer comes to trust the server's own authority: what to install, and the fingerprint to compare first."""

from typing import TYPE_CHECKING

from flask import Response, g, make_response, render_template, request
from markupsafe import Markup

from exam_server.core.certificates import in_groups
from exam_server.core.problems import NotFound
from exam_server.language import LANGUAGES
from exam_server.services.ticket_codes import draw_qr
from exam_server.web.access import allow
from exam_server.web.public.views import public
from exam_server.web.work import house

if TYPE_CHECKING:
    from exam_server.services.certificates import Authority


@public.get("/trust")
@allow("public")
def show_trust() -> str:
    """A page that a helper can show and read aloud; it needs no cookie, so that the plain door can give it too."""
    from exam_server.services.certificates import to_files

    authority = _own_authority()
    if (language := request.args.get("language")) in LANGUAGES:
        g.language = language
    settings = house().settings
    # segno's drawing of an address: path data comes out.
    drawn = Markup(draw_qr(f"{settings.trust_address}/"))  # noqa: S704
    return render_template(
        "public/trust.html",
        authority=authority,
        groups=in_groups(authority.fingerprint),
        address=settings.address,
        door=f"{settings.trust_address}/",
        qr=drawn,
        names=list(to_files(authority)),
    )


@public.get("/trust/<name>")
@allow("public")
def send_authority(name: str) -> Response:
    from exam_server.services.certificates import to_files

    files = to_files(_own_authority())
    if name not in files:
        raise NotFound(name)
    kind, content = files[name]
    response = make_response(content)
    response.content_type = kind
    return response


def _own_authority() -> "Authority":
    from exam_server.services.certificates import find_authority

    settings = house().settings
    found = find_authority(settings.instance) if settings.tls == "auto" else None
    if found is None:
        raise NotFound("authority")
    return found
