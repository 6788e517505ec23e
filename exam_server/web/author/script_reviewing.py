"""A review of a scenario's current revision."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.simulation.standing import Verdict
from exam_server.core.text import text
from exam_server.services.scenario_reviewing import review_scenario as review
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@author.post("/scenarios/<code>/review")
@allow("bank.review")
def review_scenario(code: str) -> Response:
    number = request.form.get("number", 0, type=whole_number)
    verdict: Verdict = "accept" if request.form.get("verdict") == "accept" else "change"
    with open_work() as work:
        edition = get_chosen(work)
        review(work, edition, code, number, verdict, request.form.get("note", ""))
    flash(speak(text("Your review of revision {number} is kept.", number=number)), "saved")
    return redirect(url_for("author.show_scenario", code=code, qualification=edition.code))
