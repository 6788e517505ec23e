"""Random samples for who checks from outside: on the page, and as a file that says how it was drawn (L18)."""

from flask import render_template, request
from werkzeug.wrappers import Response

from exam_server.core.case_words import VERDICT_WORDS
from exam_server.core.problems import Refused
from exam_server.core.register import STANDING_WORDS
from exam_server.services.sampling import KINDS, STRATA, Sample, sample, write_sample
from exam_server.web.access import allow
from exam_server.web.auditor.views import auditor
from exam_server.web.flashes import refusal_words
from exam_server.web.language import speak
from exam_server.web.printing import send_file
from exam_server.web.typed import number_or
from exam_server.web.work import open_work


@auditor.get("/sample")
@allow("dossier.read")
def draw_sample() -> str:
    """`?kind=`, `?by=`, `?seed=` and `?count=`; without a seed there's only the form."""
    found, refusal = None, ""
    if "seed" in request.args:
        try:
            found = _draw()
        except Refused as refused:
            refusal = refusal_words(refused)
    return render_template(
        "auditor/sample.html",
        found=found,
        refusal=refusal,
        given=request.args,
        verdict_words=VERDICT_WORDS,
        standing_words=STANDING_WORDS,
        kinds=[(name, speak(words)) for name, words in KINDS.items()],
        strata=[(name, speak(words)) for name, words in STRATA.items()],
    )


@auditor.get("/sample.csv")
@allow("dossier.read")
def send_sample() -> Response | tuple[str, int]:
    try:
        found = _draw()
    except Refused as refused:
        return refusal_words(refused), 422
    return send_file(write_sample(found), "text/csv; charset=utf-8", f"sample-{found.kind}.csv")


def _draw() -> Sample:
    given = request.args
    with open_work() as work:
        return sample(
            work,
            given.get("kind", ""),
            given.get("by", "none"),
            given.get("seed", ""),
            number_or(given.get("count", ""), 0, 99_999, otherwise=0),
        )
