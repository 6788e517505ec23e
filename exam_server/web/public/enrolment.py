"""Enrolment by candidates themselves: what is open, and its page; an account's owner types no data."""

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, Field, SelectField, StringField, TelField, ValidationError, validators

from exam_server.core.candidates import CandidateEntry, is_email, is_phone
from exam_server.core.consents import CONSENT_WORDS
from exam_server.core.enrolment import NEED_WORDS, explain
from exam_server.core.problems import Refused
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import Text, text
from exam_server.language import LANGUAGES
from exam_server.services.enrolling import Wishes, enrol, enrol_again, get_public_window
from exam_server.services.enrolment_windows import EnrolmentWindow, list_public_windows
from exam_server.services.throttling import Door
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done
from exam_server.web.forms import DayField, PageForm
from exam_server.web.language import current_language, speak
from exam_server.web.public.views import public
from exam_server.web.typed import whole_number
from exam_server.web.work import house, open_work

NAME_RULES = [validators.InputRequired(), validators.Length(max=120)]
LANGUAGE_NAMES = [("pl", "Polski"), ("en", "English")]
# The stubs of WTForms know pairs only, which WTForms itself deprecates.
OFFERED: Any = list(LANGUAGES)
LABELS: dict[str, Text] = {
    "given_names": text("Given names"),
    "family_name": text("Family name"),
    "born_on": text("Date of birth"),
    "email": text("E-mail address"),
    "phone": text("Telephone"),
    "language": text("Language in which the office writes to you"),
}


class WishesForm(PageForm):
    """What an account's owner says; the rest comes as checkboxes beside it."""

    language = SelectField(choices=OFFERED, validators=[validators.InputRequired()])

    def wishes(self) -> Wishes:
        confirmed = request.form.getlist("condition", type=whole_number)
        needs, consents = request.form.getlist("need"), request.form.getlist("consent")
        return Wishes(self.data["language"], confirmed, needs, consents)


class EnrolmentForm(WishesForm):
    """The data minimum of whoever has no account."""

    given_names = StringField(validators=NAME_RULES)
    family_name = StringField(validators=NAME_RULES)
    born_on = DayField(validators=[validators.InputRequired()])
    email = EmailField(validators=NAME_RULES)
    phone = TelField(validators=[validators.Optional()])

    def validate_email(self, field: Field) -> None:
        if not is_email((field.data or "").strip()):
            raise ValidationError(speak(text("This isn't an e-mail address.")))

    def validate_phone(self, field: Field) -> None:
        if not is_phone(field.data.strip()):
            raise ValidationError(speak(text("This isn't a telephone number.")))

    def entry(self) -> CandidateEntry:
        given: dict[str, Any] = self.data
        names = given["given_names"].strip(), given["family_name"].strip()
        email, phone = given["email"].strip().lower(), (given["phone"] or "").strip()
        return CandidateEntry(*names, given["born_on"], email, phone)


@public.get("/enrolment")
@allow("public")
def list_enrolments() -> str:
    """What anybody may enrol for now or soon; no names, and no numbers of who enrolled."""
    with open_work() as work:
        windows = list_public_windows(work)
    return render_template("public/enrolments.html", windows=windows, stage_words=STAGE_WORDS)


@public.get("/enrolment/<uuid:window_id>")
@allow("public")
def show_enrolment(window_id: UUID) -> str:
    return _show(window_id, _form(language=current_language()))


@public.post("/enrolment/<uuid:window_id>")
@allow("public")
def enrol_oneself(window_id: UUID) -> Response | tuple[str, int]:
    """What was typed stays on the page where nobody was enrolled."""
    form = _form()
    if not form.submitted():
        return _show(window_id, form), 422
    try:
        with open_work() as work:
            code = _enrol(work, window_id, form)
    except Refused as refused:
        return _show(window_id, form, refused), 422
    flash_done(
        text("You're enrolled under the number {code}; note it. The office confirms it or writes why not.", code=code)
    )
    return redirect(url_for("public.show_enrolment", window_id=window_id))


def _enrol(work: Work, window_id: UUID, form: WishesForm) -> str:
    if isinstance(form, EnrolmentForm):
        return enrol(work, house().keys, _door(), window_id, form.entry(), form.wishes())
    return enrol_again(work, window_id, form.wishes())


def _form(**defaults: Any) -> WishesForm:
    """An account's owner is known; staff without the candidate's role type their data like anybody."""
    kind = WishesForm if g.actor.has("candidate") and g.actor.account_id is not None else EnrolmentForm
    return kind.from_request(**defaults)


def _door() -> Door:
    """Every attempt counts, by the address that was typed and for everybody."""
    settings = house().settings
    return Door("enrolment", settings.login_failures, settings.global_failures, settings.login_window_seconds)


def _show(window_id: UUID, form: WishesForm, refused: Refused | None = None) -> str:
    with open_work() as work:
        view: EnrolmentWindow = get_public_window(work, window_id)
    return render_template(
        "public/enrolment.html",
        view=view,
        form=form,
        refused=refused,
        by_account=not isinstance(form, EnrolmentForm),
        closed=None if view.state == "open" else explain(view.state, view.window),
        labels={name: speak(label) for name, label in LABELS.items()},
        languages=LANGUAGE_NAMES,
        stage_words=STAGE_WORDS,
        need_words=NEED_WORDS,
        consent_words=CONSENT_WORDS,
        ticked={name: request.form.getlist(name) for name in ("condition", "need", "consent")},
    )
