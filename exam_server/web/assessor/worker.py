"""The service worker of the assessors' room: a reload, or a browser that was closed, comes back to the day's sheets."""

import json
from collections.abc import Callable
from typing import cast

from flask import Response, current_app

from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.assets import find_asset, release

PROGRAM = "js/assessor/worker.js"
FILES = (
    "css/staff.css",
    "css/assessor.css",
    "css/simulation.css",
    "fonts/atkinson-hyperlegible-next-subset-wght-normal.woff2",
    "js/assessor/day.js",
    "js/assessor/sheet.js",
    "js/assessor/vignette.js",
)
"""What the list, the sheets and the vignettes load; the pages themselves are kept when the day is loaded."""
KEPT_SECONDS = 600


@assessor.get("/worker.js")
@allow("public")
def show_worker() -> Response:
    """It looks after everything below `/assessor/`, and holds nothing of anybody."""
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    program = find_asset(PROGRAM)
    if program is None:
        raise FileNotFoundError(PROGRAM)
    values = {"RELEASE": release(), "FILES": [asset(name) for name in FILES]}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    response = Response(head.encode() + program.content, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
