"""The candidate's briefing before and during their own encounter; nothing else of the script."""

from flask import g, render_template

from exam_server.services import simulation
from exam_server.web.access import allow
from exam_server.web.candidate.views import candidate
from exam_server.web.work import open_work


@candidate.get("/simulation/briefing")
@allow("sitting.own")
def show_briefing() -> str:
    """Situation, tasks, materials and the preparation's clock; before it's opened, that it isn't."""
    with open_work() as work:
        own = simulation.find_briefing_of_sitting(work, g.actor.sitting_id)
    return render_template("candidate/briefing.html", own=own)
