"""The service worker of the candidate's pages, with the page that it shows while the server can't be reached."""

import json
from collections.abc import Callable
from typing import cast

from flask import Response, current_app, render_template

from exam_server.core.text import text
from exam_server.language import LANGUAGES, say
from exam_server.web.access import allow
from exam_server.web.assets import find_asset, release
from exam_server.web.candidate.views import candidate
from exam_server.web.headers import HEADERS

PROGRAM = "js/candidate/worker.js"
FILES = (
    "css/candidate.css",
    "fonts/atkinson-hyperlegible-next-subset-wght-normal.woff2",
    "js/candidate/room.js",
)
"""What the test and its pages load; a reload without the server finds it in the worker's cache."""
TITLE = text("No connection to the exam's server")
WORDS = text("This page tries again by itself. What is saved stays saved. If it takes long, raise your hand.")
KEPT_SECONDS = 600


def prepare_files() -> None:
    """Join and pack them before a room asks, which does so all at once."""
    for name in (*FILES, PROGRAM):
        find_asset(name)


@candidate.get("/sitting-worker.js")
@allow("public")
def show_worker() -> Response:
    """From the top of the site, so that it may look after everything below `/sitting`. It holds nothing of anybody."""
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    values = {
        "RELEASE": release(),
        "FILES": [asset(name) for name in FILES],
        "SHELL": _shell(),
        "HEADERS": {**HEADERS, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"},
    }
    program = find_asset(PROGRAM)
    if program is None:
        raise FileNotFoundError(PROGRAM)
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    response = Response(head.encode() + program.content, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _shell() -> str:
    """In every language: who waits may have chosen any, and nobody can be asked."""
    words = [(language, say(TITLE, language), say(WORDS, language)) for language in LANGUAGES]
    return render_template("candidate/offline.html", words=words)
