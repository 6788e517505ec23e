"""Items from other systems in two steps: a file is read and reported on, and what its author confirms is filed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast, get_args
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.exchange import IMPORTED
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.services.bringing import (
    Choice,
    Line,
    compare_intake,
    file_drafts,
    in_portions,
    items_to_file,
    taken_ids,
)
from exam_server.services.bringing_blueprints import compare_blueprints, file_blueprints, under_free_names
from exam_server.services.import_desk import drop_kept, get_kept, keep_intake, list_kept
from exam_server.services.reading_apart import read_apart
from exam_server.web.access import allow
from exam_server.web.author.blueprints import describe
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.words import FORMATS
from exam_server.web.language import speak
from exam_server.web.work import open_work

SHOWN = 500
"""Lines of one table of a report; a longer import is summed up."""
CHOICE = "choice-"


@author.get("/import")
@allow("bank.write")
def choose_import() -> str:
    return _page()


@author.post("/import")
@allow("bank.write")
def read_import() -> Response | tuple[str, int]:
    """The first step: what the file holds is kept as a report. Nothing is filed."""
    file, format_name = request.files.get("file"), request.form.get("format", "auto")
    content = file.read() if file and file.filename else b""
    name = (file.filename if file else "") or ""
    with open_work() as work:
        edition = get_chosen(work)
    if not content or format_name not in ("auto", *IMPORTED):
        return _page([Problem(text("Choose a file."))]), 422
    intake = read_apart(content, name[-120:], format_name)
    if not intake.is_readable:
        return _page([each for each in intake.problems if each.severity == "error"]), 422
    with open_work() as work:
        import_id = keep_intake(work, edition.code, name, intake)
    return redirect(url_for("author.show_import", import_id=import_id, qualification=edition.code))


def _page(errors: Sequence[Problem] = ()) -> str:
    with open_work() as work:
        edition = find_chosen(work)
        waiting = list_kept(work)
    return render_template("author/import.html", edition=edition, waiting=waiting, formats=FORMATS, errors=errors)


@author.get("/import/<uuid:import_id>")
@allow("bank.write")
def show_import(import_id: UUID) -> str:
    with open_work() as work:
        kept = get_kept(work, import_id)
        lines = compare_intake(work, kept.line.qualification, kept.intake)
        blueprints = compare_blueprints(work, kept.line.qualification, kept.intake)
    return render_template(
        "author/import_report.html",
        kept=kept.line,
        intake=kept.intake,
        blueprints=blueprints,
        describe=describe,
        **_report(lines),
    )


def _report(lines: Sequence[Line]) -> dict[str, Any]:
    by = {name: [line for line in lines if line.brought.outcome == name] for name in ("taken", "changed", "refused")}
    counts = Counter(speak(change) for line in by["changed"] for change in line.brought.changes)
    usable = [*by["taken"], *by["changed"]]
    return {
        "by": {name: found[:SHOWN] for name, found in by.items()},
        "counts": {name: len(found) for name, found in by.items()},
        "summed": counts.most_common(20),
        "clashes": [line for line in usable if line.clash == "other"][:SHOWN],
        "same": sum(line.clash == "same" for line in usable),
        "fileable": sum(line.clash != "same" for line in usable),
        "choices": [(each, speak(words)) for each, words in CHOICES.items()],
        "shown": SHOWN,
    }


CHOICES: dict[Choice, Text] = {
    "leave": text("leave the bank's item as it is"),
    "revision": text("file as its next revision"),
    "new_id": text("file as another item with an id of its own"),
}


@author.post("/import/<uuid:import_id>")
@allow("bank.write")
def confirm_import(import_id: UUID) -> Response:
    """The second step: drafts of all that was taken; those with other content as their author chose."""
    with open_work() as work:
        kept = get_kept(work, import_id)
        code = kept.line.qualification
        lines = compare_intake(work, code, kept.intake)
        items = items_to_file(lines, _choices(), taken_ids(work, code))
        wanted = [
            each
            for each in compare_blueprints(work, code, kept.intake)
            if each.blueprint.id in request.form.getlist("blueprint")
        ]
    for portion in in_portions(items):
        with open_work() as work:
            file_drafts(work, code, kept.intake, portion)
    with open_work() as work:
        blueprints = under_free_names(work, code, wanted)
        file_blueprints(work, code, blueprints)
        drop_kept(work, import_id)
    flash(speak(text("Items filed: {count}.", count=len(items))), "saved")
    if blueprints:
        names = ", ".join(each.id for each in blueprints)
        flash(speak(text("Blueprints filed: {names}.", names=names)), "saved")
    return redirect(url_for("author.list_items", qualification=code, status="draft"))


def _choices() -> dict[str, Choice]:
    given = {name.removeprefix(CHOICE): value for name, value in request.form.items() if name.startswith(CHOICE)}
    return {name: cast(Choice, value) for name, value in given.items() if value in get_args(Choice)}


@author.post("/import/<uuid:import_id>/drop")
@allow("bank.write")
def drop_import(import_id: UUID) -> Response:
    with open_work() as work:
        drop_kept(work, import_id)
    flash(speak(text("The import was dropped; nothing was filed.")), "saved")
    return redirect(url_for("author.choose_import", qualification=request.args.get("qualification")))
