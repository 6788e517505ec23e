"""An assessor's own position beside the others', who stay unnamed; of exams whose results are released."""

from flask import g, render_template, request

from exam_server.core.agreement import FEWEST
from exam_server.core.text import text
from exam_server.services.agreement import find_own
from exam_server.services.agreement_apart import position_apart
from exam_server.web import agreement as words
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.language import speak
from exam_server.web.work import open_work


@assessor.get("/position")
@allow("encounter.rate")
def show_position() -> str:
    """By the same address's words as the page of agreement."""
    span = words.read_span(request.args)
    with open_work() as work:
        found = find_own(work, span)
    position = position_apart(found.rated, str(g.actor.account_id))
    return render_template(
        "assessor/position.html",
        span=span,
        found=found,
        position=position,
        words=words,
        fewest=FEWEST,
        drawn=words.draw_gaps([(speak(text("All together")), position.severity), *position.criteria.items()]),
        day=words.draw_days([(speak(text("You")), position.places)]),
    )
