"""The service worker of the assessors' room: a reload, or a browser that was closed, comes back to the day's sheets."""

from flask import Response

from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.tablet_day import worker_program


@assessor.get("/worker.js")
@allow("public")
def show_worker() -> Response:
    """It looks after everything below `/assessor/`."""
    return worker_program("js/assessor/day.js", "js/assessor/sheet.js", "js/assessor/vignette.js")
