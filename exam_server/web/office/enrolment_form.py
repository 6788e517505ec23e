"""The office's forms of an enrolment window: what it's for, from when, until when, for how many."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import Field, SelectField, StringField, TextAreaField, TimeField, validators
from wtforms import ValidationError as Invalid

from exam_server.core.enrolment import Window
from exam_server.core.text import Text, text
from exam_server.services.enrolment_windows import WindowPlan
from exam_server.web.forms import DayField, PageForm, WholeNumberField
from exam_server.web.language import speak
from exam_server.web.office.forms import exists, uuid_or_abort
from exam_server.web.work import house

NEEDED = [validators.InputRequired()]
MORNING, EVENING = time(8), time(20)
LABELS: dict[str, Text] = {
    "target": text("What people enrol for"),
    "opens_on": text("Enrolment from: day"),
    "opens_at": text("Enrolment from: hour"),
    "closes_on": text("Enrolment until: day"),
    "closes_at": text("Enrolment until: hour"),
    "places": text("Places"),
    "planned_on": text("Day of the stage"),
    "place": text("Place of the stage"),
    "conditions": text("What must be fulfilled, one on each line"),
}


def local(day: date, hour: time) -> datetime:
    """A time where the exams are held."""
    return datetime.combine(day, hour, ZoneInfo(house().settings.time_zone))


class TermsForm(PageForm):
    """The end and the places: what may be changed later."""

    closes_on = DayField(validators=NEEDED)
    closes_at = TimeField(validators=NEEDED)
    places = WholeNumberField(validators=NEEDED)

    def validate_closes_at(self, field: Field) -> None:
        """A clock change skips an hour: a time in it can't be meant."""
        _require_existing(self.data["closes_on"], field)

    def end(self) -> datetime:
        return local(self.data["closes_on"], self.data["closes_at"])


class WindowForm(TermsForm):
    """A new window; `target`: `exam <id>`, or a kind of stage and an edition's id with a space between them."""

    target = SelectField(validators=NEEDED)
    opens_on = DayField(validators=NEEDED)
    opens_at = TimeField(validators=NEEDED)
    planned_on = DayField(validators=[validators.Optional()])
    place = StringField(validators=[validators.Optional(), validators.Length(max=120)])
    conditions = TextAreaField()

    def validate_opens_at(self, field: Field) -> None:
        _require_existing(self.data["opens_on"], field)

    def plan(self) -> WindowPlan:
        given: dict[str, Any] = self.data
        kind, _, id_ = given["target"].partition(" ")
        lines = tuple(line.strip() for line in (given["conditions"] or "").splitlines() if line.strip())
        window = Window(local(given["opens_on"], given["opens_at"]), self.end(), given["places"], lines)
        target: UUID = uuid_or_abort(id_)
        if kind == "exam":
            return WindowPlan(window, exam_id=target)
        return WindowPlan(
            window, edition_id=target, stage_kind=kind, planned_on=given["planned_on"], place=given["place"] or ""
        )


def _require_existing(day: date | None, field: Field) -> None:
    if day and field.data and not exists(local(day, field.data)):
        raise Invalid(speak(text("The clocks skip this time on that day.")))
