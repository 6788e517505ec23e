"""How far assessors agree and how severe each is, for who watches over the quality of ratings; a page and a file."""

from flask import render_template, request
from werkzeug.wrappers import Response

from exam_server.core.agreement import DRAWS, FEWEST, FIGURES, LEFT_OUT, OF_PAIR, OF_PART, Report
from exam_server.services.agreement import Found, Span, find_rated
from exam_server.services.agreement_apart import report_apart
from exam_server.services.agreement_files import write_report
from exam_server.web import agreement as words
from exam_server.web.access import allow
from exam_server.web.commission.views import commission
from exam_server.web.language import speak
from exam_server.web.printing import send_file
from exam_server.web.work import open_work


@commission.get("/agreement")
@allow("agreement.read")
def show_agreement() -> str:
    """By `?exam=`, `?scenario=`, `?criterion=`, `?since=` and `?until=`; of everything that the viewer may see else."""
    span = words.read_span(request.args)
    found, report = _reckon(span)
    named = list(zip(words.columns(FIGURES), FIGURES, strict=True))
    return render_template(
        "commission/agreement.html",
        span=span,
        found=found,
        report=report,
        titles=dict(found.choices.scenarios),
        words=words,
        figures=FIGURES,
        of_part=OF_PART,
        of_pair=OF_PAIR,
        left_out=LEFT_OUT,
        fewest=FEWEST,
        draws=DRAWS,
        whole_drawn=words.draw_figures([(*each, report.results[each[1]]) for each in named]),
        criteria_drawn=words.draw_figures([(each.name, "alpha", each.results["alpha"]) for each in report.criteria]),
        severity_drawn=words.draw_gaps([(found.names[each.name], each.severity) for each in report.raters]),
        day_drawn=words.draw_days([(found.names[each.name], each.places) for each in report.raters]),
    )


@commission.get("/agreement.csv")
@allow("agreement.read")
def export_agreement() -> Response:
    found, report = _reckon(words.read_span(request.args))
    return send_file(write_report(report, found.names, speak), "text/csv; charset=utf-8", "agreement.csv")


def _reckon(span: Span) -> tuple[Found, Report]:
    """The process that reckons is waited for without an open transaction."""
    with open_work() as work:
        found = find_rated(work, span)
    return found, report_apart(found.rated)
