"""Which reviewer is competent in which learning outcomes: named by the office."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound
from exam_server.core.text import text
from exam_server.services.qualification import Edition, list_editions
from exam_server.services.reviewers import list_reviewers as list_named
from exam_server.services.reviewers import name_outcomes
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.language import speak
from exam_server.web.office.views import office
from exam_server.web.work import open_work


@office.get("/reviewers")
@allow("bank.assign")
def list_reviewers() -> str:
    with open_work() as work:
        edition = _chosen(work)
        reviewers = list_named(work, edition.code) if edition else []
    return render_template("office/reviewers.html", edition=edition, reviewers=reviewers)


@office.post("/reviewers/<uuid:account_id>")
@allow("bank.assign")
def name_reviewer(account_id: UUID) -> Response:
    with open_work() as work:
        edition = _chosen(work)
        if edition is None:
            raise NotFound("qualification")
        name_outcomes(work, edition, account_id, request.form.getlist("outcomes"))
    flash(speak(text("The reviewer's outcomes were saved.")), "saved")
    return redirect(url_for("office.list_reviewers", qualification=edition.code))


def _chosen(work: Work) -> Edition | None:
    """The newest edition of the qualification that the address names, by default of the first."""
    editions, code = list_editions(work), request.args.get("qualification")
    return next((each for each in editions if code in (None, each.code)), None)
