"""The start page, the switches of language and theme, static files and health."""

from flask import (
    Blueprint,
    abort,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
)
from werkzeug.wrappers import Response

from exam_server.language import LANGUAGES
from exam_server.services.health import write_and_read_back
from exam_server.web.access import allow
from exam_server.web.answers import local_address
from exam_server.web.language import TEXT_SIZES, THEMES
from exam_server.web.navigation import home_address
from exam_server.web.work import house, open_work

public = Blueprint("public", __name__)


@public.get("/")
@allow("public")
def show_start() -> str | Response:
    """Staff go to their room; everybody else finds the door for tickets and the one for accounts."""
    address = home_address(g.actor)
    return redirect(address) if address else render_template("public/start.html")


@public.post("/preferences")
@allow("public")
def choose_preferences() -> Response:
    if (language := request.form.get("language")) in LANGUAGES:
        session["language"] = language
    if (theme := request.form.get("theme")) in THEMES:
        session["theme"] = theme
    if (size := request.form.get("text_size")) in TEXT_SIZES:
        session["text_size"] = size
    return redirect(local_address(request.form.get("next", "")))


@public.get("/assets/<version>/<path:name>")
@allow("public")
def show_asset(version: str, name: str) -> Response:
    """The address of a static file; the file itself is sent in front of Flask, so here arrives what there isn't."""
    abort(404)


@public.get("/healthz")
@allow("public")
def check_alive() -> Response:
    return jsonify(alive=True)


@public.get("/readyz")
@allow("public")
def check_ready() -> tuple[Response, int]:
    """Ready means: a write was committed and read back, and the journal runs.

    How far the machine's clock is off, and how many forms of coming tests still have to be prepared, is only told:
    everybody's time goes on, and a form that isn't prepared is made when it's asked for.
    """
    with open_work() as work:
        ready = write_and_read_back(work) and house().journal.is_running
    offset = round(house().clock.offset.total_seconds(), 1)
    told = {"clock_offset_seconds": offset, "forms_to_prepare": house().fragments.missing}
    return jsonify(ready=ready, **told), 200 if ready else 503
