"""Where and in which language an account's owner is written to."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.language import LANGUAGES
from exam_server.services.own_contact import NOT_SAVED, save_own_contact
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.acting import acting
from exam_server.web.step_up import asks_full_proof


@account.post("/security/contact")
@allow("account.own")
@asks_full_proof
def change_contact() -> Response:
    """Whoever could change the address unseen could keep the owner from hearing of other changes."""
    language = request.form.get("language", "")
    with acting(text("Messages go there from now on.")) as work:
        _require_known(language)
        save_own_contact(work, request.form.get("email", ""), language)
    return redirect(url_for("account.show_security", _anchor="own-contact"))


def _require_known(language: str) -> None:
    """Empty is the installation's. Raises Refused for what the page doesn't offer."""
    if language not in ("", *LANGUAGES):
        offered = text("“{value}” isn't one of: {allowed}.", value=language, allowed=", ".join(LANGUAGES))
        raise Refused(NOT_SAVED, offered, text("Choose from the list."))
