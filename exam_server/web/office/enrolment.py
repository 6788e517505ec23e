"""Enrolment in the office's room: windows that are opened, changed and ended, and the queue of each."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.consents import CONSENT_WORDS
from exam_server.core.enrolment import NEED_WORDS, State, Verdict
from exam_server.core.problems import Refused
from exam_server.core.stages import OPENED_BY_OFFICE, STAGE_WORDS
from exam_server.core.text import Text, text
from exam_server.services import enrolment_queue, enrolment_windows, exam, qualification
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done
from exam_server.web.language import speak
from exam_server.web.office.enrolment_form import EVENING, LABELS, MORNING, TermsForm, WindowForm
from exam_server.web.office.views import office
from exam_server.web.work import house, open_work

WINDOW = "/enrolment/<uuid:window_id>"
ENTRY = f"{WINDOW}/<uuid:enrolment_id>"
STATE_WORDS: dict[State, Text] = {
    "not_yet": text("not yet open"),
    "open": text("open"),
    "full": text("all places are taken"),
    "closed": text("closed"),
    "ended": text("ended by the office"),
}
VERDICT_WORDS: dict[Verdict, Text] = {
    "confirmed": text("confirmed"),
    "declined": text("declined"),
    "withdrawn": text("withdrawn by the person"),
    "replaced": text("replaced by a newer one"),
}


@office.route("/enrolment", methods=["GET", "POST"])
@allow("candidate.manage")
def list_windows() -> Response | str | tuple[str, int]:
    """All windows, and a form for one more."""
    form = WindowForm.from_request(opens_at=MORNING, closes_at=EVENING)
    with open_work() as work:
        form.target.choices = _targets(work)
    refused = None
    if form.submitted():
        try:
            with open_work() as work:
                made = enrolment_windows.open_window(work, form.plan())
        except Refused as error:
            refused = error
        else:
            flash_done(text("Enrolment is planned. Give people its address."))
            return redirect(url_for("office.show_window", window_id=made))
    with open_work() as work:
        windows = enrolment_windows.list_windows(work)
    page = render_template(
        "office/enrolments.html",
        windows=windows,
        form=form,
        refused=refused,
        labels=_labels(),
        state_words=STATE_WORDS,
        stage_words=STAGE_WORDS,
    )
    return (page, 422) if request.method == "POST" else page


def _targets(work: Work) -> list[tuple[str, str]]:
    """Exams that take candidates, then stages that need no exam, by edition."""
    exams = [each for each in exam.list_exams(work) if each.state == "planned" and not each.rehearsal]
    stages = [
        (f"{kind} {edition.id}", f"{speak(STAGE_WORDS[kind])}: {edition.content.name} ({edition.number})")
        for edition in qualification.list_editions(work)
        for kind in OPENED_BY_OFFICE
    ]
    return [*((f"exam {each.id}", each.title) for each in exams), *stages]


@office.get(WINDOW)
@allow("candidate.manage")
def show_window(window_id: UUID) -> str:
    return _show(window_id, None)


def _show(window_id: UUID, terms: TermsForm | None) -> str:
    with open_work() as work:
        view = enrolment_windows.get_window(work, window_id)
        queue = enrolment_queue.list_queue(work, window_id)
    ends = view.window.closes_at
    form = terms or TermsForm(data={"closes_on": ends.date(), "closes_at": ends.time(), "places": view.window.places})
    return render_template(
        "office/enrolment.html",
        view=view,
        queue=queue,
        form=form,
        labels=_labels(),
        address=house().settings.address + url_for("public.show_enrolment", window_id=window_id),
        sends_mail=bool(house().settings.mail_host),
        state_words=STATE_WORDS,
        stage_words=STAGE_WORDS,
        verdict_words=VERDICT_WORDS,
        need_words=NEED_WORDS,
        consent_words=CONSENT_WORDS,
    )


@office.post(f"{WINDOW}/terms")
@allow("candidate.manage")
def change_window(window_id: UUID) -> Response | tuple[str, int]:
    form = TermsForm.from_request()
    if not form.submitted():
        return _show(window_id, form), 422
    with acting(text("The end and the places are changed.")) as work:
        enrolment_windows.change_terms(work, window_id, form.end(), form.data["places"])
    return _back(window_id)


@office.post(f"{WINDOW}/end")
@allow("candidate.manage")
def end_window(window_id: UUID) -> Response:
    with open_work() as work:
        enrolment_windows.end_window(work, window_id)
    flash_done(text("Enrolment is ended. Who enrolled stays in the queue."))
    return _back(window_id)


@office.post(f"{ENTRY}/confirm")
@allow("candidate.manage")
def confirm_enrolment(window_id: UUID, enrolment_id: UUID) -> Response:
    with acting(text("Confirmed: the case and its stage are there.")) as work:
        enrolment_queue.confirm_enrolment(work, enrolment_id, request.form.get("seen") == "yes")
    return _back(window_id)


@office.post(f"{ENTRY}/decline")
@allow("candidate.manage")
def decline_enrolment(window_id: UUID, enrolment_id: UUID) -> Response:
    with acting(text("Declined; the place is free again.")) as work:
        enrolment_queue.decline_enrolment(work, enrolment_id, request.form.get("reason", ""))
    return _back(window_id)


def _labels() -> dict[str, str]:
    return {name: speak(label) for name, label in LABELS.items()}


def _back(window_id: UUID) -> Response:
    return redirect(url_for("office.show_window", window_id=window_id))
