"""Reports on a scenario's runs: how faithful each was, and whether the variants are equally hard."""

from uuid import UUID

from flask import render_template

from exam_server.core.psychometrics.estimates import Estimate, Result
from exam_server.core.simulation.fidelity import CUE_WORDS, FACT_WORDS, LATE_SECONDS, PHASE_WORDS
from exam_server.core.simulation.hardness import ENOUGH_RUNS, STANDING_WORDS
from exam_server.services import fidelity
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.work import open_work


@author.get("/scenarios/<code>/fidelity")
@allow("run.report")
def show_fidelity(code: str) -> str:
    """Every ended run in a line, and the variants criterion by criterion."""
    with open_work() as work:
        edition = get_chosen(work)
        found = fidelity.show_fidelity(work, edition.code, code)
    return render_template(
        "author/fidelity.html",
        edition=edition,
        code=code,
        found=found,
        standing_words=STANDING_WORDS,
        enough=ENOUGH_RUNS,
        is_known=is_known,
        criteria={each.code: each.text for each in edition.content.criteria()},
    )


@author.get("/scenarios/<code>/fidelity/<uuid:encounter_id>")
@allow("run.report")
def show_run_fidelity(code: str, encounter_id: UUID) -> str:
    """One run on a line of time: phases held, cues due and played, facts offered and given, departures."""
    with open_work() as work:
        edition = get_chosen(work)
        found = fidelity.show_run(work, edition.code, code, encounter_id)
    return render_template(
        "author/run_fidelity.html",
        edition=edition,
        code=code,
        found=found,
        fact_words=FACT_WORDS,
        cue_words=CUE_WORDS,
        phase_words=PHASE_WORDS,
        late=LATE_SECONDS,
    )


def is_known(result: Result) -> bool:
    """Whether there were enough runs for an estimate."""
    return isinstance(result, Estimate)
