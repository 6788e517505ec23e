"""Trainings of the body: who ran them and who took part, so that no trainer verifies their participants (S10).

Members never see them: they learn that somebody is kept out, not how a candidate learned (L24).
"""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, validators

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import trainings
from exam_server.services.people import list_colleagues
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.forms import DayField, PageForm
from exam_server.web.office.forms import CandidateForm, uuid_or_abort
from exam_server.web.office.register import require_form
from exam_server.web.office.views import form_labels, may_plan, office
from exam_server.web.work import open_work

TRAINING = "/trainings/<uuid:training_id>"


class TrainingForm(PageForm):
    title = StringField(validators=[validators.InputRequired(), validators.Length(max=200)])
    first_on = DayField(validators=[validators.InputRequired()])
    last_on = DayField(validators=[validators.InputRequired()])


@office.get("/trainings")
@allow("training.read")
def list_trainings() -> str:
    with open_work() as work:
        found = trainings.list_trainings(work)
        colleagues = [each for each in list_colleagues(work) if not each.disabled]
    return render_template("office/trainings.html", trainings=found, colleagues=colleagues, plans=may_plan())


@office.post("/trainings")
@allow("training.write")
def make_training() -> Response:
    form = TrainingForm.from_request()
    trainers = [uuid_or_abort(each) for each in request.form.getlist("trainers")]
    try:
        given = require_form(form).data
        with open_work() as work:
            made = trainings.make_training(work, given["title"], given["first_on"], given["last_on"], trainers)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.list_trainings"))
    flash_done(text("The training is recorded. Add who took part."))
    return redirect(url_for("office.show_training", training_id=made))


@office.get(TRAINING)
@allow("training.read")
def show_training(training_id: UUID) -> str:
    with open_work() as work:
        training = trainings.get_training(work, training_id)
    return render_template(
        "office/training.html", training=training, form=CandidateForm(), labels=form_labels(), plans=may_plan()
    )


@office.post(f"{TRAINING}/participants")
@allow("training.write")
def add_participant(training_id: UUID) -> Response:
    form = CandidateForm.from_request()

    def do(work: Work) -> Text:
        require_form(form)
        trainings.add_participants(work, training_id, [form.entry()])
        return text("The participant is added.")

    return _act(training_id, do)


@office.post(f"{TRAINING}/participants/list")
@allow("training.write")
def upload_participants(training_id: UUID) -> Response:
    """Take a CSV list, whole or not at all; the first error is named with its line."""
    file = request.files.get("file")
    content = file.read() if file else b""

    def do(work: Work) -> Text:
        enrolment = trainings.add_participants_from_csv(work, training_id, content)
        for problem in () if enrolment.is_filed else enrolment.problems:
            if problem.severity == "error":
                line = text("Correct line {line} of the list.", line=problem.line)
                raise Refused(text("The list wasn't taken."), problem.message, line)
        return text("Participants added: {added}. There before: {known}.", added=enrolment.added, known=enrolment.known)

    return _act(training_id, do)


@office.post(f"{TRAINING}/parts/<uuid:part_id>/declared")
@allow("training.write")
def note_declared(training_id: UUID, part_id: UUID) -> Response:
    def do(work: Work) -> Text:
        trainings.note_declaration(work, training_id, part_id)
        return text("The declaration is recorded.")

    return _act(training_id, do)


def _act(training_id: UUID, do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("office.show_training", training_id=training_id))
