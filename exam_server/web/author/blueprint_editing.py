"""The blueprint editor: criteria by items asked, weighed as it's typed; its history, differences and file."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.blueprint_editing import ask_as_planned, compare_blueprints, is_limiting, rows_of
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.blueprint_yaml import write_blueprint as write_file
from exam_server.services import blueprint_editing as service
from exam_server.services.blueprint_editing import BlueprintRevision
from exam_server.services.qualification import Edition, get_plan
from exam_server.web.access import allow
from exam_server.web.author.blueprint_form import Fault, Typed, read_blueprint, read_typed, show_typed
from exam_server.web.author.blueprints import describe
from exam_server.web.author.risk_words import read_standard
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

BLANK = Blueprint("", "", 60, 30)


@author.get("/blueprints/<code>/edit")
@allow("bank.write")
def edit_blueprint(code: str) -> str:
    edition, current = _current(code)
    rows = rows_of(current.blueprint, edition.content)
    return _page(edition, current.number, show_typed(current.blueprint, rows), current.blueprint, rows)


@author.get("/new-blueprint")
@allow("bank.write")
def write_blueprint() -> str:
    with open_work() as work:
        edition = get_chosen(work)
    rows = rows_of(BLANK, edition.content)
    return _page(edition, 0, show_typed(BLANK, rows), BLANK, rows)


@author.post("/blueprints/<code>/edit")
@allow("bank.write")
def save_blueprint(code: str) -> Response | tuple[str, int] | str:
    edition, current = _current(code)
    return _take(edition, current.blueprint, current.number)


@author.post("/new-blueprint")
@allow("bank.write")
def save_new_blueprint() -> Response | tuple[str, int] | str:
    with open_work() as work:
        edition = get_chosen(work)
    return _take(edition, BLANK, 0)


@author.post("/check-blueprint")
@allow("bank.write")
def check_typed_blueprint() -> str:
    """What the blueprint would be worth as it's typed now; nothing is saved."""
    code = request.args.get("code", "")
    with open_work() as work:
        edition = get_chosen(work)
        before = service.list_blueprint_revisions(work, edition.code, code)[0].blueprint if code else BLANK
    rows = rows_of(before, edition.content)
    typed = read_typed(request.form, rows)
    made, faults = read_blueprint(typed, rows, before)
    return render_template("author/_blueprint_verdict.html", faults=faults, **_weighed(edition, made))


@author.get("/blueprints/<code>/revisions")
@allow("bank.read")
def list_blueprint_revisions(code: str) -> str:
    """Every revision, and what changed between two of them: by default in the newest."""
    with open_work() as work:
        edition = get_chosen(work)
        revisions = service.list_blueprint_revisions(work, edition.code, code)
    newest = revisions[0].number
    after = _revision(revisions, request.args.get("after", type=whole_number, default=newest))
    before = _revision(revisions, request.args.get("before", type=whole_number, default=max(1, after.number - 1)))
    difference = compare_blueprints(before.blueprint, after.blueprint)
    return render_template(
        "author/blueprint_history.html",
        edition=edition,
        code=code,
        revisions=revisions,
        before=before,
        after=after,
        difference=difference,
        asks={change.cell.id: describe(change.cell) for change in difference.cells},
    )


@author.get("/blueprints/<code>/file")
@allow("bank.read")
def export_blueprint(code: str) -> FileResponse:
    """The current revision as YAML, as `bank load` reads it."""
    _, current = _current(code)
    headers = {"Content-Disposition": f'attachment; filename="{current.blueprint.id}.yaml"'}
    return FileResponse(write_file(current.blueprint), mimetype="application/yaml", headers=headers)


def _current(code: str) -> tuple[Edition, BlueprintRevision]:
    with open_work() as work:
        edition = get_chosen(work)
        return edition, service.list_blueprint_revisions(work, edition.code, code)[0]


def _revision(revisions: Sequence[BlueprintRevision], number: int) -> BlueprintRevision:
    found = next((each for each in revisions if each.number == number), None)
    if found is None:
        raise NotFound(str(number))
    return found


def _take(edition: Edition, before: Blueprint, number: int) -> Response | tuple[str, int] | str:
    """Save what was typed, or fill in what the plan asks; whatever stands against it, the page keeps what was typed."""
    rows = rows_of(before, edition.content)
    typed = read_typed(request.form, rows)
    based_on = request.form.get("based_on", type=whole_number, default=0)
    if request.form.get("act") == "plan":
        return _page(edition, based_on, _planned(edition, typed, rows), before, rows)
    made, faults = read_blueprint(typed, rows, before)
    if faults:
        return _page(edition, based_on, typed, before, rows, faults=faults), 422
    try:
        with open_work() as work:
            saved = service.save_blueprint(work, edition.code, made, based_on)
    except Refused as refusal:
        difference = compare_blueprints(made, before) if number else None
        return _page(edition, number, typed, before, rows, refusal=refusal, difference=difference), 409
    same = saved == based_on
    outcome = (
        text("Nothing has changed since revision {number}.", number=saved)
        if same
        else text("The blueprint was saved as revision {number}.", number=saved)
    )
    flash(speak(outcome), "info" if same else "saved")
    return redirect(url_for("author.show_blueprint", code=made.id, qualification=edition.code))


def _planned(edition: Edition, typed: Typed, rows: Sequence[Cell]) -> Typed:
    """The fields with as many items of each criterion as the plan's rule wants, and their sum as the total."""
    with open_work() as work:
        plan = get_plan(work, edition.id).content
    filled = [cell for cell in ask_as_planned(rows, plan) if cell.criterion and not (cell.level or cell.kind)]
    shown = show_typed(BLANK, filled).quotas
    return replace(typed, quotas=typed.quotas | shown, total=str(sum(cell.minimum for cell in filled)))


def _page(
    edition: Edition,
    based_on: int,
    typed: Typed,
    before: Blueprint,
    rows: Sequence[Cell],
    *,
    faults: Sequence[Fault] = (),
    **shown: object,
) -> str:
    made, found = read_blueprint(typed, rows, before)
    row_of = {_key(cell): cell.id for cell in reversed(rows) if _key(cell)}
    return render_template(
        "author/blueprint_edit.html",
        edition=edition,
        content=edition.content,
        code=before.id,
        based_on=based_on,
        typed=typed,
        row_of=row_of,
        others=[cell for cell in rows if cell.id not in row_of.values()],
        asks={cell.id: describe(cell) for cell in rows},
        errors=[(name, speak(message)) for name, message in faults],
        faults=found,
        **_weighed(edition, made),
        **shown,
    )


def _key(cell: Cell) -> str | None:
    """What a plain row is about: a set's number, the code of an outcome or criterion, a level or a kind; else None."""
    named = [each for each in (cell.set, cell.outcome, cell.criterion, cell.level, cell.kind) if each is not None]
    return str(named[0]) if len(named) == 1 else None


def _weighed(edition: Edition, blueprint: Blueprint) -> dict[str, object]:
    standard = read_standard(request.values)
    with open_work() as work:
        weighed = service.check_blueprint(work, edition, blueprint, standard)
    return {
        "blueprint": blueprint,
        "weighed": weighed,
        "stocks": {each.cell.id: each for each in weighed.rows},
        "names": {cell.id: describe(cell) for cell in blueprint.cells if is_limiting(cell)},
        "risks": weighed.risks.risks,
        "remedies": weighed.risks.remedies,
    }
