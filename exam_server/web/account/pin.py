"""The own PIN for seals: set, or set anew, with the password."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, validators

from exam_server.core.pins import LONGEST, SHORTEST
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services import pins
from exam_server.web.access import allow
from exam_server.web.account.views import account
from exam_server.web.forms import PageForm
from exam_server.web.language import speak
from exam_server.web.work import house, open_work


class PinForm(PageForm):
    password = PasswordField(validators=[validators.InputRequired(), validators.Length(max=500)])
    pin = PasswordField(validators=[validators.InputRequired(), validators.Length(max=20)])
    again = PasswordField(validators=[validators.InputRequired(), validators.Length(max=20)])


@account.route("/pin", methods=["GET", "POST"])
@allow("encounter.rate")
def set_pin() -> Response | str | tuple[str, int]:
    """Nobody else can set it; what others hold of it is its hash."""
    form = PinForm.from_request()
    with open_work() as work:
        has_pin = pins.has_pin(work)
    if not form.submitted():
        return _show(form, has_pin)
    try:
        with open_work() as work:
            given = form.data
            refused = pins.set_pin(
                work, house().keys, house().pin_door, given["password"], given["pin"], given["again"]
            )
    except Refused as error:
        refused = error
    if refused is not None:
        return _show(form, has_pin, refused), 422
    flash(speak(text("Your PIN is set. You seal your sheets with it.")), "saved")
    return redirect(url_for("assessor.list_encounters"))


def _show(form: PinForm, has_pin: bool, refused: Refused | None = None) -> str:
    return render_template(
        "account/pin.html", form=form, has_pin=has_pin, refused=refused, shortest=SHORTEST, longest=LONGEST
    )
