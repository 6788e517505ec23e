"""Monitoring, quarterly reports and internal evaluations in the office's room (L14, L15, L16)."""

from datetime import date, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.notice_words import STATE_WORDS as NOTICE_STATES
from exam_server.core.problems import NotFound, Refused
from exam_server.core.reports import FIGURE_WORDS, PART_WORDS, PARTS, QUARTER_COLUMNS, Part, Quarter
from exam_server.core.text import text
from exam_server.services.evaluating import (
    Gathered,
    Subject,
    close_evaluation,
    describe,
    gather_evaluation,
    list_evaluations,
    reckon_agreement,
)
from exam_server.services.legal_day import legal_day
from exam_server.services.monitoring import show_board
from exam_server.services.papers.reports import print_evaluation, print_quarter, write_quarter
from exam_server.services.quarterly import gather_quarter, list_quarters, send_quarter
from exam_server.services.reports import get_record
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.agreement import FIGURE_WORDS as AGREEMENT_WORDS
from exam_server.web.flashes import flash_done, flash_refusal, refusal_words
from exam_server.web.language import speak
from exam_server.web.office.fees import read_day
from exam_server.web.office.views import may_plan, office
from exam_server.web.printing import current_reader, send_file, send_pdf
from exam_server.web.statistics import decimal
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work

YEARS = timedelta(days=3 * 365)


@office.get("/quality")
@allow("member.read")
def show_quality() -> str:
    """What is due, what waits, and what the last year came to."""
    with open_work() as work:
        board = show_board(work)
    return render_template(
        "office/quality.html", board=board, figure_words=FIGURE_WORDS, notice_states=NOTICE_STATES, writes=may_plan()
    )


@office.get("/quality/quarters/<int:year>/<int:number>")
@allow("member.read")
def show_quarter(year: int, number: int) -> str:
    quarter = _quarter(year, number)
    with open_work() as work:
        state = next((each for each in list_quarters(work) if each.quarter == quarter), None)
        record = gather_quarter(work, quarter)
    return render_template(
        "office/quarter.html",
        quarter=quarter,
        state=state,
        record=record,
        columns=QUARTER_COLUMNS,
        writes=may_plan(),
    )


@office.post("/quality/quarters/<int:year>/<int:number>")
@allow("member.write")
@asks_proof
def send_quarterly_report(year: int, number: int) -> Response:
    quarter = _quarter(year, number)
    with acting(text("The report is kept as it was sent; download it and send it to the register.")) as work:
        send_quarter(work, quarter, request.form.get("reason", ""))
    return redirect(url_for("office.show_quarter", year=year, number=number))


@office.get("/quality/reports/<uuid:report_id>.<kind>")
@allow("member.read")
def download_quarterly_report(report_id: UUID, kind: str) -> Response:
    """As `pdf` or `csv`, of what was kept."""
    with open_work() as work:
        kept = get_record(work, report_id, "quarterly")
    name = f"raport-{kept[0]['year']}-{kept[0]['quarter']}"
    if kind == "csv":
        return send_file(write_quarter(kept[0], speak), "text/csv; charset=utf-8", f"{name}.csv")
    if kind != "pdf":
        abort(404)
    return send_pdf(print_quarter(kept, current_reader()), name)


@office.get("/quality/evaluations/<qualification>")
@allow("member.read")
def show_evaluation(qualification: str) -> str:
    """The figures of `?since=` and `?until=`, by default of the last three years until yesterday."""
    with open_work() as work:
        yesterday = legal_day(work) - timedelta(days=1)
    until = read_day(request.args.get("until", "")) or yesterday
    since = read_day(request.args.get("since", "")) or until - YEARS + timedelta(days=2)
    try:
        gathered = _gather(Subject(qualification, since, until))
        return _render(gathered, describe(gathered, reckon_agreement(gathered)), {})
    except Refused as refused:
        flash_refusal(refused)
        return show_quality()


@office.post("/quality/evaluations/<qualification>")
@allow("member.write")
@asks_proof
def close_internal_evaluation(qualification: str) -> Response | tuple[str, int]:
    """What was typed stays on the page where the report wasn't closed."""
    words: dict[Part, str] = {part: request.form.get(part, "") for part in PARTS}
    since, until = (read_day(request.form.get(name, "")) or date.max for name in ("since", "until"))
    gathered = _gather(Subject(qualification, since, until))
    agreement = reckon_agreement(gathered)
    try:
        with open_work() as work:
            close_evaluation(work, gathered, agreement, words)
    except Refused as refused:
        return _render(gathered, describe(gathered, agreement), words, refused), 422
    flash_done(
        text("The evaluation is closed: pass it on to the body of external quality assurance and to the register.")
    )
    return redirect(url_for("office.show_quality"))


@office.get("/quality/evaluations/<uuid:report_id>/report.pdf")
@allow("member.read")
def download_evaluation(report_id: UUID) -> Response:
    with open_work() as work:
        kept = get_record(work, report_id, "evaluation")
    name = f"ewaluacja-{kept[0]['since']}-{kept[0]['until']}"
    return send_pdf(print_evaluation(kept, current_reader(), AGREEMENT_WORDS), name)


def _quarter(year: int, number: int) -> Quarter:
    if not (2016 <= year <= 9000 and 1 <= number <= 4):
        raise NotFound(f"{year}/{number}")
    return Quarter(year, number)


def _gather(subject: Subject) -> Gathered:
    with open_work() as work:
        if subject.until >= legal_day(work) or subject.since > subject.until:
            raise Refused(
                text("The figures weren't reckoned."),
                text("It must be about days that are past."),
                text("Correct the days."),
                rule="L16",
            )
        return gather_evaluation(work, subject)


def _render(
    gathered: Gathered, record: dict[str, object], words: dict[Part, str], refused: Refused | None = None
) -> str:
    with open_work() as work:
        code = gathered.subject.qualification
        state = next(each for each in list_evaluations(work) if each.code == code)
    return render_template(
        "office/evaluation.html",
        subject=gathered.subject,
        name=gathered.name,
        record=record,
        state=state,
        typed=words,
        refused=refusal_words(refused) if refused else "",
        figure_words=FIGURE_WORDS,
        agreement_words=AGREEMENT_WORDS,
        decimal=decimal,
        parts_of=PART_WORDS,
        writes=may_plan(),
    )
