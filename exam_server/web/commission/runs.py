"""The chair's room during simulations: who is there, what is sealed and missing, the clock; and a run's protocol."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.encounter_timeline import EVENT_WORDS
from exam_server.core.problems import Refused
from exam_server.core.simulation.fidelity import CUE_WORDS, FACT_WORDS, LATE_SECONDS, PHASE_WORDS
from exam_server.core.simulation.pausing import LONGEST_WORDS, PAUSE_WORDS
from exam_server.core.text import Text, text
from exam_server.services import fidelity, halting, run_board, run_protocol
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.commission.views import commission
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.language import speak
from exam_server.web.traces import shows_nobody
from exam_server.web.work import open_work

STATES: Mapping[str, tuple[str, Text]] = {
    "planned": ("neutral", text("not started")),
    "briefing": ("info", text("candidate is preparing")),
    "running": ("waiting", text("running")),
    "ended": ("info", text("ended, to be rated")),
    "agreed": ("saved", text("agreed")),
}
ROLE_WORDS: Mapping[str, Text] = {
    "role_player": text("Role-player"),
    "prompter": text("Prompter"),
    "assessor": text("Assessor"),
    "chair": text("Chair"),
}


@commission.get("/runs")
@allow("encounter.lead")
def list_runs() -> str:
    """The exams with simulations that the actor leads."""
    with open_work() as work:
        exams = run_board.list_led_runs(work)
    return render_template("commission/runs.html", exams=exams)


@commission.get("/exams/<uuid:exam_id>/runs")
@allow("encounter.lead")
def show_runs(exam_id: UUID) -> str:
    return render_template("commission/run_board.html", **_board(exam_id))


@commission.get("/exams/<uuid:exam_id>/runs/now")
@allow("encounter.lead")
@shows_nobody("the page that it keeps up to date left its trace")
def refresh_runs(exam_id: UUID) -> str:
    """The board of this moment as a piece of the page."""
    return render_template("commission/_run_board.html", **_board(exam_id))


@commission.route("/encounters/<uuid:encounter_id>/pause", methods=["GET", "POST"])
@allow("encounter.lead")
@shows_nobody("the reasons for a pause")
def stop_clock(encounter_id: UUID) -> Response | str | tuple[str, int]:
    """Why it's to stand, then that it stands; of a run that stands already, the reason."""
    code, words = request.form.get("code", ""), request.form.get("words", "").strip()
    if request.method == "POST":
        try:
            with open_work() as work:
                halting.stop_clock(work, encounter_id, code, words)
        except Refused as refused:
            flash_refusal(refused)
            return _pause_page(encounter_id, code, words), 422
        flash_done(text("The time stands for everybody."))
        return _back(encounter_id)
    return _pause_page(encounter_id, code, words)


@commission.post("/encounters/<uuid:encounter_id>/resume")
@allow("encounter.lead")
def let_go_on(encounter_id: UUID) -> Response:
    with acting(text("The encounter goes on.")) as work:
        halting.let_go_on(work, encounter_id, request.form.get("words", "").strip())
    return _back(encounter_id)


@commission.get("/encounters/<uuid:encounter_id>/run")
@allow("case.protocol")
def show_run(encounter_id: UUID) -> str:
    """The protocol of the run."""
    with open_work() as work:
        run = run_protocol.show_run(work, encounter_id)
    return render_template(
        "commission/run_protocol.html",
        run=run,
        event_words=EVENT_WORDS,
        pause_words=PAUSE_WORDS,
        role_words=ROLE_WORDS,
    )


@commission.get("/encounters/<uuid:encounter_id>/run/report")
@allow("case.protocol")
def show_run_report(encounter_id: UUID) -> str:
    """The same run beside its script: cues due and played, facts offered and given, phases held, departures."""
    with open_work() as work:
        run_protocol.require_open(work, encounter_id)
        found = fidelity.report_run(work, encounter_id)
    return render_template(
        "commission/run_report.html",
        encounter_id=encounter_id,
        found=found,
        fact_words=FACT_WORDS,
        cue_words=CUE_WORDS,
        phase_words=PHASE_WORDS,
        late=LATE_SECONDS,
    )


def _board(exam_id: UUID) -> dict[str, Any]:
    with open_work() as work:
        board = run_board.show_board(work, exam_id)
    return {"board": board, "states": STATES, "role_words": ROLE_WORDS, "pause_words": PAUSE_WORDS}


def _pause_page(encounter_id: UUID, code: str, words: str) -> str:
    with open_work() as work:
        exam_id = halting.get_led(work, encounter_id)
    options = [(each, speak(said)) for each, said in PAUSE_WORDS.items()]
    return render_template(
        "commission/run_pause.html",
        encounter_id=encounter_id,
        exam_id=exam_id,
        options=options,
        code=code,
        words=words,
        longest=LONGEST_WORDS,
    )


def _back(encounter_id: UUID) -> Response:
    with open_work() as work:
        exam_id = halting.get_led(work, encounter_id)
    return redirect(url_for("commission.show_runs", exam_id=exam_id, _anchor=f"run-{encounter_id}"))
