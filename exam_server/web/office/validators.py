"""Bodies that the awarding body authorises to validate, and who carries out an exam (L10)."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, validators

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.core.validators import Authorisation
from exam_server.services import validators as services
from exam_server.services.exam import get_exam
from exam_server.services.qualification import list_editions
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.flashes import flash_done
from exam_server.web.forms import DayField, PageForm
from exam_server.web.language import speak
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import may_plan, office
from exam_server.web.work import open_work

WORDS = [validators.InputRequired(), validators.Length(max=200)]
LABELS: dict[str, Text] = {
    "qualification": text("Qualification"),
    "name": text("Name of the body"),
    "seat": text("Seat of the body"),
    "agreement": text("Agreement (number, day)"),
    "valid_from": text("Authorised from"),
    "valid_until": text("Authorised until"),
}


class AuthorisationForm(PageForm):
    """A body with its agreement."""

    qualification = SelectField(validators=[validators.InputRequired()])
    name = StringField(validators=WORDS)
    seat = StringField(validators=WORDS)
    agreement = StringField(validators=WORDS)
    valid_from = DayField(validators=[validators.InputRequired()])
    valid_until = DayField(validators=[validators.Optional()])

    def authorisation(self) -> Authorisation:
        given: dict[str, Any] = self.data
        words = {name: given[name].strip() for name in ("name", "seat", "agreement")}
        return Authorisation(**words, valid_from=given["valid_from"], valid_until=given["valid_until"])


@office.route("/validators", methods=["GET", "POST"])
@allow("exam.plan")
def list_validators() -> Response | str | tuple[str, int]:
    """All authorised bodies, and a form for one more."""
    form = AuthorisationForm.from_request()
    with open_work() as work:
        editions = list_editions(work)
    form.qualification.choices = list({each.code: (each.code, each.content.name) for each in editions}.values())
    refused = None
    if form.submitted():
        try:
            with open_work() as work:
                services.authorise(work, form.data["qualification"], form.authorisation())
        except Refused as error:
            refused = error
        else:
            flash_done(text("The authorisation is recorded."))
            return redirect(url_for("office.list_validators"))
    with open_work() as work:
        found = services.list_validators(work)
    labels = {name: speak(label) for name, label in LABELS.items()}
    page = render_template("office/validators.html", bodies=found, form=form, refused=refused, labels=labels)
    return (page, 422) if request.method == "POST" else page


@office.post("/validators/<uuid:validator_id>/end")
@allow("exam.plan")
def end_authorisation(validator_id: UUID) -> Response:
    with open_work() as work:
        services.end_authorisation(work, validator_id)
    flash_done(text("The authorisation ended today."))
    return redirect(url_for("office.list_validators"))


@office.get("/exams/<uuid:exam_id>/validator")
@allow("member.read")
def show_validator(exam_id: UUID) -> str:
    with open_work() as work:
        planned, found = get_exam(work, exam_id), services.find_validator(work, exam_id)
        authorised = services.is_authorised(work, exam_id)
        bodies = services.list_validators(work) if may_plan() else []
    offered = [(each.id, f"{each.authorisation.name}, {each.authorisation.agreement}") for each in bodies]
    return render_template(
        "office/validator.html",
        exam=planned,
        validator=found,
        authorised=authorised,
        offered=offered,
        plans=may_plan(),
    )


@office.post("/exams/<uuid:exam_id>/validator")
@allow("exam.plan")
def choose_validator(exam_id: UUID) -> Response:
    given = request.form.get("validator", "")
    with acting(text("The validating body is noted; protocols name it.")) as work:
        services.choose_validator(work, exam_id, uuid_or_abort(given) if given else None)
    return redirect(url_for("office.show_validator", exam_id=exam_id))
