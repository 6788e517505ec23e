"""Calibration before a day: vignettes to rate, one's own levels beside the panel's, and the chair's overview."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response as FileResponse
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.calibration import FEWEST_OTHERS, Levels, find_missing
from exam_server.core.rating import LEVELS
from exam_server.core.text import text
from exam_server.services import calibration
from exam_server.web.access import allow
from exam_server.web.assessor.moderation import NO_OPPORTUNITY, REASONS
from exam_server.web.assessor.views import assessor
from exam_server.web.language import speak
from exam_server.web.typed import number_or
from exam_server.web.work import open_work

CHOICES: tuple[int | None, ...] = (0, 1, 2, 3, None)
FIELD = "level-"


@assessor.get("/calibration")
@allow("encounter.rate")
def list_vignettes() -> str:
    with open_work() as work:
        exams = calibration.list_vignettes(work)
    return render_template("assessor/calibration.html", exams=exams)


@assessor.get("/exams/<uuid:exam_id>/calibration")
@allow("encounter.rate")
def show_calibration(exam_id: UUID) -> str:
    """Who has calibrated, by name, and how far the levels spread, without names."""
    with open_work() as work:
        overview = calibration.show_overview(work, exam_id)
    return render_template(
        "assessor/calibration_overview.html", exam_id=exam_id, overview=overview, choices=CHOICES, reasons=REASONS
    )


@assessor.route("/exams/<uuid:exam_id>/calibration/<uuid:revision_id>/<vignette>", methods=["GET", "POST"])
@allow("encounter.rate")
def rate_vignette(exam_id: UUID, revision_id: UUID, vignette: str) -> Response | str | tuple[str, int]:
    """The vignette to rate; then, once and for good, one's levels beside the panel's."""
    given = _levels(request.form) if request.method == "POST" else {}
    with open_work() as work:
        page = calibration.show_vignette(work, exam_id, revision_id, vignette)
    missing = find_missing(page.task.criteria, given) if request.method == "POST" else ()
    if request.method == "POST" and not missing:
        with open_work() as work:
            calibration.give_levels(work, exam_id, revision_id, vignette, given)
        return redirect(url_for("assessor.rate_vignette", exam_id=exam_id, revision_id=revision_id, vignette=vignette))
    shown = render_template(
        "assessor/vignette.html",
        page=page,
        given={code: NO_OPPORTUNITY if level is None else level for code, level in given.items()},
        missing=[(f"level-{code}", _say_missing(code)) for code in missing],
        choices=CHOICES,
        fewest_others=FEWEST_OTHERS,
        viewer=str(g.actor.account_id),
        captions=url_for("assessor.send_captions", exam_id=exam_id, revision_id=revision_id, vignette=vignette),
    )
    return (shown, 422) if missing else shown


@assessor.get("/exams/<uuid:exam_id>/calibration/<uuid:revision_id>/<vignette>/captions.vtt")
@allow("encounter.rate")
def send_captions(exam_id: UUID, revision_id: UUID, vignette: str) -> Response:
    """What the vignette's clip says, line by line with its times."""
    with open_work() as work:
        words = calibration.get_captions(work, exam_id, revision_id, vignette)
    return FileResponse(words, mimetype="text/vtt")


def _levels(form: Mapping[str, str]) -> Levels:
    """Criterion → the level chosen; -1 stands for nonsense, which the use case refuses."""
    chosen = {name.removeprefix(FIELD): value for name, value in form.items() if name.startswith(FIELD)}
    return {
        code: None if value == NO_OPPORTUNITY else number_or(value, LEVELS[0], LEVELS[-1], otherwise=-1)
        for code, value in chosen.items()
    }


def _say_missing(code: str) -> str:
    return speak(text("{criterion}: choose a level, or “no opportunity”.", criterion=code))
