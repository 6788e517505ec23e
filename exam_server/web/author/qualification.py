"""The register form: what was adopted of it, and the two steps of adopting another one."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services.qualification import CurrentPlan, Edition, get_plan, list_editions
from exam_server.services.reading_forms import adopt_form as adopt
from exam_server.services.reading_forms import read_form as read
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, newest_editions
from exam_server.web.language import speak
from exam_server.web.work import open_work

NOT_CHOSEN = text("Choose a file, or paste the form's text.")


@author.get("/qualification")
@allow("plan.read")
def show_qualification() -> str:
    """The newest edition as its form words it, its rules, and the place for uploading a form."""
    return _page()


def _page(refusal: str = "", pasted: str = "") -> str:
    with open_work() as work:
        chosen = find_chosen(work)
        editions = newest_editions(work)
        earlier = [each for each in list_editions(work) if chosen and each.code == chosen.code]
        plan = get_plan(work, chosen.id) if chosen else None
    return render_template(
        "author/qualification.html",
        edition=chosen,
        content=chosen.content if chosen else None,
        editions=editions,
        earlier=earlier,
        plan=plan,
        coverage=_planned(chosen, plan),
        refusal=refusal,
        pasted=pasted,
    )


def _planned(edition: Edition | None, plan: CurrentPlan | None) -> dict[str, tuple[str, ...]]:
    """The methods of each criterion, the main one first."""
    if edition is None or plan is None:
        return {}
    return {line.criterion: line.methods for line in plan.content.lines}


@author.post("/qualification/read")
@allow("plan.write")
def read_form() -> tuple[str, int]:
    """The first step: a report of what the form says. Nothing is written."""
    file, pasted = request.files.get("form"), request.form.get("pasted", "")
    content = file.read() if file and file.filename else pasted.encode()
    if not content.strip():
        return _page(refusal=speak(NOT_CHOSEN), pasted=pasted), 422
    name = file.filename if file and file.filename else ""
    with open_work() as work:
        report = read(work, content, name)
    return render_template("author/form_report.html", report=report, content=report.qualification), (
        200 if report.is_adoptable else 422
    )


@author.post("/qualification/adopt")
@allow("plan.write")
def adopt_form() -> Response:
    """The second step: what the report showed becomes the next edition, with a plan."""
    code = request.form.get("code", "").strip()
    with open_work() as work:
        edition_id = adopt(work, code, request.form.get("source", "").replace("\r\n", "\n"))
    flash(speak(text("The form was adopted. Now look at the plan that was proposed for it.")), "saved")
    return redirect(url_for("author.edit_plan", edition_id=edition_id, qualification=code))
