"""The service worker of the role-play room: a reload, or a browser that was closed, comes back to the day's cards."""

from flask import Response

from exam_server.web.access import allow
from exam_server.web.roleplay.views import roleplay
from exam_server.web.tablet_day import worker_program


@roleplay.get("/worker.js")
@allow("public")
def show_worker() -> Response:
    """It looks after everything below `/roleplay/`."""
    return worker_program("js/roleplay/day.js", "js/roleplay/card.js")
