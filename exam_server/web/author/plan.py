"""The plan editor: how each criterion is shown, and in words what keeps the plan from being used (S1, P1, P9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.plan import METHODS, SUITED, Plan, PlanLine, check_plan, propose_plan
from exam_server.core.plan_editing import changed_lines
from exam_server.core.problems import Problem, Refused
from exam_server.core.qualification import Criterion, Method, Qualification
from exam_server.core.risk import USUAL
from exam_server.core.text import text
from exam_server.core.verbs import manner_of
from exam_server.services import qualification as service
from exam_server.services.plan_risks import compare_risks
from exam_server.services.qualification import CurrentPlan, Edition
from exam_server.web.access import allow
from exam_server.web.author.plan_form import Fault, Row, read_plan, read_rows, show_row
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@dataclass(frozen=True)
class Advice:
    """P1 for one criterion: the methods that its verb proposes, and those that suit it at all."""

    proposed: tuple[Method, ...]
    suited: tuple[Method, ...]


@author.get("/plan")
@allow("plan.read")
def choose_plan() -> Response:
    with open_work() as work:
        edition = get_chosen(work)
    return redirect(url_for("author.edit_plan", edition_id=edition.id, qualification=edition.code))


@author.get("/plan/<uuid:edition_id>")
@allow("plan.read")
def edit_plan(edition_id: UUID) -> str:
    edition, current = _current(edition_id)
    rows = [show_row(current.content.line(code) or PlanLine(code)) for code in edition.content.codes()]
    return _page(edition, current, rows, current.problems)


@author.post("/plan/<uuid:edition_id>")
@allow("plan.write")
def save_plan(edition_id: UUID) -> Response | tuple[str, int]:
    """The next revision. Where somebody saved meanwhile, nothing is lost: the page comes back as it was typed."""
    edition, current = _current(edition_id)
    rows = read_rows(request.form, edition.content)
    plan, faults = read_plan(rows, current.content)
    problems = check_plan(plan, edition.content)
    if faults:
        return _page(edition, current, rows, problems, faults=faults), 422
    if plan == current.content:
        flash(speak(text("Nothing has changed since revision {number}.", number=current.number)), "info")
        return redirect(url_for("author.edit_plan", edition_id=edition_id, qualification=edition.code))
    based_on = request.form.get("based_on", type=whole_number, default=0)
    try:
        with open_work() as work:
            service.save_plan(work, edition_id, plan, based_on=based_on)
    except Refused:
        return _page(edition, current, rows, problems, overtaken=changed_lines(plan, current.content)), 409
    flash(speak(text("The plan was saved as revision {number}.", number=based_on + 1)), "saved")
    return redirect(url_for("author.edit_plan", edition_id=edition_id, qualification=edition.code))


@author.post("/plan/<uuid:edition_id>/summary")
@allow("plan.write")
def check_typed_plan(edition_id: UUID) -> str:
    """What the plan would be worth as it's typed now; nothing is saved."""
    edition, current = _current(edition_id)
    rows = read_rows(request.form, edition.content)
    plan, faults = read_plan(rows, current.content)
    with open_work() as work:
        changed = compare_risks(work, edition, current.content, plan, USUAL) if plan != current.content else ()
    verdict = _verdict(check_plan(plan, edition.content), faults)
    return render_template("author/_plan_summary.html", changed_risks=changed, **verdict)


def _current(edition_id: UUID) -> tuple[Edition, CurrentPlan]:
    with open_work() as work:
        return service.get_edition(work, edition_id), service.get_plan(work, edition_id)


def _page(
    edition: Edition,
    current: CurrentPlan,
    rows: Sequence[Row],
    problems: Sequence[Problem],
    *,
    faults: Sequence[Fault] = (),
    overtaken: Sequence[str] | None = None,
) -> str:
    return render_template(
        "author/plan.html",
        edition=edition,
        content=edition.content,
        number=current.number,
        rows={row.criterion: row for row in rows},
        allowed=edition.content.methods or METHODS,
        advice=_advice(edition.content),
        overtaken=overtaken,
        errors=[(field, speak(message)) for field, message in faults],
        **_verdict(problems, faults),
    )


def _verdict(problems: Sequence[Problem], faults: Sequence[Fault]) -> dict[str, Sequence[object]]:
    """What blocks use, and what is only doubtful, each with its place and its rule."""
    return {
        "faults": faults,
        "blocking": [each for each in problems if each.severity == "error"],
        "doubts": [each for each in problems if each.severity == "warning"],
    }


def _advice(qualification: Qualification) -> dict[str, Advice]:
    proposed = propose_plan(qualification)
    return {each.code: _advice_on(each, proposed) for each in qualification.criteria()}


def _advice_on(criterion: Criterion, proposed: Plan) -> Advice:
    line = proposed.line(criterion.code)
    return Advice(line.methods if line else (), SUITED[manner_of(criterion.text)])
